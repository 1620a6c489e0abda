"""Polygons rasterised as their numbers, on the grid of the prediction."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal
from qgis.core import QgsFeedback, QgsGeometry

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def burn_numbers(
    geometries: Sequence[QgsGeometry], raster: RasterSource, path: str, all_touched: bool, feedback: QgsFeedback
) -> str:
    """Write ``path``: int32, 1 … for the ``geometries`` (in the raster's CRS), 0 elsewhere; return the path.

    A pixel is in a polygon if its centre is inside, or, with ``all_touched``, if the polygon touches it. Where polygons
    overlap it gets the number of the smallest.
    """
    order = sorted(range(len(geometries)), key=lambda i: -geometries[i].area())
    return burn_values([(i + 1, geometries[i]) for i in order], raster, path, all_touched, feedback)


def burn_values(
    shapes: Sequence[tuple[int, QgsGeometry]], raster: RasterSource, path: str, all_touched: bool, feedback: QgsFeedback
) -> str:
    """Write ``path``: int32, for each pixel the number of the last of ``shapes`` in it, 0 for none."""
    return burn(shapes, raster, path, gdal.GDT_Int32, feedback, all_touched)
