"""Zonal statistics of rasters in many polygons at once; a pixel counts if its centre is inside.

Polygons are rasterised once as numbers on the grid of the rasters, which are then read strip by strip.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Optional

import numpy as np
from osgeo import gdal
from qgis.core import QgsFeedback, QgsGeometry

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, open_gdal, stop_if_cancelled
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_provider

SAME_PLACE = 0.01
"""Grids shifted by less than this, in pixels, are the same."""
STRIP_PX = 1 << 21
"""Pixels per strip."""


class Statistics(NamedTuple):
    """Statistics of a raster in one polygon; None without data or for a non-finite value."""

    pixels: int
    mean: Optional[float]
    minimum: Optional[float]
    maximum: Optional[float]


class Zones:
    """Non-overlapping polygons in the CRS of a raster, rasterised on its grid to ``path`` as numbers from 1.

    None is a polygon that could not be reprojected.
    """

    def __init__(self, grid: RasterSource, polygons: Iterable[Optional[QgsGeometry]], path: str, feedback: QgsFeedback):
        self._count = 0
        self._path = burn(self._numbered_parts(polygons), grid, path, gdal.GDT_Int32, feedback)

    def statistics(self, path: str, feedback: QgsFeedback) -> list[Statistics]:
        """Return the statistics of band 1 of ``path``, on the same grid, for each polygon."""
        numbered, dataset = open_gdal(self._path), open_gdal(path)
        band = dataset.GetRasterBand(1)
        scale, offset = band.GetScale(), band.GetOffset()
        accumulator = _Accumulator(self._count)
        width, height = numbered.RasterXSize, numbered.RasterYSize
        rows = max(1, STRIP_PX // width)
        for first in range(0, height, rows):
            stop_if_cancelled(feedback)
            window = (0, first, width, min(rows, height - first))
            numbers = gdal_call("Reading numbers of polygons", numbered.GetRasterBand(1).ReadAsArray, *window)
            if numbers.any():
                stored = gdal_call("Reading values in polygons", band.ReadAsArray, *window)
                counts = (numbers > 0) & _is_data(stored, band.GetNoDataValue())
                values = stored[counts].astype(np.float64)
                accumulator.add(numbers[counts], values * (1 if scale is None else scale) + (offset or 0))
        stop_if_cancelled(feedback)
        return accumulator.statistics()

    def _numbered_parts(self, polygons: Iterable[Optional[QgsGeometry]]) -> Iterable[tuple[int, QgsGeometry]]:
        """Yield the parts one by one: for each row GDAL iterates over all vertices of a shape."""
        for polygon in polygons:
            self._count += 1
            for part in polygon.asGeometryCollection() if polygon else ():
                yield self._count, part


def have_same_grid(path: str, other: str) -> bool:
    """Return whether two rasters have the same grid."""
    provider, other_provider = raster_provider(path), raster_provider(other)
    if (provider.xSize(), provider.ySize(), provider.crs()) != (
        other_provider.xSize(),
        other_provider.ySize(),
        other_provider.crs(),
    ):
        return False
    extent, other_extent = provider.extent(), other_provider.extent()
    shifts = (
        (extent.xMinimum() - other_extent.xMinimum()) / extent.width() * provider.xSize(),
        (extent.yMaximum() - other_extent.yMaximum()) / extent.height() * provider.ySize(),
    )
    return max(map(abs, shifts)) < SAME_PLACE


class _Accumulator:
    """Counts, sums and extremes by number, accumulated strip by strip."""

    def __init__(self, count: int):
        self._pixels = np.zeros(count + 1, np.int64)
        self._sums = np.zeros(count + 1)
        self._lowest = np.full(count + 1, np.inf)
        self._highest = np.full(count + 1, -np.inf)

    def add(self, numbers: np.ndarray, values: np.ndarray) -> None:
        """Add pixels; runs of equal numbers are reduced first."""
        if not numbers.size:
            return
        starts = np.flatnonzero(np.diff(numbers, prepend=0))
        runs = numbers[starts]
        np.add.at(self._pixels, runs, np.diff(starts, append=numbers.size))
        np.add.at(self._sums, runs, np.add.reduceat(values, starts))
        np.minimum.at(self._lowest, runs, np.minimum.reduceat(values, starts))
        np.maximum.at(self._highest, runs, np.maximum.reduceat(values, starts))

    def statistics(self) -> list[Statistics]:
        means = self._sums / np.maximum(self._pixels, 1)
        found = zip(self._pixels.tolist(), means.tolist(), self._lowest.tolist(), self._highest.tolist())
        return [
            Statistics(pixels, *(finite_or_none(value) if pixels else None for value in values))
            for pixels, *values in list(found)[1:]
        ]


def _is_data(stored: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    """Return where ``stored``, before scale and offset, is neither NaN nor no-data."""
    is_data = ~np.isnan(stored)
    if nodata is not None and nodata == nodata:
        is_data &= stored != (np.float32(nodata) if stored.dtype == np.float32 else nodata)
    return is_data


def finite_or_none(value: Optional[float]) -> Optional[float]:
    """Return ``value``, or None if it is NaN or infinite."""
    return value if value is not None and value == value and abs(value) != float("inf") else None
