"""Statistics of rasters within polygons, all at once: a pixel counts where its centre lies inside.

The polygons are burnt once as numbers on the grid of the rasters, which are then gone through strip by strip.
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
"""Grids that are shifted by less, in pixels, are the same."""
STRIP_PX = 1 << 21
"""How many pixels are looked at together."""


class Statistics(NamedTuple):
    """What a raster holds within one polygon; None where there is no data, or a value without end."""

    pixels: int
    mean: Optional[float]
    minimum: Optional[float]
    maximum: Optional[float]


class Zones:
    """Polygons on the grid of a raster, in its CRS, that do not overlap; written to ``path`` as their numbers from 1.

    None stands for a polygon that has no place there.
    """

    def __init__(self, grid: RasterSource, polygons: Iterable[Optional[QgsGeometry]], path: str, feedback: QgsFeedback):
        self._count = 0
        self._path = burn(self._parts(polygons), grid, path, gdal.GDT_Int32, feedback)

    def statistics(self, path: str, feedback: QgsFeedback) -> list[Statistics]:
        """Return what band 1 of ``path``, on the same grid, holds within each polygon."""
        numbered, dataset = open_gdal(self._path), open_gdal(path)
        band = dataset.GetRasterBand(1)
        scale, offset = band.GetScale(), band.GetOffset()
        folded = _Folded(self._count)
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
                folded.add(numbers[counts], values * (1 if scale is None else scale) + (offset or 0))
        stop_if_cancelled(feedback)
        return folded.statistics()

    def _parts(self, polygons: Iterable[Optional[QgsGeometry]]) -> Iterable[tuple[int, QgsGeometry]]:
        """Yield the parts one by one: GDAL goes through all corners of a shape for each row that it burns."""
        for polygon in polygons:
            self._count += 1
            for part in polygon.asGeometryCollection() if polygon else ():
                yield self._count, part


def is_on_the_grid_of(path: str, other: str) -> bool:
    """Return whether the pixels of two rasters are the same pieces of ground."""
    mine, others = raster_provider(path), raster_provider(other)
    if (mine.xSize(), mine.ySize(), mine.crs()) != (others.xSize(), others.ySize(), others.crs()):
        return False
    here, there = mine.extent(), others.extent()
    shifts = (
        (here.xMinimum() - there.xMinimum()) / here.width() * mine.xSize(),
        (here.yMaximum() - there.yMaximum()) / here.height() * mine.ySize(),
    )
    return max(map(abs, shifts)) < SAME_PLACE


class _Folded:
    """Counts, sums and extremes by number, added to strip by strip."""

    def __init__(self, count: int):
        self._pixels = np.zeros(count + 1, np.int64)
        self._sums = np.zeros(count + 1)
        self._lowest = np.full(count + 1, np.inf)
        self._highest = np.full(count + 1, -np.inf)

    def add(self, numbers: np.ndarray, values: np.ndarray) -> None:
        """Add pixels, first those beside each other that have the same number."""
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
            Statistics(pixels, *(finite(value) if pixels else None for value in values))
            for pixels, *values in list(found)[1:]
        ]


def _is_data(stored: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    """Return where ``stored``, before scale and offset, is a value at all."""
    is_data = ~np.isnan(stored)
    if nodata is not None and nodata == nodata:
        is_data &= stored != (np.float32(nodata) if stored.dtype == np.float32 else nodata)
    return is_data


def finite(value: Optional[float]) -> Optional[float]:
    """Return ``value``, or None where it is not a number or has no end."""
    return value if value is not None and value == value and abs(value) != float("inf") else None
