"""Polygons burnt into a raster of their numbers, on the grid of the prediction."""

from __future__ import annotations

from collections.abc import Sequence

from osgeo import gdal, ogr
from qgis.core import QgsFeedback, QgsGeometry

from deepslide_qgis.processing.gdal_calls import gdal_call, gdal_progress, stop_if_cancelled
from deepslide_qgis.processing.masks import CREATION_OPTIONS
from deepslide_qgis.processing.raster_source import RasterSource

NUMBER = "number"


def burn_numbers(
    geometries: Sequence[QgsGeometry], raster: RasterSource, path: str, all_touched: bool, feedback: QgsFeedback
) -> str:
    """Write ``path``: int32, 1 … for the ``geometries`` (in the raster's CRS), 0 elsewhere; return it.

    A pixel belongs to a polygon when its centre lies inside, or, with ``all_touched``, when it is touched at all;
    where polygons overlap it belongs to the smallest.
    """
    largest_first = sorted(range(len(geometries)), key=lambda i: -geometries[i].area())
    return burn_values([(i + 1, geometries[i]) for i in largest_first], raster, path, all_touched, feedback)


def burn_values(
    shapes: Sequence[tuple[int, QgsGeometry]], raster: RasterSource, path: str, all_touched: bool, feedback: QgsFeedback
) -> str:
    """Write ``path``: int32, the number of the last of ``shapes`` that has the pixel, 0 where there is none."""
    polygons = _polygons(shapes, feedback)
    numbers = _empty(raster, path)
    options = [f"ATTRIBUTE={NUMBER}", *(["ALL_TOUCHED=TRUE"] if all_touched else [])]
    progress = gdal_progress(feedback, 0, 0)
    arguments = (numbers, [1], polygons.GetLayer(0), None, None, [1], options, progress)
    gdal_call("Rasterising polygons", gdal.RasterizeLayer, *arguments)
    stop_if_cancelled(feedback)
    numbers.FlushCache()
    return path


def _polygons(shapes: Sequence[tuple[int, QgsGeometry]], feedback: QgsFeedback) -> ogr.DataSource:
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    source = driver.CreateDataSource("polygons")
    layer = source.CreateLayer("polygons", None, ogr.wkbUnknown)
    layer.CreateField(ogr.FieldDefn(NUMBER, ogr.OFTInteger))
    definition = layer.GetLayerDefn()
    for number, geometry in shapes:
        stop_if_cancelled(feedback)
        shape = ogr.Feature(definition)
        shape.SetField(0, number)
        shape.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(geometry.asWkb())))
        layer.CreateFeature(shape)
    return source


def _empty(raster: RasterSource, path: str) -> gdal.Dataset:
    driver = gdal.GetDriverByName("GTiff")
    create = (path, raster.width, raster.height, 1, gdal.GDT_Int32, CREATION_OPTIONS)
    numbers = gdal_call("Writing a raster of numbers", driver.Create, *create)
    numbers.SetGeoTransform(raster.geotransform)
    if raster.projection:
        numbers.SetProjection(raster.projection)
    return numbers
