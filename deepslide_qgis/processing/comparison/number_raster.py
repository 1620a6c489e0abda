"""Polygons burnt into a raster of their numbers, on the grid of the prediction."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal
from qgis.core import QgsFeedback, QgsGeometry

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def burn_numbers(
    geometries: Sequence[QgsGeometry], raster: RasterSource, path: str, all_touched: bool, feedback: QgsFeedback
) -> str:
    """Write ``path``: int32, 1 … for the ``geometries`` (in the raster's CRS), 0 elsewhere; return it.

    A pixel belongs to a polygon when its centre lies inside, or, with ``all_touched``, when it is touched at all;
    where polygons overlap it belongs to the smallest.
    """
    size_sort_key = sorted(range(len(geometries)), key=lambda i: -geometries[i].area())
    return burn_values([(i + 1, geometries[i]) for i in size_sort_key], raster, path, all_touched, feedback)


def burn_values(
    shapes: Sequence[tuple[int, QgsGeometry]], raster: RasterSource, path: str, all_touched: bool, feedback: QgsFeedback
) -> str:
    """Write ``path``: int32, the number of the last of ``shapes`` that has the pixel, 0 where there is none."""
    return burn(shapes, raster, path, gdal.GDT_Int32, feedback, all_touched)
