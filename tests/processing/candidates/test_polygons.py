"""Polygons follow the edges of pixels, whatever the raster: the defects of comparable tools, each as a test."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

from deepslide_qgis.processing.candidates.polygons import make_threshold_vrt
from tests.processing.conftest import packed, write_raster

EVERY_PIXEL = {"MIN_AREA": 0, "CANDIDATES": "memory:"}


def extract(run, path: str, **options) -> list:
    layer = run("extractcandidates", PROBABILITY=path, **{**EVERY_PIXEL, **options})["CANDIDATES"]
    return sorted(layer.getFeatures(), key=lambda feature: feature["id"])


@pytest.mark.parametrize("size", [1, 2, 3, 10, 25])
def test_a_square_keeps_its_area(run, probability, size):
    (candidate,) = extract(run, probability((5, 7, size, size)))
    assert candidate.geometry().area() == pytest.approx(100 * size * size)
    assert candidate["area_px"] == size * size
    box = candidate.geometry().boundingBox()
    assert (box.xMinimum(), box.yMaximum()) == (400000 + 70, 2500000 - 50)


def test_one_pixel_objects_survive_only_where_wanted(run, probability):
    path = probability((5, 5, 1, 1), (20, 20, 2, 2))
    assert [candidate["area_px"] for candidate in extract(run, path)] == [4, 1]
    assert [candidate["area_px"] for candidate in extract(run, path, MIN_AREA=None)] == [4]
    assert [candidate["area_px"] for candidate in extract(run, path, MIN_AREA=350)] == [4]


def test_pixels_that_touch_by_a_corner_are_one_valid_candidate(run, probability):
    (candidate,) = extract(run, probability((5, 5, 3, 3), (8, 8, 2, 2)))
    geometry = candidate.geometry()
    assert geometry.isGeosValid() and geometry.isMultipart()
    assert geometry.area() == pytest.approx(100 * (9 + 4))


def test_noise_gives_the_groups_that_gdal_counts_all_of_them_valid(run, tmp_path):
    values = np.random.default_rng(1).random((1, 60, 70)).astype("float32")
    path = write_raster(tmp_path / "noise.tif", values)
    found = extract(run, path, THRESHOLD=0.55)
    assert len(found) == counted_by_gdal(path, 0.55) > 20
    assert all(candidate.geometry().isGeosValid() for candidate in found)
    assert sum(candidate["area_px"] for candidate in found) == (values >= 0.55).sum()


def counted_by_gdal(path: str, threshold: float) -> int:
    """Return how many groups of pixels GDAL finds when it connects them by corners itself."""
    view = gdal.Open(make_threshold_vrt(gdal.Open(path), path, threshold))
    shapes = (ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")).CreateDataSource("shapes")
    layer = shapes.CreateLayer("shapes", None, ogr.wkbPolygon)
    gdal.Polygonize(view.GetRasterBand(1), view.GetRasterBand(1), layer, -1, ["8CONNECTED=8"])
    return layer.GetFeatureCount()


def test_a_ring_keeps_its_hole(run, tmp_path):
    values = np.full((1, 20, 20), 0.1, "float32")
    values[0, 5:12, 5:12] = 0.9
    values[0, 7:9, 7:9] = 0.1
    values[0, 9, 9] = 0.1  # the hole touches itself by a corner
    path = write_raster(tmp_path / "ring.tif", values)
    (candidate,) = extract(run, path)
    assert candidate.geometry().isGeosValid()
    assert candidate.geometry().area() == pytest.approx(100 * (49 - 5))


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.9])
@pytest.mark.parametrize("kind", ["float32", "float64"])
def test_a_pixel_at_exactly_the_threshold_is_landslide(run, tmp_path, threshold, kind):
    values = np.full((1, 10, 10), 0.1, kind)
    values[0, 2:4, 2:4] = threshold
    values[0, 6:8, 6:8] = np.nextafter(np.float32(threshold), np.float32(0))
    path = write_raster(tmp_path / "exact.tif", values)
    (candidate,) = extract(run, path, THRESHOLD=threshold)
    assert candidate["area_px"] == 4
    assert candidate.geometry().boundingBox().xMinimum() == 400020


@pytest.mark.parametrize("nodata", [float("nan"), -9999.0, 255.0])
def test_no_data_is_no_landslide(run, tmp_path, nodata):
    values = np.full((1, 12, 12), 0.1, "float32")
    values[0, 2:10, 2:10] = nodata
    values[0, 4:6, 4:6] = 0.9
    (candidate,) = extract(run, write_raster(tmp_path / "gaps.tif", values, nodata=nodata))
    assert candidate["area_px"] == 4


@pytest.mark.parametrize(
    ("kind", "scale", "offset"),
    [("uint8", 1 / 255, 0.0), ("uint16", 1e-4, 0.0), ("uint16", 1e-4, -0.5), ("int16", -1e-4, 1.0)],
)
@pytest.mark.parametrize("threshold", [0.2, 0.3, 0.5, 0.7])
def test_the_threshold_is_of_the_real_values_whatever_the_file_holds(run, tmp_path, kind, scale, offset, threshold):
    stored = np.random.default_rng(0).integers(0, 256 if kind == "uint8" else 10001, (1, 40, 50)).astype(kind)
    stored[0, :2, :2] = round((threshold - offset) / scale)  # at the threshold, where such a number is stored
    path = packed(write_raster(tmp_path / "packed.tif", stored), scale, offset)
    found = extract(run, path, THRESHOLD=threshold)
    real = (stored * scale + offset).astype("float32")
    assert sum(candidate["area_px"] for candidate in found) == (real >= np.float32(threshold)).sum() > 0
    assert all(candidate["p_mean"] >= threshold - 1e-6 for candidate in found)


def test_no_data_is_told_by_the_stored_number(run, tmp_path):
    stored = np.full((1, 12, 12), 1000, "uint16")
    stored[0, 2:10, 2:10] = 65535
    stored[0, 4:6, 4:6] = 9000
    path = packed(write_raster(tmp_path / "packed.tif", stored, nodata=65535), 1e-4, 0.0)
    (candidate,) = extract(run, path)
    assert candidate["area_px"] == 4


def test_what_the_mask_of_the_file_hides_is_no_landslide(run, probability):
    path = probability((5, 5, 5, 5), nodata=None)
    shown = np.full((60, 80), 255, "uint8")
    shown[:, 5:8] = 0
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(shown)
    dataset = None
    (candidate,) = extract(run, path)
    assert candidate["area_px"] == 10 and candidate["p_mean"] == pytest.approx(0.9)
    assert candidate.geometry().boundingBox().xMinimum() == 400080


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize("nodata", [None, -9999.0])
def test_infinite_values_are_no_landslide(run, tmp_path, kind, nodata):
    values = np.full((1, 12, 12), 0.1, kind)
    values[0, 2:5, 2:5] = np.inf
    values[0, 6:8, 2:5] = -np.inf
    values[0, 9:11, 9:11] = 0.9
    (candidate,) = extract(run, write_raster(tmp_path / "infinite.tif", values, nodata=nodata))
    assert candidate["area_px"] == 4 and candidate["p_max"] == pytest.approx(0.9)


def test_a_mask_works_as_well(run, tmp_path):
    values = np.zeros((1, 12, 12), "uint8")
    values[0, 3:6, 3:6] = 1
    values[0, 8:, :] = 255
    (candidate,) = extract(run, write_raster(tmp_path / "mask.tif", values, nodata=255))
    assert candidate["area_px"] == 9


def test_nothing_over_the_threshold_gives_an_empty_layer(run, probability, heard):
    assert extract(run, probability()) == []
    assert any("0 candidate(s)" in line for line in heard.lines)


@pytest.mark.parametrize("placed", [None, (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)])
def test_without_crs_polygons_lie_where_qgis_draws_the_raster(run, probability, heard, placed):
    path = probability((5, 7, 3, 4), epsg=None, placed=placed)
    (candidate,) = extract(run, path)
    drawn = QgsRasterLayer(path, "drawn", "gdal").extent()
    box = candidate.geometry().boundingBox()
    assert (box.xMinimum() - drawn.xMinimum(), drawn.yMaximum() - box.yMaximum()) == (7, 5)
    assert candidate["area_px"] == 12
    assert not candidate["area_m2"] and not candidate["perimeter_m"]
    assert any("no CRS" in warning for warning in heard.warnings)


def test_without_crs_the_minimum_area_is_in_pixels(run, probability):
    path = probability((5, 7, 3, 4), (20, 20, 2, 2), epsg=None, placed=None)
    assert [candidate["area_px"] for candidate in extract(run, path, MIN_AREA=5)] == [12]


def test_candidates_have_the_crs_of_the_raster(run, probability):
    layer = run("extractcandidates", PROBABILITY=probability((1, 1, 3, 3)), **EVERY_PIXEL)["CANDIDATES"]
    assert layer.crs().authid() == "EPSG:32646"
    assert isinstance(layer, QgsVectorLayer) and QgsProject.instance() is not None
