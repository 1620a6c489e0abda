"""Polygons made into byte rasters on the grid of the raster that is predicted."""

from __future__ import annotations

from collections.abc import Iterator

from osgeo import gdal
from qgis.core import QgsFeedback, QgsGeometry, QgsProcessingContext, QgsProcessingFeatureSource

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.polygons.placed_polygons import placed_polygons, touch
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def rasterise(
    polygons: QgsProcessingFeatureSource,
    raster: RasterSource,
    path: str,
    context: QgsProcessingContext,
    feedback: QgsFeedback,
) -> bool:
    """Write ``path``: 1 where the centre of a pixel of ``raster`` lies in ``polygons``, 0 elsewhere.

    The polygons are reprojected; where the raster has no CRS their coordinates are taken as they are. Tells whether any
    of them touches the box around the raster.
    """
    is_there = False

    def placed() -> Iterator[tuple[int, QgsGeometry]]:
        nonlocal is_there
        for geometry in placed_polygons(polygons, raster.crs, raster.extent, context):
            is_there = is_there or touch([geometry], raster.extent)
            yield 1, geometry

    burn(placed(), raster, path, gdal.GDT_Byte, feedback)
    return is_there
