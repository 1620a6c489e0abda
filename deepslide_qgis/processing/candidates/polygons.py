"""From a probability raster to polygons along the edges of its pixels, in bounded memory for the raster."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Callable
from uuid import uuid4

from osgeo import gdal, ogr
from qgis.core import QgsFeedback, QgsGeometry, QgsWkbTypes

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates.corners import groups_by_corner
from deepslide_qgis.processing.gdal_calls import gdal_call, gdal_progress, open_gdal, stop_if_cancelled
from deepslide_qgis.processing.raster_source import UNREFERENCED

THRESHOLDED = """<VRTDataset rasterXSize="{width}" rasterYSize="{height}">
  <GeoTransform>{geotransform}</GeoTransform>
  <VRTRasterBand dataType="Byte" band="1">
    <ComplexSource>
      <SourceFilename relativeToVRT="0">{path}</SourceFilename>
      <SourceBand>1</SourceBand>
      {nodata}
      <UseMaskBand>{is_masked}</UseMaskBand>
      <ScaleOffset>{offset!r}</ScaleOffset>
      <ScaleRatio>{scale!r}</ScaleRatio>
      <LUT>{below!r}:0,{threshold!r}:1,{largest!r}:1,{beyond!r}:0</LUT>
    </ComplexSource>
  </VRTRasterBand>
</VRTDataset>"""
"""A view of a raster: 1 at or above the threshold, 0 below and where there is no data, or an infinite number."""
LARGEST, BEYOND = 3.4e38, 1e308
"""The largest number of 32 bits that still counts, and what only an infinite one is above."""


def polygonise(path: str, threshold: float, feedback: QgsFeedback, first: float, last: float) -> list[QgsGeometry]:
    """Return a valid multi-polygon for each group of pixels of ``path`` at or over ``threshold`` that touch.

    Pixels that touch only by a corner belong together. ``first`` and ``last`` are the part of the progress bar.
    """
    source = open_gdal(path)
    if source.RasterCount != 1:
        raise RasterError(f"'{path}' has {source.RasterCount} bands.", "Choose a probability raster, which has one.")
    middle = first + (last - first) / 2
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    shapes = driver.CreateDataSource("shapes")
    layer = shapes.CreateLayer("shapes", None, ogr.wkbPolygon)
    try:
        with _mask(source, path, threshold, gdal_progress(feedback, first, middle)) as band:
            progress = gdal_progress(feedback, middle, last)
            gdal_call("Polygonising", gdal.Polygonize, band, band, layer, -1, [], progress)
    except RasterError:
        stop_if_cancelled(feedback)
        raise
    polygons = [bytes(shape.GetGeometryRef().ExportToWkb(ogr.wkbNDR)) for shape in layer]
    return [_collected(polygons, group) for group in groups_by_corner(polygons)]


@contextmanager
def _mask(source: gdal.Dataset, path: str, threshold: float, progress: Callable) -> Iterator[gdal.Band]:
    """Give what is at or over ``threshold`` as a compressed raster in memory.

    Polygonising reads each row twice, of a view many times as slowly.
    """
    view = gdal_call("Thresholding", gdal.Open, thresholded(source, path, threshold))
    name = f"/vsimem/{uuid4().hex}.tif"
    try:
        mask = gdal_call(
            "Thresholding", gdal.Translate, name, view, creationOptions=["COMPRESS=LZW"], callback=progress
        )
        yield mask.GetRasterBand(1)
    finally:
        mask = None
        gdal.Unlink(name)


def thresholded(source: gdal.Dataset, path: str, threshold: float) -> str:
    """Return the virtual raster that is 1 where ``source`` is at or over ``threshold``.

    ``threshold`` is of the real values, also where the file holds others, with a scale and an offset.
    """
    band = source.GetRasterBand(1)
    nodata, scale, offset = band.GetNoDataValue(), band.GetScale(), band.GetOffset()
    below, at_least = _single_precision(threshold)
    return THRESHOLDED.format(
        width=source.RasterXSize,
        height=source.RasterYSize,
        geotransform=", ".join(map(repr, source.GetGeoTransform(can_return_null=True) or UNREFERENCED)),
        path=escape(path, quote=False),
        nodata="" if nodata is None else f"<NODATA>{nodata!r}</NODATA>",
        is_masked="true" if band.GetMaskFlags() == gdal.GMF_PER_DATASET else "false",
        scale=1.0 if scale is None else scale,
        offset=0.0 if offset is None else offset,
        below=below,
        threshold=at_least,
        largest=LARGEST,
        beyond=BEYOND,
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


def _collected(polygons: list[bytes], group: list[int]) -> QgsGeometry:
    """Return the polygons of one group as one multi-polygon."""
    parts = []
    for i in group:
        part = QgsGeometry()
        part.fromWkb(polygons[i])
        parts.append(part)
    return multi_polygon(QgsGeometry.collectGeometry(parts))
