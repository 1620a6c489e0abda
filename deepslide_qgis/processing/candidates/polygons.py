"""Polygonisation of a probability raster along pixel edges, with bounded memory for the raster."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from osgeo import gdal, ogr
from qgis.core import QgsFeedback, QgsGeometry, QgsWkbTypes

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates.corner_count import check_corners
from deepslide_qgis.processing.candidates.corners import crosses_itself, group_by_corner
from deepslide_qgis.processing.candidates.specks import COMPRESSED, remove_specks
from deepslide_qgis.processing.polygons.geometries import make_valid
from deepslide_qgis.processing.rasters.gdal_calls import (
    cancellable,
    cancelled_instead_of_error,
    gdal_call,
    gdal_progress,
    open_gdal,
)
from deepslide_qgis.processing.rasters.lookup_vrt import make_lookup_vrt
from deepslide_qgis.processing.rasters.raster_source import UNREFERENCED

LARGEST, BEYOND = 3.4e38, 1e308
"""The largest 32-bit number that counts as finite, and a bound that only infinity exceeds."""


def polygonise(
    path: str, threshold: float, feedback: QgsFeedback, first: float, last: float, sufficient_px: int = 0
) -> list[QgsGeometry]:
    """Return a valid multi-polygon for each 8-connected group of pixels of ``path`` at or over ``threshold``.

    Groups under ``sufficient_px`` pixels may be dropped. ``first`` and ``last`` are the range of the progress bar.
    """
    source = open_gdal(path)
    if source.RasterCount != 1:
        raise RasterError(f"'{path}' has {source.RasterCount} bands.", "Choose a probability raster, which has one.")
    middle = first + (last - first) / 2
    view = make_threshold_vrt(source, path, threshold)
    with cancelled_instead_of_error(feedback), _threshold_mask(view, sufficient_px, feedback, first, middle) as band:
        polygons = _polygonise_4_connected(band, feedback, middle, last)
    groups = group_by_corner(polygons, feedback)
    return [_collect_group(polygons, group) for group in cancellable(groups, feedback)]


def _polygonise_4_connected(band: gdal.Band, feedback: QgsFeedback, first: float, last: float) -> list[bytes]:
    """Return the polygons (WKB) of pixels connected by their sides."""
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    shapes = driver.CreateDataSource("shapes")
    layer = shapes.CreateLayer("shapes", None, ogr.wkbPolygon)
    progress = gdal_progress(feedback, first, last)
    gdal_call("Polygonising", gdal.Polygonize, band, band, layer, -1, [], progress)
    return [bytes(shape.GetGeometryRef().ExportToWkb(ogr.wkbNDR)) for shape in cancellable(layer, feedback)]


@contextmanager
def _threshold_mask(
    view: str, sufficient_px: int, feedback: QgsFeedback, first: float, last: float
) -> Iterator[gdal.Band]:
    """Give ``view``, without groups under ``sufficient_px``, as a compressed raster in memory.

    Polygonising reads each row twice, and a VRT is many times slower to read.
    """
    folder = f"/vsimem/{uuid4().hex}"
    name = f"{folder}/mask.tif"
    options = {"creationOptions": COMPRESSED, "callback": gdal_progress(feedback, first, last)}
    try:
        mask = gdal_call("Thresholding", gdal.Translate, name, gdal_call("Thresholding", gdal.Open, view), **options)
        if sufficient_px > 1:
            mask.FlushCache()
            mask = remove_specks(name, sufficient_px, folder, feedback)
        check_corners(mask, feedback)
        yield mask.GetRasterBand(1)
    finally:
        mask = None
        for leftover in gdal.ReadDir(folder) or ():
            gdal.Unlink(f"{folder}/{leftover}")


def make_threshold_vrt(source: gdal.Dataset, path: str, threshold: float) -> str:
    """Return the XML of a VRT that is 1 where ``source``, the file ``path``, is at or over ``threshold``.

    It is 0 below, for no-data, and for infinite values. ``threshold`` refers to values after scale and offset.
    """
    below, at_least = _float32_bounds(threshold)
    table = (below, 0), (at_least, 1), (LARGEST, 1), (BEYOND, 0)
    geotransform = source.GetGeoTransform(can_return_null=True) or UNREFERENCED
    return make_lookup_vrt(source, path, geotransform, "Byte", table)


def _float32_bounds(threshold: float) -> tuple[float, float]:
    """Return the largest 32-bit number below ``threshold``, and ``threshold`` in 32 bits, as the engine compares.

    64-bit values between the two are nearer to the one to which they round.
    """
    (bits,) = struct.unpack("<i", struct.pack("<f", threshold))
    below, at_least = struct.unpack("<ff", struct.pack("<ii", bits - 1, bits))
    return below, at_least


def multi_polygon(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry`` made valid, polygons only."""
    every = make_valid(geometry).asGeometryCollection()
    parts = [part for part in every if part.type() == QgsWkbTypes.GeometryType.PolygonGeometry]
    collected = QgsGeometry.collectGeometry(parts)
    collected.convertToMultiType()
    return collected


def _collect_group(polygons: list[bytes], group: list[int]) -> QgsGeometry:
    """Return the polygons of one group as a multi-polygon; make it valid only if a ring crosses itself."""
    parts = []
    for i in group:
        part = QgsGeometry()
        part.fromWkb(polygons[i])
        parts.append(part)
    collected = QgsGeometry.collectGeometry(parts)
    return multi_polygon(collected) if any(crosses_itself(polygons[i]) for i in group) else collected
