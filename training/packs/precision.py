"""Measures on validation data what precisions shorter than float32 cost a pack, and records it in the card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import INT8_GRAPH_NAME, Pack, open_pack
from deepslide_qgis.core.precision import BFLOAT16, FLOAT32, INT8, PrecisionTrial
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, count_pixels
from deepslide_qgis.engine.members.openvino_member import is_fast_in
from deepslide_qgis.engine.members.runtimes import Runtime
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from training.data.evaluation_set import EvaluationSet
from training.data.labels import IGNORE
from training.data.normalising import input_normalisation
from training.data.sources import read_evaluation_scenes, read_scenes
from training.ensembles.thresholds import f1_of
from training.packs.int8_graph import write_int8_graph
from training.packs.pack_writing import write_card
from training.planning.experiment import Experiment

LARGEST_TILE_PX = 512
MEASURED = (INT8, BFLOAT16)
"""Precisions that any CPU can compute in, fast or not."""


@dataclass(frozen=True)
class Amounts:
    """Number of training tiles that set the scales of int8, and of validation tiles for scoring; 0: all."""

    calibration: int = 128
    validation: int = 0


def add_precisions(experiment: Experiment, data: Path, folder: Path, amounts: Amounts) -> ModelCard:
    """Write the int8 graphs of the pack in ``folder`` and the score of each precision; return its card.

    Graphs that cost too much F1 are deleted. Raises RequestError for members without a graph.
    """
    pack = open_pack(str(folder))
    pack.check_members(pack.card.members)
    lacking = [member.id for member in pack.card.members if not member.graph]
    if lacking:
        raise RequestError(f"Member '{lacking[0]}' has no graph.", "Run `python -m training graphs` on the pack first.")
    learned, judged = (_open_images(experiment, pack, split, data) for split in ("train", "validation"))
    tiles = [learned[i][0][None].numpy() for i in _spread_evenly(len(learned), amounts.calibration)]
    members = tuple(
        replace(member, int8_graph=write_int8_graph(pack.member_folder(member), tiles)) for member in pack.card.members
    )
    pack = Pack(folder, replace(pack.card, members=members))
    chosen = _spread_evenly(len(judged), amounts.validation)
    f1 = {name: _score_precision(pack, _select_runtime(name), judged, chosen) for name in (FLOAT32, *MEASURED)}
    trials = {
        name: PrecisionTrial(
            round(f1[name], 6),
            round(f1[FLOAT32], 6),
            f"{experiment.data.title}, validation",
            len(chosen),
            _describe_trial(name, pack.card, len(tiles)),
        )
        for name in MEASURED
    }
    card = replace(pack.card, precisions=trials)
    card = card if trials[INT8].is_good else _delete_int8_graphs(folder, card)
    write_card(folder, card)
    return card


def _open_images(experiment: Experiment, pack: Pack, split: str, data: Path) -> EvaluationSet:
    read = read_scenes if split == "train" else read_evaluation_scenes
    scenes = read(experiment, pack.card.setting, split, data)
    return EvaluationSet(scenes, input_normalisation(pack.card.normalisation, experiment), LARGEST_TILE_PX)


def _delete_int8_graphs(folder: Path, card: ModelCard) -> ModelCard:
    for member in card.members:
        (folder / member.id / INT8_GRAPH_NAME).unlink()
    return replace(card, members=tuple(replace(member, int8_graph="") for member in card.members))


def _select_runtime(precision: str) -> Runtime:
    """Return the runtime that computes in ``precision`` on this CPU, as the engine would on a fast one."""
    library = "torch" if precision == BFLOAT16 and not is_fast_in(BFLOAT16) else "openvino"
    return Runtime(library, "cpu", "", precision)


def _describe_trial(name: str, card: ModelCard, calibrated: int) -> str:
    description = f"ensemble of {len(card.members)} at the threshold {card.threshold():g}, on {_select_runtime(name)}"
    return f"{description}; scales set by {calibrated} training tiles" if name == INT8 else description


def _score_precision(pack: Pack, runtime: Runtime, images: EvaluationSet, chosen: Sequence[int]) -> float:
    """Return the ensemble's pooled F1 at the card's threshold on the ``chosen`` of ``images``."""
    card, counts = pack.card, PixelCounts.none()
    members = [runtime.load(pack, member) for member in card.members]
    for i in chosen:
        tile, label = images[i]
        ensemble = RunningEnsemble(card.combine, card.threshold())
        for member in members:
            ensemble.feed_logits(member.logits(tile[None].numpy()))
        counts += count_pixels(ensemble.probability, label == 1, label != IGNORE)
    return f1_of(counts.at(card.threshold()))


def _spread_evenly(available: int, wanted: int) -> list[int]:
    """Return ``wanted`` indices of the ``available`` items, evenly spaced; all for 0."""
    count = min(wanted, available) if wanted else available
    return np.linspace(0, available - 1, count).round().astype(int).tolist()
