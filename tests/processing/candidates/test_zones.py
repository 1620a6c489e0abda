"""Statistics within candidates are those of their pixels, on every grid, and do not take long for large ones."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsFeedback, QgsGeometry

from deepslide_qgis.processing.candidates.zones import Zones
from deepslide_qgis.processing.rasters.raster_source import raster_file
from tests.processing.conftest import PLACED, write_raster


def rotated(degrees: float) -> tuple[float, ...]:
    """Return where a raster with pixels of 10 m lies that is turned by ``degrees``."""
    cos, sin = 10 * math.cos(math.radians(degrees)), 10 * math.sin(math.radians(degrees))
    return (400000.0, cos, sin, 2500000.0, sin, -cos)


SOUTH_UP = (400000.0, 10.0, 0.0, 2500000.0, 0.0, 10.0)


@pytest.mark.parametrize("placed", [PLACED, SOUTH_UP, rotated(10), rotated(30), rotated(45), rotated(80)])
def test_mean_and_maximum_are_those_of_the_pixels(run, tmp_path, placed):
    values = np.random.default_rng(2).random((1, 60, 70)).astype("float32")
    path = write_raster(tmp_path / "noise.tif", values, placed=placed)
    layer = run("extractcandidates", PROBABILITY=path, THRESHOLD=0.7, MIN_AREA=0, CANDIDATES="memory:")["CANDIDATES"]
    inverse = gdal.InvGeoTransform(placed)
    features = list(layer.getFeatures())
    assert len(features) > 100
    for feature in features:
        pixels = [values[0][pixel] for pixel in pixels_of(feature.geometry(), inverse)]
        assert len(pixels) == feature["area_px"]
        assert feature["p_mean"] == pytest.approx(np.mean(pixels), abs=1e-4)
        assert feature["p_max"] == pytest.approx(np.max(pixels), abs=1e-4)


def pixels_of(geometry, inverse) -> list[tuple[int, int]]:
    """Return row and column of the pixels of a polygon along their edges: in its rows, between two crossings."""
    edges = []
    for part in geometry.asMultiPolygon():
        for ring in part:
            corners = [tuple(round(at) for at in gdal.ApplyGeoTransform(inverse, p.x(), p.y())) for p in ring]
            edges += [(a, b) for a, b in zip(corners, corners[1:]) if a[0] == b[0]]
    found = []
    for row in range(min(a[1] for a, _ in edges), max(max(a[1], b[1]) for a, b in edges)):
        crossed = sorted(a[0] for a, b in edges if min(a[1], b[1]) <= row < max(a[1], b[1]))
        for begin, end in zip(crossed[::2], crossed[1::2]):
            found += [(row, column) for column in range(begin, end)]
    return found


def box(grid, left: int, right: int, top: int, bottom: int) -> QgsGeometry:
    """Return a rectangle of pixels."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return QgsGeometry.fromPolygonXY([[grid.point(*corner) for corner in corners]])


def test_scale_offset_and_no_data_of_the_file_count(tmp_path):
    feedback = QgsFeedback()
    path = write_raster(tmp_path / "packed.tif", np.array([[[10, 20], [255, 40]]], "uint8"), nodata=255)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.5)
    dataset.GetRasterBand(1).SetOffset(3)
    dataset = None
    grid = raster_file(path)
    zones = Zones(grid, [box(grid, 0, 2, 0, 2), None, box(grid, 0, 1, 5, 6)], str(tmp_path / "zones.tif"), feedback)
    assert zones.statistics(path, feedback) == [
        (3, pytest.approx((8 + 13 + 23) / 3), 8, 23),
        (0, None, None, None),
        (0, None, None, None),
    ]


def test_one_candidate_all_over_a_noisy_raster_takes_seconds(run, tmp_path):
    values = (np.random.default_rng(0).random((1, 700, 700)) < 0.5).astype("float32")
    path = write_raster(tmp_path / "noise.tif", values)
    began = time.monotonic()
    layer = run("extractcandidates", PROBABILITY=path, CANDIDATES="memory:")["CANDIDATES"]
    assert time.monotonic() - began < 60  # it took minutes
    assert max(feature["area_px"] for feature in layer.getFeatures()) > 200_000
