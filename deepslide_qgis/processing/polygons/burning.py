"""Rasterisation of polygons on the grid of another raster."""

from __future__ import annotations

from collections.abc import Iterable

from osgeo import gdal, ogr
from qgis.core import QgsFeedback, QgsGeometry

from deepslide_qgis.processing.polygons.geometries import keep_only_polygons
from deepslide_qgis.processing.rasters.gdal_calls import (
    cancellable,
    cancelled_instead_of_error,
    gdal_call,
    gdal_progress,
)
from deepslide_qgis.processing.rasters.raster_source import RasterSource

CREATION_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE", "SPARSE_OK=TRUE", "BIGTIFF=IF_SAFER"]
VALUE = "value"
BURNT_AT_ONCE = 16 << 20
"""Pixels per chunk: GDAL allocates as much as its cache, and iterates over all polygons for each chunk."""


def burn(
    shapes: Iterable[tuple[int, QgsGeometry]],
    raster: RasterSource,
    path: str,
    data_type: int,
    feedback: QgsFeedback,
    all_touched: bool = False,
    background: int = 0,
    percent: tuple[float, float] = (0, 0),
) -> str:
    """Write ``path`` (GDAL ``data_type``): per pixel the value of the last of ``shapes`` in it, else ``background``.

    Geometries are in the CRS of ``raster``; points and lines are skipped, also inside collections. A pixel is in a
    polygon if its centre is inside, or, with ``all_touched``, if the polygon touches it. Progress goes over the range
    ``percent``; returns ``path``.
    """
    polygons = _make_polygon_layer(shapes, feedback)
    burnt = _create_raster(raster, path, data_type)
    if background:
        burnt.GetRasterBand(1).Fill(background)
    rows = max(1, BURNT_AT_ONCE // raster.width)
    options = [f"ATTRIBUTE={VALUE}", f"CHUNKYSIZE={rows}", *(["ALL_TOUCHED=TRUE"] if all_touched else [])]
    progress = gdal_progress(feedback, *percent)
    arguments = (burnt, [1], polygons.GetLayer(0), None, None, [1], options, progress)
    with cancelled_instead_of_error(feedback):
        gdal_call("Rasterising polygons", gdal.RasterizeLayer, *arguments)
    burnt.FlushCache()
    return path


def _make_polygon_layer(shapes: Iterable[tuple[int, QgsGeometry]], feedback: QgsFeedback) -> ogr.DataSource:
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    source = driver.CreateDataSource("polygons")
    layer = source.CreateLayer("polygons", None, ogr.wkbUnknown)
    layer.CreateField(ogr.FieldDefn(VALUE, ogr.OFTInteger))
    definition = layer.GetLayerDefn()
    for value, geometry in cancellable(shapes, feedback):
        if not keep_only_polygons(geometry):
            continue
        shape = ogr.Feature(definition)
        shape.SetField(0, value)
        shape.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(geometry.asWkb())))
        layer.CreateFeature(shape)
    return source


def _create_raster(raster: RasterSource, path: str, data_type: int) -> gdal.Dataset:
    driver = gdal.GetDriverByName("GTiff")
    create = (path, raster.width, raster.height, 1, data_type, CREATION_OPTIONS)
    burnt = gdal_call("Writing a raster of polygons", driver.Create, *create)
    burnt.SetGeoTransform(raster.geotransform)
    if raster.projection:
        burnt.SetProjection(raster.projection)
    return burnt
