"""Statistics of a raster within a polygon: a pixel counts where its centre lies inside."""

from __future__ import annotations

from typing import Optional

from qgis.analysis import QgsZonalStatistics
from qgis.core import QgsGeometry

from deepslide_qgis.processing.compatibility import enum_number
from deepslide_qgis.processing.raster_source import raster_provider

MEAN = QgsZonalStatistics.Statistic.Mean
MAXIMUM = QgsZonalStatistics.Statistic.Max
MINIMUM = QgsZonalStatistics.Statistic.Min

SAME_PLACE = 0.01
"""Grids that are shifted by less, in pixels, are the same."""


class Zones:
    """A raster that is asked for statistics within polygons of its own CRS; use it in the thread that made it."""

    def __init__(self, path: str):
        self._provider = raster_provider(path)
        extent = self._provider.extent()
        self._cell = extent.width() / self._provider.xSize(), extent.height() / self._provider.ySize()

    def lies_on_the_grid_of(self, other: Zones) -> bool:
        """Return whether the pixels of the two rasters are the same pieces of ground."""
        mine, others = self._provider, other._provider
        if (mine.xSize(), mine.ySize(), mine.crs()) != (others.xSize(), others.ySize(), others.crs()):
            return False
        here, there = mine.extent(), others.extent()
        shifts = (
            (here.xMinimum() - there.xMinimum()) / self._cell[0],
            (here.yMaximum() - there.yMaximum()) / self._cell[1],
        )
        return max(map(abs, shifts)) < SAME_PLACE

    def statistics(self, geometry: QgsGeometry, *wanted: QgsZonalStatistics.Statistic) -> list[Optional[float]]:
        """Return the ``wanted`` statistics of band 1, None where the polygon holds no data."""
        together = wanted[0]
        for statistic in wanted[1:]:
            together = together | statistic
        found = QgsZonalStatistics.calculateStatistics(self._provider, geometry, *self._cell, 1, together)
        return [_finite(found.get(enum_number(statistic))) for statistic in wanted]


def _finite(value: Optional[float]) -> Optional[float]:
    return value if value is not None and value == value and abs(value) != float("inf") else None
