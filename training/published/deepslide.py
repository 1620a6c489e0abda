"""Converts DeepSlide's published networks into one pack of fourteen bands.

The files are state dictionaries of a Lightning module around the network, or of the network itself, with varying names.
So a network is identified by names and shapes of its weights; the file name only decides what is tried first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch

from deepslide_qgis.core.bands import LANDSLIDE4SENSE_MEANS, setting_named
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation, Score
from deepslide_qgis.core.packs.pack import CARD_NAME
from training.figures.deepslide_table import PRINTED
from training.members.train import versions
from training.packs.pack_writing import check_free, new_pack, write_card
from training.planning.experiment import read_experiment
from training.planning.networks import make_network
from training.planning.plans import MemberPlan
from training.published.conversion import Conversion, Published, convert
from training.published.fetch_note import licence_of
from training.published.ganerod import THRESHOLD
from training.published.restricted_pickle import StoredTensor
from training.published.torch_file import open_torch_file
from training.published.weights import current_names, differences, shapes_of, stored_weights

EXPERIMENT = Path(__file__).parents[1] / "experiments" / "deepslide_published.toml"
CHANNELS = 14
ENDINGS = (".pth", ".pt", ".ckpt")
PREFIXES = ("model.model.", "model.", "module.", "net.", "")
"""Possible prefixes of weight names: a module around a wrapper around the network, one of the two, or none."""
NOT_OF_THE_TABLE = "segformer."
Reporter = Callable[[str], None]


@dataclass(frozen=True)
class IdentifiedNetwork:
    """Which of the thirteen networks a file contains, and the prefix of its weights."""

    plan: MemberPlan
    path: Path
    prefix: str

    @property
    def printed_f1(self) -> float:
        return PRINTED[(self.plan.architecture, self.plan.encoder_name)]


def import_deepslide(models: Path, target: Path, how: Conversion, report: Reporter = lambda _: None) -> Path:
    """Write the pack ``target/deepslide-l4s14`` from the networks below ``models``; return its card's path.

    Raises RequestError if there are none or if a file has none of the thirteen; OutputError if the pack already exists.
    """
    experiment = read_experiment(EXPERIMENT)
    folder = target / experiment.name
    check_free(folder, how.replace)
    found = sorted(find_networks(models, report), key=lambda one: -one.printed_f1)
    missing = sorted({member_plan.id for member_plan in experiment.members} - {one.plan.id for one in found})
    report(f"{len(found)} of the thirteen networks found" + (f"; not: {', '.join(missing)}" if missing else ""))
    with new_pack(folder, how.replace) as pack:
        members = tuple(_convert(one, pack, how) for one in found[: how.best or len(found)])
        write_card(pack, _card(experiment.name, members, models))
    return folder / CARD_NAME


def find_networks(models: Path, report: Reporter = lambda _: None) -> list[IdentifiedNetwork]:
    """Return the networks in the files below ``models``; raise RequestError for unknown or duplicate networks."""
    found: dict[str, IdentifiedNetwork] = {}
    for path in sorted(path for path in models.rglob("*") if path.suffix in ENDINGS):
        one = _identify_file(path, report)
        if one and one.plan.id in found:
            raise RequestError(
                f"'{found[one.plan.id].path}' and '{path}' both hold the network {one.plan.id}.",
                "Take one of them out of the folder.",
            )
        if one:
            found[one.plan.id] = one
    if not found:
        raise RequestError(
            f"There are no networks of DeepSlide in '{models}' ({', '.join(ENDINGS)}).",
            "Fetch them first: python -m training fetch deepslide-models --to DIR.",
        )
    return list(found.values())


def _identify_file(path: Path, report: Reporter) -> IdentifiedNetwork | None:
    with open_torch_file(path) as file:
        stored = stored_weights(file.content, path)
    if any(NOT_OF_THE_TABLE in name for name in stored):
        report(f"left out: {path.name} is a SegFormer of another library, not one of the thirteen")
        return None
    return identify_network(stored, path)


def identify_network(stored: Mapping[str, StoredTensor], path: Path) -> IdentifiedNetwork:
    """Return the network that ``stored`` fits exactly; raise RequestError with the differences to the nearest."""
    nearest = ""
    for member_plan in _sort_by_file_name(path.stem):
        for prefix in PREFIXES:
            named = current_names(stored, member_plan.architecture, (prefix,))
            differing = differences(named, _shapes(member_plan.id)) if named else ""
            if named and not differing:
                return IdentifiedNetwork(member_plan, path, prefix)
            if differing and (not nearest or len(differing) < len(nearest)):
                nearest = f"{member_plan.id}: {differing}"
    raise RequestError(
        f"'{path}' fits none of DeepSlide's thirteen networks exactly. Nearest is {nearest}.",
        "It may be of another version, or of another study: take it out of the folder.",
    )


def _sort_by_file_name(stem: str) -> list[MemberPlan]:
    """Return the thirteen plans, those whose encoder or architecture the file name contains first, longest first."""

    def hint(member_plan: MemberPlan) -> int:
        plain = _letters_and_digits(stem)
        names = [
            _letters_and_digits(name)
            for name in (member_plan.id, member_plan.encoder_name, member_plan.architecture.removesuffix("Plus"))
            if name
        ]
        return max((len(name) for name in names if name in plain), default=0)

    return sorted(_plans(), key=lambda member_plan: -hint(member_plan))


def _letters_and_digits(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache
def _plans() -> tuple[MemberPlan, ...]:
    return read_experiment(EXPERIMENT).members


@lru_cache
def _shapes(plan_id: str) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a network's weights, without allocating them if the encoder allows."""
    member_plan = next(member_plan for member_plan in _plans() if member_plan.id == plan_id)
    try:
        with torch.device("meta"):
            return shapes_of(make_network(member_plan, CHANNELS))
    except RequestError:
        return shapes_of(make_network(member_plan, CHANNELS))


def _convert(one: IdentifiedNetwork, pack: Path, how: Conversion) -> Member:
    notes = f"DeepSlide's last of 100 epochs, F1 as printed (mean over batches), from {one.path.name}"
    published = Published(one.plan, one.path, CHANNELS, (one.prefix,))
    return convert(published, pack, one.printed_f1, notes, how)


def _card(pack: str, members: tuple[Member, ...], models: Path) -> ModelCard:
    card_plan = vars(read_experiment(EXPERIMENT).card)
    on = "DeepSlide's validation split of Landslide4Sense, threshold 0.5, mean over batches of 16, as it printed it"
    zero, one = (0.0,) * CHANNELS, (1.0,) * CHANNELS
    return ModelCard(
        id=pack,
        setting=setting_named("l4s14"),
        normalisation=Normalisation(LANDSLIDE4SENSE_MEANS, zero, one),
        thresholds=(THRESHOLD,) * len(members),
        members=members,
        scores=tuple(Score(f"batch mean of F1, {member.id}", member.validation_f1, on) for member in members),
        versions=versions(),
        **{**card_plan, "licence": licence_of(models) or card_plan["licence"]},
    )
