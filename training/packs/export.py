"""Exports trained members as a model pack: selection, scores and card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path

import torch

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation, Score
from deepslide_qgis.core.packs.pack import CARD_NAME
from deepslide_qgis.core.records import to_plain
from training.ensembles.cached_predictions import open_pixels, trained_members
from training.ensembles.split_pixels import SplitPixels
from training.members.train import versions
from training.members.trained import TrainedMember, common_normalisation, load_trained
from training.packs.pack_writing import check_free, new_pack, save_member, write_card
from training.packs.score import PackMembers, score, tune
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.start import pack_card
from training.planning.workspace import Workspace

MB = 1_000_000


@dataclass(frozen=True)
class Choice:
    """The members of a pack: ``members`` by id, the ``best`` so many, or those that fit in ``max_mb``; 0: no limit."""

    members: tuple[str, ...] = ()
    best: int = 0
    max_mb: float = 0.0


ALL = Choice()


def export(workspace: Workspace, target: Path, replace: bool = False, choice: Choice = ALL) -> Path:
    """Write the pack ``target`` from the trained and validated members of ``experiment``; return its card's path.

    Raises RequestError if a member was never trained or validated, was trained before the experiment was changed,
    cannot be saved, or differs from the others in bands or normalisation; PackError if half precision changes its
    logits; OutputError if ``target`` exists.
    """
    experiment = workspace.experiment
    check_free(target, replace)
    loaded, pack, all_pixels = _choose_and_load(workspace, choice)
    normalisation = common_normalisation([loaded[row.member] for row in pack.order])
    card = _card(experiment, pack, normalisation, score(workspace, pack, all_pixels))
    with new_pack(target, replace) as folder:
        trained = [(loaded[row.member], row.f1) for row in pack.order]
        members = tuple(_save_trained(experiment, one, folder, f1) for one, f1 in trained)
        write_card(folder, ModelCard(**card, members=members))
    return target / CARD_NAME


def score_pack(workspace: Workspace, choice: Choice = ALL) -> list[Score]:
    """Return the scores that the pack's card would have."""
    _, pack, all_pixels = _choose_and_load(workspace, choice)
    return score(workspace, pack, all_pixels)


def _choose_and_load(workspace: Workspace, choice: Choice) -> tuple[dict[str, TrainedMember], PackMembers, SplitPixels]:
    experiment = workspace.experiment
    candidates = exportable(workspace, choice)
    loaded = {member_plan.id: load_trained(workspace, member_plan) for member_plan in candidates}
    all_pixels = open_pixels(workspace, candidates, "validation")
    return loaded, choose_members(all_pixels, loaded, experiment.card.combine, choice), all_pixels


def exportable(workspace: Workspace, choice: Choice = ALL) -> tuple[MemberPlan, ...]:
    """Return the members to choose from; raise RequestError if they cannot be in one pack."""
    experiment = workspace.experiment
    if len(experiment.settings) > 1:
        raise RequestError(
            f"The members of '{experiment.name}' read different bands: {', '.join(experiment.settings)}.",
            "A pack has one band setting: choose it with --setting.",
        )
    if choice.members:
        return tuple(experiment.member(name) for name in choice.members)
    return trained_members(workspace) if choice.best or choice.max_mb else experiment.members


def choose_members(pixels: SplitPixels, loaded: dict[str, TrainedMember], combine: str, choice: Choice) -> PackMembers:
    """Return the members of the pack, best first on validation, skipping those that exceed the size limit."""
    chosen: list[str] = []
    size_mb = 0.0
    for row in tune(pixels, combine).order:
        more_mb = size_of(loaded[row.member].network) / MB
        fits = not choice.max_mb or size_mb + more_mb <= choice.max_mb
        if fits and (not choice.best or len(chosen) < choice.best):
            chosen.append(row.member)
            size_mb += more_mb
    if not chosen:
        raise RequestError(f"No member fits in {choice.max_mb:g} MB.", "Raise --max-mb, or train lighter encoders.")
    return tune(restrict_members(pixels, chosen), combine)


def restrict_members(pixels: SplitPixels, members: Sequence[str]) -> SplitPixels:
    """Return ``pixels`` with the given members only."""
    return changed(pixels, probabilities={member: pixels.probabilities[member] for member in members})


def size_of(network: torch.nn.Module) -> int:
    """Return the size in bytes of the network's weights in half precision."""
    return sum(t.numel() * (2 if t.is_floating_point() else t.element_size()) for t in network.state_dict().values())


def add_score(card_path: Path, score: Score) -> None:
    """Put ``score`` into a written card, replacing a score of the same name."""
    plain = json.loads(card_path.read_text(encoding="utf-8"))
    others = [item for item in plain["scores"] if item["name"] != score.name]
    plain["scores"] = [*others, to_plain(score)]
    card_path.write_text(ModelCard.from_json(json.dumps(plain)).to_json(), encoding="utf-8")


def _card(experiment: Experiment, pack: PackMembers, normalisation: Normalisation, scores: list[Score]) -> dict:
    first = experiment.member(pack.order[0].member)
    return {
        "id": experiment.name,
        "setting": experiment.bands_of(first),
        "normalisation": normalisation,
        "thresholds": pack.thresholds,
        "scores": tuple(scores),
        "versions": versions(),
        **vars(experiment.card),
    }


def _save_trained(experiment: Experiment, trained: TrainedMember, folder: Path, f1: float) -> Member:
    channels = trained.normalisation.channels
    return save_member(trained.plan, trained.network, channels, folder, f1, _notes(experiment, trained))


def _notes(experiment: Experiment, trained: TrainedMember) -> str:
    member_plan = trained.plan
    if member_plan.begin_from:
        origin = f"begun from {member_plan.begin_from} of the pack {pack_card(experiment.start.pack).id}"
    else:
        origin = (
            f"the encoder begun from {member_plan.encoder_weights}" if member_plan.encoder_weights else "from scratch"
        )
    return f"trained for {trained.epochs} epochs, {origin}"
