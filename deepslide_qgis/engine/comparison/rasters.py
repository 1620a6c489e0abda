"""The rasters of a comparison, on one grid, read in row strips of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Optional

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.request import ComparisonRequest
from deepslide_qgis.engine.comparison.pixel_areas import PixelAreas
from deepslide_qgis.engine.comparison.strata import StratumRaster
from deepslide_qgis.engine.rasters.predictions import read_prediction
from deepslide_qgis.engine.rasters.raster_values import View
from deepslide_qgis.engine.rasters.source import open_raster

STRIP_PIXELS = 2_500_000
LARGEST_PROBABILITY = 1.001
"""Blending and resampling may leave a probability slightly above 1."""


@dataclass(frozen=True)
class Strip:
    """Some rows of all compared rasters, arrays of one shape (h, w).

    ``probability`` is float32, NaN where not compared; ``valid`` bool; ``landslides`` and ``candidates`` int32 object
    numbers, also where not compared; ``single`` the single member's mask; ``area_m2`` float64; ``classes`` one (h, w)
    int array per stratum.
    """

    top: int
    probability: np.ndarray
    valid: np.ndarray
    landslides: np.ndarray
    candidates: np.ndarray
    single: Optional[np.ndarray]
    area_m2: np.ndarray
    classes: tuple[np.ndarray, ...]


class ComparisonRasters:
    """Opens and checks the rasters of a request; a context manager."""

    def __init__(self, request: ComparisonRequest):
        self._request = request
        with ExitStack() as opening:
            self.prediction = opening.enter_context(open_prediction(request.prediction))
            self._member = None
            if request.member_prediction:
                self._member = opening.enter_context(open_prediction(request.member_prediction))
            paths = (request.landslides, request.candidates, request.inside)
            self._landslides, self._candidates, self._inside = (
                opening.enter_context(open_raster(path)) if path else None for path in paths
            )
            for raster in (self._member, self._landslides, self._candidates, self._inside):
                check_same_grid(raster, self.prediction)
            self.strata = [StratumRaster(stratum, self.prediction, opening) for stratum in request.strata]
            self._open = opening.pop_all()
        file = self.prediction
        self.areas = PixelAreas(file.width, file.height, file.transform, file.crs)

    def __enter__(self) -> ComparisonRasters:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def predictions(self) -> list[rasterio.DatasetReader]:
        """Return the prediction, and the single member's if there is one."""
        return [raster for raster in (self.prediction, self._member) if raster is not None]

    def strips(self) -> Iterator[Strip]:
        """Yield the strips from top to bottom."""
        for window in row_windows(self.prediction):
            yield self._read_strip(window)

    def _read_strip(self, window: Window) -> Strip:
        request, top = self._request, int(window.row_off)
        probability = read_probability(self.prediction, window, request.prediction)
        valid = np.isfinite(probability)
        if self._inside is not None:
            valid &= read_object_ids(self._inside, window) != 0
        single = None
        if self._member is not None:
            member_probability = read_probability(self._member, window, str(request.member_prediction))
            valid &= np.isfinite(member_probability)
            single = member_probability >= np.float32(request.threshold)
        probability[~valid] = np.nan
        return Strip(
            top,
            probability,
            valid,
            read_object_ids(self._landslides, window),
            read_object_ids(self._candidates, window),
            single,
            self.areas.of_rows(top, int(window.height)),
            tuple(stratum.classes(window) for stratum in self.strata),
        )


def row_windows(raster: rasterio.DatasetReader, bands: int = 1) -> Iterator[Window]:
    """Yield windows of whole rows with up to ``STRIP_PIXELS`` in all ``bands``, aligned to blocks if these are
    small."""
    rows = max(1, STRIP_PIXELS // (raster.width * bands))
    block = raster.block_shapes[0][0]
    if block < rows:
        rows -= rows % block
    for top in range(0, raster.height, rows):
        yield Window(0, top, raster.width, min(rows, raster.height - top))


def open_prediction(path: str) -> rasterio.DatasetReader:
    """Open a probability or mask raster; raise RasterError for several bands, or placement by control points only."""
    raster = open_raster(path)
    if raster.count != 1:
        raster.close()
        raise RasterError(f"'{path}' has {raster.count} bands.", "Choose a probability or a mask, which have one.")
    if raster.transform.is_identity and raster.gcps[0]:
        raster.close()
        raise RasterError(
            f"'{path}' is placed only by ground control points.", "Warp it first (Raster > Projections > Warp)."
        )
    return raster


def read_probability(raster: View, window: Window, name: str) -> np.ndarray:
    """Return probabilities (h, w) float32, NaN without data; raise RasterError for values outside 0 … 1."""
    values = read_prediction(raster, window, name)
    low, high = np.nanmin(values, initial=0), np.nanmax(values, initial=0)
    if low < 0 or high > LARGEST_PROBABILITY:
        raise RasterError(
            f"'{name}' holds values from {low:.4g} to {high:.4g}: neither a probability nor a mask of 0 and 1.",
            "Choose such a raster; divide per cent by 100, and set the no-data value in the file.",
        )
    return np.minimum(values, np.float32(1))


def read_object_ids(raster: View, window: Window) -> np.ndarray:
    """Return object numbers (h, w) int32."""
    try:
        return raster.read(1, window=window).astype(np.int32, copy=False)
    except rasterio.errors.RasterioError as error:
        raise RasterError(f"'{raster.name}' cannot be read: {error}", "Run the comparison again.") from error


def check_same_grid(raster: Optional[rasterio.DatasetReader], first: rasterio.DatasetReader) -> None:
    """Raise RasterError if ``raster`` is not on the grid of ``first``."""
    if raster is None:
        return
    near = raster.transform.almost_equals(first.transform, 1e-3 * abs(first.transform.a or first.transform.b))
    if raster.shape != first.shape or not near or (raster.crs and first.crs and raster.crs != first.crs):
        raise RasterError(
            f"'{raster.name}' lies on another grid than '{first.name}' (size, position or CRS).",
            "Compare rasters predicted from the same input, or warp them to one grid first.",
        )
