"""Where lengths of a CRS are no metres on the ground, slopes and distances are measured in the UTM zone instead."""

from __future__ import annotations

import math

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCsException,
    QgsPointXY,
    QgsProcessingContext,
    QgsRectangle,
)

from deepslide_qgis.processing.rasters.metric_crs import metric_crs
from tests.processing.conftest import write_raster
from tests.processing.inventories import inventory
from tests.processing.slopes import SLOPE_DEG, falling_east, placed

LONGITUDE, LATITUDE = 7.0, 61.0
SIDE_PX = 60
BLOCK = slice(20, 40)


def chosen(crs: str, middle: QgsPointXY) -> str:
    extent = QgsRectangle(middle.x() - 1000, middle.y() - 1000, middle.x() + 1000, middle.y() + 1000)
    return metric_crs(QgsCoordinateReferenceSystem(crs), extent, QgsProcessingContext()).authid()


@pytest.mark.parametrize(
    "crs", ["EPSG:3857", "EPSG:3785", "EPSG:3395", "EPSG:3832", "EPSG:6933", "ESRI:102100", "ESRI:54009", "EPSG:4326"]
)
def test_what_is_not_true_to_scale_becomes_utm(crs):
    assert chosen(crs, placed(crs, LONGITUDE, LATITUDE)) == "EPSG:32632"


@pytest.mark.parametrize(
    ("crs", "longitude", "latitude"),
    [
        ("EPSG:25832", 7, 61),
        ("EPSG:25833", 7, 61),  # Norway's one zone for all
        ("EPSG:32632", 14.9, 0.5),  # a zone aside
        ("EPSG:3035", 7, 61),
        ("EPSG:3413", -22, 71),
        ("EPSG:3031", 100, -70),
        ("EPSG:3395", 7, 5),  # near the equator Mercator is true
    ],
)
def test_what_is_true_to_scale_stays(crs, longitude, latitude):
    assert chosen(crs, placed(crs, longitude, latitude)) == crs


@pytest.mark.parametrize(("latitude", "crs"), [(85.0, "EPSG:5041"), (-82.0, "EPSG:5042"), (-45.0, "EPSG:32732")])
def test_the_poles_and_the_south(latitude, crs):
    assert chosen("EPSG:3857", placed("EPSG:3857", LONGITUDE, latitude)) == crs


def test_the_crs_of_a_site_is_believed_where_it_is_in_metres():
    site = QgsCoordinateReferenceSystem.fromWkt('LOCAL_CS["site",UNIT["metre",1]]')
    assert metric_crs(site, QgsRectangle(0, 0, 1000, 1000), QgsProcessingContext()) == site


def test_a_place_where_the_crs_has_no_sense():
    with pytest.raises(QgsCsException):
        chosen("EPSG:32632", QgsPointXY(1e12, 1e12))


@pytest.fixture(params=["EPSG:32632", "EPSG:3857", "EPSG:3395"])
def scene(request, tmp_path):
    """A probability of 10 m on the ground with one block of 20 × 20, in three CRSs; its inventory, and the DEM."""
    crs = request.param
    middle = placed(crs, LONGITUDE, LATITUDE)
    pixel = 10.0 if crs == "EPSG:32632" else 10.0 / math.cos(math.radians(LATITUDE))
    left, top = middle.x() - SIDE_PX / 2 * pixel, middle.y() + SIDE_PX / 2 * pixel
    values = np.full((1, SIDE_PX, SIDE_PX), 0.1, "float32")
    values[0, BLOCK, BLOCK] = 0.9
    prediction = write_raster(
        tmp_path / "p.tif", values, epsg=int(crs.split(":")[1]), placed=(left, pixel, 0, top, 0, -pixel)
    )
    block = QgsRectangle(
        left + BLOCK.start * pixel, top - BLOCK.stop * pixel, left + BLOCK.stop * pixel, top - BLOCK.start * pixel
    )
    return prediction, inventory(block.asWktPolygon(), crs=crs), falling_east(tmp_path / "dem.tif", LONGITUDE, LATITUDE)


def test_slopes_of_candidates(run, scene):
    prediction, _, dem = scene
    (candidate,) = run("extractcandidates", PROBABILITY=prediction, DEM=dem, CANDIDATES="memory:")[
        "CANDIDATES"
    ].getFeatures()
    assert candidate["slope_mean"] == pytest.approx(SLOPE_DEG, abs=0.2)
    assert candidate["slope_max"] == pytest.approx(SLOPE_DEG, abs=1)


def test_scores_by_slope(compare, scene):
    prediction, mapped, dem = scene
    found = {
        row["class"]: row["value"]
        for row in compare(mapped, prediction=prediction, DEM=dem)["SCORES"].getFeatures()
        if (row["section"], row["score"]) == ("slope", "true positives")
    }
    assert found["20° – 30°"] == 400 and set(found) == {"20° – 30°"}


def test_the_distance_around_landslides(run, scene):
    prediction, mapped, _ = scene
    table = run("bandvaluesinpolygons", INPUT=prediction, INVENTORY=mapped, DISTANCE=100, TABLE="memory:")["TABLE"]
    (band,) = table.getFeatures()
    expected = 4 * 20 * 10 + math.pi * 10**2  # pixels of 10 m: four sides and four quarters of a circle
    assert band["around_pixels"] == pytest.approx(expected, rel=0.03)
