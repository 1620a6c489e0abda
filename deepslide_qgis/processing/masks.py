"""Polygons made into byte rasters on the grid of the raster that is predicted."""

from __future__ import annotations

from collections.abc import Iterator

from osgeo import gdal
from qgis.core import QgsFeatureRequest, QgsFeedback, QgsGeometry, QgsProcessingContext, QgsProcessingFeatureSource

from deepslide_qgis.processing.burning import burn
from deepslide_qgis.processing.raster_source import RasterSource


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
    shapes = _shapes(polygons, raster, context)
    return burn(shapes, raster, path, gdal.GDT_Byte, feedback)


def _shapes(
    polygons: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext
) -> Iterator[tuple[int, QgsGeometry]]:
    request = QgsFeatureRequest().setNoAttributes()
    if raster.crs.isValid() and polygons.sourceCrs().isValid():
        request.setDestinationCrs(raster.crs, context.transformContext())
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in polygons.getFeatures(request, unchecked):
        geometry = feature.geometry()
        if not geometry.isEmpty():
            geometry.convertToStraightSegment()
            yield 1, geometry
