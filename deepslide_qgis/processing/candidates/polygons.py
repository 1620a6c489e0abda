"""From a probability raster to polygons along the edges of its pixels, in bounded memory for the raster."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from osgeo import gdal, ogr
from qgis.core import QgsFeedback, QgsGeometry, QgsWkbTypes

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates.corner_count import check_corners
from deepslide_qgis.processing.candidates.corners import crosses_itself, groups_by_corner
from deepslide_qgis.processing.candidates.specks import COMPRESSED, without_specks
from deepslide_qgis.processing.polygons.geometries import valid
from deepslide_qgis.processing.rasters.gdal_calls import cancel_heard, gdal_call, gdal_progress, open_gdal, watched
from deepslide_qgis.processing.rasters.looked_up import looked_up
from deepslide_qgis.processing.rasters.raster_source import UNREFERENCED

LARGEST, BEYOND = 3.4e38, 1e308
"""The largest number of 32 bits that still counts, and what only an infinite one is above."""


def polygonise(
    path: str, threshold: float, feedback: QgsFeedback, first: float, last: float, sufficient_px: int = 0
) -> list[QgsGeometry]:
    """Return a valid multi-polygon for each group of pixels of ``path`` at or over ``threshold`` that touch.

    Pixels that touch only by a corner belong together; groups under ``sufficient_px`` may be left out.
    ``first`` and ``last`` are the part of the progress bar.
    """
    source = open_gdal(path)
    if source.RasterCount != 1:
        raise RasterError(f"'{path}' has {source.RasterCount} bands.", "Choose a probability raster, which has one.")
    middle = first + (last - first) / 2
    view = thresholded(source, path, threshold)
    with cancel_heard(feedback), _mask(view, sufficient_px, feedback, first, middle) as band:
        polygons = _polygons_of_sides(band, feedback, middle, last)
    groups = groups_by_corner(polygons, feedback)
    return [_collected(polygons, group) for group in watched(groups, feedback)]


def _polygons_of_sides(band: gdal.Band, feedback: QgsFeedback, first: float, last: float) -> list[bytes]:
    """Return the polygons (WKB) of pixels connected by their sides."""
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")
    shapes = driver.CreateDataSource("shapes")
    layer = shapes.CreateLayer("shapes", None, ogr.wkbPolygon)
    progress = gdal_progress(feedback, first, last)
    gdal_call("Polygonising", gdal.Polygonize, band, band, layer, -1, [], progress)
    return [bytes(shape.GetGeometryRef().ExportToWkb(ogr.wkbNDR)) for shape in watched(layer, feedback)]


@contextmanager
def _mask(view: str, sufficient_px: int, feedback: QgsFeedback, first: float, last: float) -> Iterator[gdal.Band]:
    """Give ``view``, without groups under ``sufficient_px``, as a compressed raster in memory.

    Polygonising reads each row twice, of a view many times as slowly.
    """
    folder = f"/vsimem/{uuid4().hex}"
    name = f"{folder}/mask.tif"
    options = {"creationOptions": COMPRESSED, "callback": gdal_progress(feedback, first, last)}
    try:
        mask = gdal_call("Thresholding", gdal.Translate, name, gdal_call("Thresholding", gdal.Open, view), **options)
        if sufficient_px > 1:
            mask.FlushCache()
            mask = without_specks(name, sufficient_px, folder, feedback)
        check_corners(mask, feedback)
        yield mask.GetRasterBand(1)
    finally:
        mask = None
        for left in gdal.ReadDir(folder) or ():
            gdal.Unlink(f"{folder}/{left}")


def thresholded(source: gdal.Dataset, path: str, threshold: float) -> str:
    """Return the virtual raster that is 1 where ``source``, the file ``path``, is at or over ``threshold``.

    It is 0 below, where there is no data, and where a number is infinite. ``threshold`` is of the real values, also
    where the file holds others, with a scale and an offset.
    """
    below, at_least = _single_precision(threshold)
    table = (below, 0), (at_least, 1), (LARGEST, 1), (BEYOND, 0)
    geotransform = source.GetGeoTransform(can_return_null=True) or UNREFERENCED
    return looked_up(source, path, geotransform, "Byte", table)


def _single_precision(threshold: float) -> tuple[float, float]:
    """Return the last number below ``threshold`` and ``threshold``, as the engine compares them: in 32 bits.

    Values of 64 bits that lie between the two are nearer to the one that they round to.
    """
    (bits,) = struct.unpack("<i", struct.pack("<f", threshold))
    below, at_least = struct.unpack("<ff", struct.pack("<ii", bits - 1, bits))
    return below, at_least


def multi_polygon(geometry: QgsGeometry) -> QgsGeometry:
    """Return ``geometry`` made valid, as polygons only."""
    every = valid(geometry).asGeometryCollection()
    parts = [part for part in every if part.type() == QgsWkbTypes.GeometryType.PolygonGeometry]
    collected = QgsGeometry.collectGeometry(parts)
    collected.convertToMultiType()
    return collected


def _collected(polygons: list[bytes], group: list[int]) -> QgsGeometry:
    """Return the polygons of one group as one multi-polygon; as a rule it is valid, and asking takes long."""
    parts = []
    for i in group:
        part = QgsGeometry()
        part.fromWkb(polygons[i])
        parts.append(part)
    collected = QgsGeometry.collectGeometry(parts)
    return multi_polygon(collected) if any(crosses_itself(polygons[i]) for i in group) else collected
