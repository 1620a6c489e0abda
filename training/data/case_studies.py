"""Case studies in the layout of the reference study: ``<split>/input/NAME_*.tif`` and ``<split>/label/NAME_*.tif``.

Their rasters have its fifteen bands, or, where a review was exported, whatever bands were predicted from.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import CASE_STUDY_BANDS, BandSetting
from deepslide_qgis.core.errors import BandError, RasterError
from deepslide_qgis.engine.rasters.source import describe_bands, open_raster
from training.data.pairs import Pair, unique
from training.data.scenes import Scene, open_scene, size_gb
from training.planning.plans import DataPlan

KNOWN = tuple(band.name for band in CASE_STUDY_BANDS)
NEAR_PX = 0.01
"""Grids that lie closer together are the same."""


def find_case_studies(folder: Path) -> list[Pair]:
    """Return the case studies of a folder, paired by the part of the file name before the first ``_``, by name.

    Raises RasterError where there are none, two have one name, or a label is missing.
    """
    inputs, labels = (_named(folder / part) for part in ("input", "label"))
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


def read_case_studies(pairs: list[Pair], setting: BandSetting, plan: DataPlan) -> list[Scene]:
    """Return case studies with the bands of ``setting``; more than ``plan.memory_gb`` together stay on disk.

    Raises BandError where bands are missing, RasterError where a label does not fit.
    """
    numbers = [band_numbers(pair.raster, setting) for pair in pairs]
    hold = size_gb([pair.raster for pair in pairs], len(setting.bands)) <= plan.memory_gb
    return [
        open_scene(
            pair.name,
            pair.raster,
            bands,
            lambda raster, path=pair.label: _label(raster, path),
            hold,
            plan.score_gaps,
        )
        for pair, bands in zip(pairs, numbers, strict=True)
    ]


def band_numbers(path: Path, setting: BandSetting) -> tuple[int, ...]:
    """Return the numbers of the setting's bands: in fifteen bands those of the reference study, else as described.

    Raises BandError where they are not all there.
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


def _named(folder: Path) -> list[Pair]:
    files = sorted(folder.glob("*.tif"))
    return unique([Pair(path.stem.split("_")[0], path, path) for path in files])


def _label(raster: rasterio.DatasetReader, path: Path) -> np.ndarray:
    with open_raster(str(path)) as label:
        if label.shape == raster.shape:
            _check_grid(raster, label, path.name)
        return label.read(1)


def _check_grid(raster: rasterio.DatasetReader, label: rasterio.DatasetReader, name: str) -> None:
    """Raise RasterError where the label lies elsewhere; one of the two may be without a place."""
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
