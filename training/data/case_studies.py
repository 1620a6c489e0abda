"""Reader of case studies in the reference study's layout: ``<split>/input/NAME_*.tif``, ``<split>/label/NAME_*.tif``.

The rasters have the fifteen bands of the study. Case studies exported from a review have the bands of the predicted
raster instead.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import CASE_STUDY_BANDS, BandSetting
from deepslide_qgis.core.errors import BandError, RasterError
from deepslide_qgis.engine.rasters.source import describe_bands, open_raster
from training.data.pairs import Pair, check_unique_names
from training.data.scenes import Scene, open_scene, size_gb
from training.planning.plans import DataPlan

KNOWN = tuple(band.name for band in CASE_STUDY_BANDS)
NEAR_PX = 0.01
"""Largest offset in pixels between two grids that count as the same."""


def find_case_studies(folder: Path) -> list[Pair]:
    """Return the case studies of a folder by name, paired by the file name's part before the first ``_``.

    Raises RasterError if there are none, if two have one name, or if a label is missing.
    """
    inputs, labels = (_list_rasters(folder / part) for part in ("input", "label"))
    if not inputs:
        raise RasterError(
            f"There are no case studies in '{folder / 'input'}'.",
            "Give the data folder with --data, or make some: python -m training simulate.",
        )
    missing = sorted({pair.name for pair in inputs} - {pair.name for pair in labels})
    if missing:
        raise RasterError(f"These case studies have no label in '{folder / 'label'}': {', '.join(missing)}.")
    label_of = {pair.name: pair.raster for pair in labels}
    return [Pair(pair.name, pair.raster, label_of[pair.name]) for pair in inputs]


def read_case_studies(pairs: list[Pair], setting: BandSetting, data_plan: DataPlan) -> list[Scene]:
    """Return case studies with the bands of ``setting``; leave them on disk above ``data_plan.memory_gb`` in all.

    Raises BandError if bands are missing, RasterError if a label does not fit its raster.
    """
    numbers = [band_numbers(pair.raster, setting) for pair in pairs]
    hold = size_gb([pair.raster for pair in pairs], len(setting.bands)) <= data_plan.memory_gb
    return [
        open_scene(
            pair.name,
            pair.raster,
            bands,
            lambda raster, path=pair.label: _read_label(raster, path),
            hold,
            data_plan.score_gaps,
        )
        for pair, bands in zip(pairs, numbers, strict=True)
    ]


def band_numbers(path: Path, setting: BandSetting) -> tuple[int, ...]:
    """Return the band numbers of ``setting`` in the raster at ``path``.

    A raster with fifteen bands has the reference study's order; others are matched by their band descriptions. Raises
    BandError if a band is missing.
    """
    is_of_study = set(setting.band_names) <= set(KNOWN)
    with open_raster(str(path)) as raster:
        descriptions = describe_bands(raster)
    if is_of_study and len(descriptions) == len(KNOWN):
        return tuple(KNOWN.index(name) + 1 for name in setting.band_names)
    try:
        found = match_bands(setting, descriptions)
    except BandError as error:
        raise BandError(f"The case study '{path.name}': {error.message}", error.remedy) from error
    if is_of_study and found.how != "by description":
        raise BandError(
            f"'{path.name}' has {len(descriptions)} bands; a case study has {len(KNOWN)}, or describes its bands.",
            f"They are, in order: {', '.join(KNOWN)}.",
        )
    return found.numbers


def _list_rasters(folder: Path) -> list[Pair]:
    files = sorted(folder.glob("*.tif"))
    return check_unique_names([Pair(path.stem.split("_")[0], path, path) for path in files])


def _read_label(raster: rasterio.DatasetReader, path: Path) -> np.ndarray:
    with open_raster(str(path)) as label:
        if label.shape == raster.shape:
            _check_grid(raster, label, path.name)
        return label.read(1)


def _check_grid(raster: rasterio.DatasetReader, label: rasterio.DatasetReader, name: str) -> None:
    """Raise RasterError if the label's grid lies elsewhere; skip the check if either file is not georeferenced."""
    if raster.crs and label.crs and raster.crs != label.crs:
        raise RasterError(
            f"The label '{name}' is in {label.crs.to_string()}, its raster in {raster.crs.to_string()}.",
            "Rasterise it on the raster's grid.",
        )
    if raster.transform.is_identity or label.transform.is_identity:
        return
    corners = ((0, 0), (raster.width, 0), (0, raster.height))
    to_px = ~raster.transform @ label.transform
    off_px = max(np.hypot(*np.subtract(to_px @ corner, corner)) for corner in corners)
    if off_px > NEAR_PX:
        raise RasterError(
            f"The label '{name}' lies {off_px:.2g} px off its raster.", "Rasterise it on the raster's grid."
        )
