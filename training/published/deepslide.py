"""DeepSlide's published networks as one pack of fourteen bands.

Its files are state dictionaries of a Lightning module around the network, or of the network itself, under names that
vary; so a network is recognised by the names and shapes of its weights, and the file's name only says where to begin.
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
from training.published.fetched import licence_of
from training.published.ganerod import THRESHOLD
from training.published.restricted_pickle import StoredTensor
from training.published.torch_file import open_torch_file
from training.published.weights import differences, shapes_of, stored_weights, todays_names

EXPERIMENT = Path(__file__).parents[1] / "experiments" / "deepslide_published.toml"
CHANNELS = 14
ENDINGS = (".pth", ".pt", ".ckpt")
PREFIXES = ("model.model.", "model.", "module.", "net.", "")
"""What names begin with: a module around a wrapper around the network, one of the two, or nothing."""
NOT_OF_THE_TABLE = "segformer."
Said = Callable[[str], None]


@dataclass(frozen=True)
class Recognised:
    """Which of the thirteen networks a file holds, below which prefix."""

    plan: MemberPlan
    path: Path
    prefix: str

    @property
    def printed_f1(self) -> float:
        return PRINTED[(self.plan.architecture, self.plan.encoder_name)]


def import_deepslide(models: Path, target: Path, how: Conversion, said: Said = lambda _: None) -> Path:
    """Write the pack ``target/deepslide-l4s14`` of the networks found below ``models``; return its card's path.

    Raises RequestError where there are none, or a file holds none of the thirteen; OutputError where the pack is in
    the way.
    """
    experiment = read_experiment(EXPERIMENT)
    folder = target / experiment.name
    check_free(folder, how.replace)
    found = sorted(find_networks(models, said), key=lambda one: -one.printed_f1)
    missing = sorted({plan.id for plan in experiment.members} - {one.plan.id for one in found})
    said(f"{len(found)} of the thirteen networks found" + (f"; not: {', '.join(missing)}" if missing else ""))
    with new_pack(folder, how.replace) as pack:
        members = tuple(_convert(one, pack, how) for one in found[: how.best or len(found)])
        write_card(pack, _card(experiment.name, members, models))
    return folder / CARD_NAME


def find_networks(models: Path, said: Said = lambda _: None) -> list[Recognised]:
    """Return the networks of the files below ``models``; raise RequestError for a file that holds none or one twice."""
    found: dict[str, Recognised] = {}
    for path in sorted(path for path in models.rglob("*") if path.suffix in ENDINGS):
        one = _recognise_file(path, said)
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


def _recognise_file(path: Path, said: Said) -> Recognised | None:
    with open_torch_file(path) as file:
        stored = stored_weights(file.content, path)
    if any(NOT_OF_THE_TABLE in name for name in stored):
        said(f"left out: {path.name} is a SegFormer of another library, not one of the thirteen")
        return None
    return recognise(stored, path)


def recognise(stored: Mapping[str, StoredTensor], path: Path) -> Recognised:
    """Return which network ``stored`` fits exactly; raise RequestError with what differs from the nearest one."""
    nearest = ""
    for plan in _by_name(path.stem):
        for prefix in PREFIXES:
            named = todays_names(stored, plan.architecture, (prefix,))
            differing = differences(named, _shapes(plan.id)) if named else ""
            if named and not differing:
                return Recognised(plan, path, prefix)
            if differing and (not nearest or len(differing) < len(nearest)):
                nearest = f"{plan.id}: {differing}"
    raise RequestError(
        f"'{path}' fits none of DeepSlide's thirteen networks exactly. Nearest is {nearest}.",
        "It may be of another version, or of another study: take it out of the folder.",
    )


def _by_name(stem: str) -> list[MemberPlan]:
    """Return the thirteen, first those whose encoder or architecture the file's name has, the longest name first."""

    def hint(plan: MemberPlan) -> int:
        plain = _letters(stem)
        names = [
            _letters(name) for name in (plan.id, plan.encoder_name, plan.architecture.removesuffix("Plus")) if name
        ]
        return max((len(name) for name in names if name in plain), default=0)

    return sorted(_plans(), key=lambda plan: -hint(plan))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache
def _plans() -> tuple[MemberPlan, ...]:
    return read_experiment(EXPERIMENT).members


@lru_cache
def _shapes(plan_id: str) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a network's weights; none is made where the encoder allows it."""
    plan = next(plan for plan in _plans() if plan.id == plan_id)
    try:
        with torch.device("meta"):
            return shapes_of(make_network(plan, CHANNELS))
    except RequestError:
        return shapes_of(make_network(plan, CHANNELS))


def _convert(one: Recognised, pack: Path, how: Conversion) -> Member:
    notes = f"DeepSlide's last of 100 epochs, F1 as printed (mean over batches), from {one.path.name}"
    published = Published(one.plan, one.path, CHANNELS, (one.prefix,))
    return convert(published, pack, one.printed_f1, notes, how)


def _card(pack: str, members: tuple[Member, ...], models: Path) -> ModelCard:
    plan = vars(read_experiment(EXPERIMENT).card)
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
        **{**plan, "licence": licence_of(models) or plan["licence"]},
    )
