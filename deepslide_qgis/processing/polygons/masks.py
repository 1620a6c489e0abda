"""Polygons rasterised into byte masks on the grid of the predicted raster."""

from __future__ import annotations

from osgeo import gdal
from qgis.core import QgsFeedback, QgsProcessingContext, QgsProcessingFeatureSource

from deepslide_qgis.processing.polygons.burning import burn
from deepslide_qgis.processing.polygons.reprojected_polygons import any_touches, reproject_polygons
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def rasterise(
    polygons: QgsProcessingFeatureSource,
    raster: RasterSource,
    path: str,
    context: QgsProcessingContext,
    feedback: QgsFeedback,
) -> str:
    """Write ``path``: 1 if the centre of a pixel of ``raster`` is in ``polygons``, else 0; return the path.

    Polygons are reprojected; without a CRS of the raster their coordinates are used as they are.
    """
    placed = reproject_polygons(polygons, raster.crs, raster.extent, context)
    return burn(((1, geometry) for geometry in placed), raster, path, gdal.GDT_Byte, feedback)


def polygons_touch(polygons: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext) -> bool:
    """Return whether any of ``polygons`` touches the bounding box of ``raster``."""
    return any_touches(reproject_polygons(polygons, raster.crs, raster.extent, context), raster.extent)
