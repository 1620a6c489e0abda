"""Polygons made into byte rasters on the grid of the raster that is predicted."""

from __future__ import annotations

from osgeo import gdal, ogr
from qgis.core import QgsFeatureRequest, QgsFeedback, QgsProcessingContext, QgsProcessingFeatureSource

from deepslide_qgis.processing.gdal_calls import gdal_call, gdal_progress, stop_if_cancelled
from deepslide_qgis.processing.raster_source import RasterSource

CREATION_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE", "SPARSE_OK=TRUE", "BIGTIFF=IF_SAFER"]


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
    mask = _empty_mask(raster, path)
    progress = gdal_progress(feedback, 0, 0)
    gdal_call("Rasterising polygons", gdal.RasterizeLayer, mask, [1], shapes.GetLayer(0), None, None, [1], [], progress)
    stop_if_cancelled(feedback)
    mask.FlushCache()
    return path


def _shapes(
    polygons: QgsProcessingFeatureSource, raster: RasterSource, context: QgsProcessingContext
) -> ogr.DataSource:
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    source = driver.CreateDataSource("polygons")
    layer = source.CreateLayer("polygons", None, ogr.wkbUnknown)
    request = QgsFeatureRequest().setNoAttributes()
    if raster.crs.isValid() and polygons.sourceCrs().isValid():
        request.setDestinationCrs(raster.crs, context.transformContext())
    unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    for feature in polygons.getFeatures(request, unchecked):
        geometry = feature.geometry()
        if not geometry.isEmpty():
            geometry.convertToStraightSegment()
            shape = ogr.Feature(layer.GetLayerDefn())
            shape.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(geometry.asWkb())))
            layer.CreateFeature(shape)
    return source


def _empty_mask(raster: RasterSource, path: str) -> gdal.Dataset:
    driver = gdal.GetDriverByName("GTiff")
    create = (path, raster.width, raster.height, 1, gdal.GDT_Byte, CREATION_OPTIONS)
    mask = gdal_call("Writing a mask raster", driver.Create, *create)
    mask.SetGeoTransform(raster.geotransform)
    if raster.projection:
        mask.SetProjection(raster.projection)
    return mask
