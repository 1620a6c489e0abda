"""From a probability raster to polygons along the edges of its pixels, in bounded memory for the raster."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from html import escape

from osgeo import gdal, ogr
from qgis.core import QgsFeedback, QgsGeometry, QgsWkbTypes

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.gdal_calls import gdal_call, gdal_progress, open_gdal, stop_if_cancelled
from deepslide_qgis.processing.raster_source import UNREFERENCED

CONNECTED_BY_CORNERS = ["8CONNECTED=8"]

THRESHOLDED = """<VRTDataset rasterXSize="{width}" rasterYSize="{height}">
  <GeoTransform>{geotransform}</GeoTransform>
  <VRTRasterBand dataType="Byte" band="1">
    <ComplexSource>
      <SourceFilename relativeToVRT="0">{path}</SourceFilename>
      <SourceBand>1</SourceBand>
      {nodata}
      <LUT>{below!r}:0,{threshold!r}:1</LUT>
    </ComplexSource>
  </VRTRasterBand>
</VRTDataset>"""
"""A view of a raster: 1 at or above the threshold, 0 below and where there is no data."""


def polygonise(path: str, threshold: float, feedback: QgsFeedback, first: float, last: float) -> list[QgsGeometry]:
    """Return a valid multi-polygon for each group of pixels of ``path`` at or over ``threshold`` that touch.

    Pixels that touch only by a corner belong together. ``first`` and ``last`` are the part of the progress bar.
    """
    source = open_gdal(path)
    if source.RasterCount != 1:
        raise RasterError(f"'{path}' has {source.RasterCount} bands.", "Choose a probability raster, which has one.")
    view = gdal_call("Thresholding", gdal.Open, thresholded(source, path, threshold))
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    shapes = driver.CreateDataSource("shapes")
    layer = shapes.CreateLayer("shapes", None, ogr.wkbPolygon)
    band = view.GetRasterBand(1)
    progress = gdal_progress(feedback, first, last)
    try:
        gdal_call("Polygonising", gdal.Polygonize, band, band, layer, -1, CONNECTED_BY_CORNERS, progress)
    except RasterError:
        stop_if_cancelled(feedback)
        raise
    return [multi_polygon(geometry) for geometry in _geometries(layer)]


def thresholded(source: gdal.Dataset, path: str, threshold: float) -> str:
    """Return the virtual raster that is 1 where ``source`` is at or over ``threshold``."""
    nodata = source.GetRasterBand(1).GetNoDataValue()
    below, at_least = _single_precision(threshold)
    return THRESHOLDED.format(
        width=source.RasterXSize,
        height=source.RasterYSize,
        geotransform=", ".join(map(repr, source.GetGeoTransform(can_return_null=True) or UNREFERENCED)),
        path=escape(path, quote=False),
        nodata="" if nodata is None else f"<NODATA>{nodata!r}</NODATA>",
        below=below,
        threshold=at_least,
    )


def _single_precision(threshold: float) -> tuple[float, float]:
    """Return the last number below ``threshold`` and ``threshold``, as the engine compares them: in 32 bits.

    Values of 64 bits that lie between the two are nearer to the one that they round to.
    """
    (bits,) = struct.unpack("<i", struct.pack("<f", threshold))
    below, at_least = struct.unpack("<ff", struct.pack("<ii", bits - 1, bits))
    return below, at_least


def multi_polygon(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry`` made valid, as polygons only."""
    valid = geometry if geometry.isGeosValid() else geometry.makeValid()
    parts = [part for part in valid.asGeometryCollection() if part.type() == QgsWkbTypes.GeometryType.PolygonGeometry]
    collected = QgsGeometry.collectGeometry(parts)
    collected.convertToMultiType()
    return collected


def _geometries(layer: ogr.Layer) -> Iterator[QgsGeometry]:
    for shape in layer:
        geometry = QgsGeometry()
        geometry.fromWkb(bytes(shape.GetGeometryRef().ExportToWkb()))
        yield geometry
