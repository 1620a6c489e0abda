"""Scores by slope, land cover, climate and local incidence angle: both papers ask how terrain affects them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, BandSetting
from deepslide_qgis.core.errors import BandError
from deepslide_qgis.engine.comparison.strata import count_codes
from training.data.case_studies import band_numbers
from training.data.scenes import Scene
from training.data.sources import pairs_of, read_evaluation_scenes
from training.planning.experiment import Experiment

NO_VALUE = "no value"
BREAKS = {"slope": (5.0, 10.0, 20.0, 30.0, 40.0), "liaDeg": (20.0, 30.0, 40.0, 50.0, 60.0)}
"""Classes of continuous bands in degrees; a break belongs to the class above it."""
STRATA = ("slope", "landCover", "climate", "liaDeg")
TITLES = {"slope": "Slope", "landCover": "Land cover", "climate": "Climate", "liaDeg": "Local incidence angle"}


@dataclass
class StratumTally:
    """Counts of error codes (8,) by class of one band, over the case studies added so far."""

    band: str
    counts: dict[str, np.ndarray] = field(default_factory=dict)

    def add(self, values: np.ndarray, codes: np.ndarray, valid: np.ndarray) -> None:
        """Add a case study: band ``values``, error ``codes`` and the mask ``valid`` of scored pixels, all (H, W)."""
        classes, labels = classes_of(self.band, values)
        for label, found in zip(labels, count_codes(classes, codes, valid, len(labels)), strict=True):
            self.counts[label] = self.counts.get(label, 0) + found

    def ordered(self) -> list[tuple[str, np.ndarray]]:
        """Return the classes that have pixels, in natural order."""
        populated = [(label, found) for label, found in self.counts.items() if found.sum()]
        return sorted(populated, key=lambda pair: _sort_key(pair[0]))


def classes_of(band: str, values: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return class numbers in the shape of ``values`` and the class labels, the last one for no value."""
    if band in BREAKS:
        breaks = BREAKS[band]
        inner = [f"{low:g}–{high:g}°" for low, high in zip(breaks[:-1], breaks[1:])]
        labels = (f"< {breaks[0]:g}°", *inner, f"≥ {breaks[-1]:g}°", NO_VALUE)
        places = np.searchsorted(breaks, values, side="right")
    else:
        known = np.unique(values[np.isfinite(values)])
        labels = (*(f"class {value:g}" for value in known), NO_VALUE)
        places = np.searchsorted(known, values)
    return np.where(np.isfinite(values), places, len(labels) - 1).astype(np.int64), labels


def stratum_bands(experiment: Experiment, split: str, data: Path) -> tuple[str, ...]:
    """Return the bands of STRATA that all case studies of ``split`` have; none for other kinds of data."""
    if experiment.data.kind != "case_studies":
        return ()
    rasters = [pair.raster for pair in pairs_of(experiment, split, data)]
    return tuple(band for band in STRATA if all(_has_band(raster, band) for raster in rasters))


def stratum_scenes(experiment: Experiment, bands: Sequence[str], split: str, data: Path) -> list[Scene]:
    """Return the scenes of ``split`` as they are scored, with ``bands`` only, left on disk."""
    on_disk = replace(experiment, data=replace(experiment.data, memory_gb=0.0))
    return read_evaluation_scenes(on_disk, _setting(bands), split, data) if bands else []


def read_bands(scene: Scene) -> np.ndarray:
    """Return the bands (C, H, W) of a scene, no-data as NaN."""
    return scene.read(slice(0, scene.shape[0]), slice(0, scene.shape[1]))[0]


def _has_band(raster: Path, band: str) -> bool:
    try:
        return bool(band_numbers(raster, _setting((band,))))
    except BandError:
        return False


def _setting(bands: Sequence[str]) -> BandSetting:
    known = {band.name: band for band in CASE_STUDY_BANDS}
    return BandSetting("strata", "Terrain and cover", tuple(known[name] for name in bands))


def _sort_key(label: str) -> tuple[int, float]:
    number = "".join(c for c in label.split("–")[0] if c.isdigit() or c == ".")
    return (2 if label == NO_VALUE else 0 if label.startswith("<") else 1, float(number) if number else 0.0)
