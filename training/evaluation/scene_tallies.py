"""Error codes of the scored scenes, tallied by stratum and by landslide size in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepslide_qgis.core.scores import SizeClass
from deepslide_qgis.engine.comparison.components import label_components
from deepslide_qgis.engine.comparison.error_map import ENSEMBLE as ENSEMBLE_BIT
from deepslide_qgis.engine.comparison.error_map import NOT_COMPARED, error_codes
from deepslide_qgis.engine.comparison.objects import score_by_size
from deepslide_qgis.engine.comparison.overlaps import compute_overlaps
from training.evaluation.predictors import ENSEMBLE, SINGLE, Predictors, predict_mask
from training.evaluation.scenes import labelled_scenes
from training.evaluation.strata import StratumTally, read_bands, stratum_bands, stratum_scenes
from training.planning.experiment import Experiment


@dataclass(frozen=True)
class ErrorScene:
    """One scored scene: error codes (H, W) uint8 of single member and ensemble, 255 where nothing is compared."""

    number: int
    name: str
    codes: np.ndarray


@dataclass(frozen=True)
class SceneTallies:
    """Error codes by class of each stratum, and size classes of landslides."""

    strata: tuple[StratumTally, ...]
    sizes: tuple[SizeClass, ...]


def error_scenes(
    experiment: Experiment, setting: str, predictors: Predictors, split: str, data: Path
) -> Iterator[ErrorScene]:
    """Yield the error codes of every scene of ``split``."""
    for scene in labelled_scenes(experiment, setting, split, data):
        if not len(scene.indices):
            continue
        single = predict_mask(predictors, SINGLE, scene.number, scene.pixels)
        ensemble = predict_mask(predictors, ENSEMBLE, scene.number, scene.pixels)
        truth = scene.label.reshape(-1)[scene.indices] == 1
        codes = error_codes(truth, ensemble, np.ones(len(truth), bool), single)
        yield ErrorScene(scene.number, scene.name, scene.to_image(codes, NOT_COMPARED))


def tally_scenes(experiment: Experiment, setting: str, predictors: Predictors, split: str, data: Path) -> SceneTallies:
    """Count strata and landslide sizes over all scenes of ``split``; sizes in m² by the card's pixel size."""
    bands = stratum_bands(experiment, split, data)
    strata = tuple(StratumTally(band) for band in bands)
    rasters = stratum_scenes(experiment, bands, split, data)
    pixel_m2 = experiment.card.gsd_m**2
    sizes: list[SizeClass] = []
    for scene in error_scenes(experiment, setting, predictors, split, data):
        valid = scene.codes != NOT_COMPARED
        if strata:
            for tally, values in zip(strata, read_bands(rasters[scene.number]), strict=True):
                tally.add(values, np.where(valid, scene.codes, 0), valid)
        sizes = _add_size_classes(sizes, _size_classes(scene.codes, valid, pixel_m2))
    return SceneTallies(tuple(tally for tally in strata if tally.counts), tuple(sizes))


def _size_classes(codes: np.ndarray, valid: np.ndarray, pixel_m2: float) -> list[SizeClass]:
    truth, mask = valid & (codes & 2 > 0), valid & (codes & ENSEMBLE_BIT > 0)
    return score_by_size(
        compute_overlaps(label_components(truth), label_components(mask), np.full(codes.shape, pixel_m2))
    )


def _add_size_classes(sums: list[SizeClass], more: list[SizeClass]) -> list[SizeClass]:
    if not sums:
        return more
    return [
        SizeClass(a.from_m2, a.to_m2, a.landslides + b.landslides, a.touched + b.touched, a.found + b.found)
        for a, b in zip(sums, more, strict=True)
    ]
