"""Case studies in the layout of the reference study: ``<split>/input/NAME_*.tif`` and ``<split>/label/NAME_*.tif``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, BandSetting
from deepslide_qgis.core.errors import BandError, RasterError


@dataclass(frozen=True)
class CaseStudy:
    """One event: bands (C, H, W) float32 with NaN as no data, label (H, W) uint8 of 0 and 1."""

    name: str
    bands: np.ndarray
    label: np.ndarray

    def __post_init__(self) -> None:
        if self.bands.shape[1:] != self.label.shape:
            raise RasterError(
                f"Case study '{self.name}': the input is {self.bands.shape[1:]} px, the label {self.label.shape} px.",
                "Input and label must lie on the same grid.",
            )
        if self.label.max(initial=0) > 1:
            raise RasterError(f"The label of case study '{self.name}' holds other values than 0 and 1.")


def read_case_studies(folder: Path, setting: BandSetting) -> list[CaseStudy]:
    """Return the case studies of a split with the bands of ``setting``, in order of their names."""
    inputs = {_name(path): path for path in sorted((folder / "input").glob("*.tif"))}
    labels = {_name(path): path for path in sorted((folder / "label").glob("*.tif"))}
    if not inputs:
        raise RasterError(
            f"There are no case studies in '{folder / 'input'}'.", "Make some: python -m training simulate."
        )
    missing = sorted(set(inputs) - set(labels))
    if missing:
        raise RasterError(f"These case studies have no label in '{folder / 'label'}': {', '.join(missing)}.")
    return [CaseStudy(name, _read_bands(path, setting), _read_label(labels[name])) for name, path in inputs.items()]


def _name(path: Path) -> str:
    return path.stem.split("_")[0]


def _read_bands(path: Path, setting: BandSetting) -> np.ndarray:
    known = [band.name for band in CASE_STUDY_BANDS]
    with rasterio.open(path) as raster:
        if raster.count < len(known):
            raise BandError(
                f"'{path.name}' has {raster.count} bands; a case study has {len(known)}.",
                f"They are, in order: {', '.join(known)}.",
            )
        return raster.read([known.index(name) + 1 for name in setting.band_names], out_dtype="float32")


def _read_label(path: Path) -> np.ndarray:
    with rasterio.open(path) as raster:
        label = raster.read(1)
    values = np.unique(label)
    if not np.isin(values, (0, 1)).all():
        raise RasterError(f"The label '{path.name}' holds other values than 0 and 1: {values[:5].tolist()}.")
    return label.astype(np.uint8)
