"""Scores by slope, land cover, climate and local incidence angle: both papers ask how terrain changes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.engine.comparison.strata import count_codes
from deepslide_qgis.engine.raster_values import read_values
from deepslide_qgis.engine.source import open_raster
from training.data.sources import pairs_of
from training.experiment import Experiment

NO_VALUE = "no value"
BREAKS = {"slope": (5.0, 10.0, 20.0, 30.0, 40.0), "liaDeg": (20.0, 30.0, 40.0, 50.0, 60.0)}
"""Classes of continuous bands, in degrees; a break belongs to the class above it."""
STRATA = ("slope", "landCover", "climate", "liaDeg")
TITLES = {"slope": "Slope", "landCover": "Land cover", "climate": "Climate", "liaDeg": "Local incidence angle"}


@dataclass
class StratumTally:
    """Counts of error codes (8,) by class of one band, over the case studies added so far."""

    band: str
    counts: dict[str, np.ndarray] = field(default_factory=dict)

    def add(self, values: np.ndarray, codes: np.ndarray, valid: np.ndarray) -> None:
        """Add a case study: band ``values``, error ``codes`` and whether a pixel counts, all (H, W)."""
        classes, labels = classes_of(self.band, values)
        for label, found in zip(labels, count_codes(classes, codes, valid, len(labels)), strict=True):
            self.counts[label] = self.counts.get(label, 0) + found

    def ordered(self) -> list[tuple[str, np.ndarray]]:
        """Return the classes that have pixels, in their natural order."""
        there = [(label, found) for label, found in self.counts.items() if found.sum()]
        return sorted(there, key=lambda pair: _order(pair[0]))


def classes_of(band: str, values: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return class numbers in the shape of ``values`` and the classes' labels, the last for no value."""
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


def stratum_rasters(experiment: Experiment, split: str, data: Path) -> dict[str, Path]:
    """Return the raster of each case study of ``split`` by name, none where the data have no such bands."""
    if experiment.data.kind != "case_studies":
        return {}
    return {pair.name: pair.raster for pair in pairs_of(experiment, split, data)}


def stratum_bands(path: Path) -> dict[str, np.ndarray]:
    """Return the bands of STRATA (H, W) of a case study by name, no data as NaN."""
    names = [band.name for band in CASE_STUDY_BANDS]
    with open_raster(str(path)) as raster:
        whole = Window(0, 0, raster.width, raster.height)
        values = read_values(raster, [names.index(band) + 1 for band in STRATA], whole, path.name)
    return dict(zip(STRATA, values, strict=True))


def _order(label: str) -> tuple[int, float]:
    number = "".join(c for c in label.split("–")[0] if c.isdigit() or c == ".")
    return (2 if label == NO_VALUE else 0 if label.startswith("<") else 1, float(number) if number else 0.0)
