"""Polygons made into byte rasters on the grid of the raster that is predicted."""

from __future__ import annotations

from osgeo import gdal
from qgis.core import QgsFeedback, QgsProcessingContext, QgsProcessingFeatureSource

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.polygons.placed_polygons import placed_polygons, touch
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def rasterise(
    polygons: QgsProcessingFeatureSource,
    raster: RasterSource,
    path: str,
    context: QgsProcessingContext,
    feedback: QgsFeedback,
) -> str:
    """Write ``path``: 1 where the centre of a pixel of ``raster`` lies in ``polygons``, 0 elsewhere; return it.

    The polygons are reprojected; where the raster has no CRS their coordinates are taken as they are.
    """
    placed = placed_polygons(polygons, raster.crs, raster.extent, context)
    return burn(((1, geometry) for geometry in placed), raster, path, gdal.GDT_Byte, feedback)


def polygons_touch(polygons: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext) -> bool:
    """Tell whether any of ``polygons`` touches the box around ``raster``."""
    return touch(placed_polygons(polygons, raster.crs, raster.extent, context), raster.extent)
