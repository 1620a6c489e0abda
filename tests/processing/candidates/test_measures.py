"""Areas and lengths on the ellipsoid, statistics, terrain and overlap of candidates."""

from __future__ import annotations

import math

import numpy as np
import pytest
from qgis.core import NULL, QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

from deepslide_qgis.core.review.review import REVIEW_FIELDS
from tests.processing.conftest import PLACED, packed, placed_in, write_raster

DEGREES = (91.75, 0.0001, 0.0, 22.5, 0.0, -0.0001)


def one(layer: QgsVectorLayer) -> QgsFeature:
    (feature,) = layer.getFeatures()
    return feature


def inventory_of(*rectangles: QgsRectangle, crs: str = "EPSG:32646") -> QgsVectorLayer:
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "inventory", "memory")
    for rectangle in rectangles:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(rectangle))
        layer.dataProvider().addFeature(feature)
    return layer


def test_areas_in_degrees_are_square_metres(run, probability):
    path = probability((10, 10, 10, 20), epsg=4326, placed=DEGREES)
    candidate = one(run("extractcandidates", PROBABILITY=path, CANDIDATES="memory:")["CANDIDATES"])
    latitude = math.radians(22.4985)
    tall_m = 0.0001 * (111132.92 - 559.82 * math.cos(2 * latitude) + 1.175 * math.cos(4 * latitude))
    wide_m = 0.0001 * (111412.84 * math.cos(latitude) - 93.5 * math.cos(3 * latitude))
    assert candidate["area_m2"] == pytest.approx(200 * tall_m * wide_m, rel=1e-4)
    assert candidate["perimeter_m"] == pytest.approx(2 * (10 * tall_m + 20 * wide_m), rel=1e-4)


def test_areas_in_feet_are_square_metres(run, probability):
    feet = (2000000.0, 100.0, 0.0, 500000.0, 0.0, -100.0)  # New York Long Island, US survey feet
    path = probability((10, 10, 10, 10), epsg=2263, placed=feet)
    candidate = one(run("extractcandidates", PROBABILITY=path, CANDIDATES="memory:")["CANDIDATES"])
    assert candidate["area_m2"] == pytest.approx((1000 * 1200 / 3937) ** 2, rel=1e-3)


def test_statistics_are_those_of_the_pixels_inside(run, tmp_path):
    values = np.full((1, 30, 30), 0.1, "float32")
    values[0, 10, 10:14] = (0.6, 0.7, 0.8, 0.9)
    spread = np.full((1, 30, 30), 0.3, "float32")
    spread[0, 10, 10:14] = (0.0, 0.1, 0.1, 0.2)
    layer = run(
        "extractcandidates",
        PROBABILITY=write_raster(tmp_path / "p.tif", values),
        SPREAD=write_raster(tmp_path / "s.tif", spread),
        CANDIDATES="memory:",
    )["CANDIDATES"]
    candidate = one(layer)
    assert candidate["p_mean"] == pytest.approx(0.75, abs=1e-4)
    assert candidate["p_max"] == pytest.approx(0.9, abs=1e-4)
    assert candidate["p_std"] == pytest.approx(0.1, abs=1e-4)
    assert candidate["threshold"] == 0.5
    assert candidate["review_status"] == "candidate"


def test_candidates_are_numbered_largest_first(run, probability):
    path = probability((2, 2, 3, 3), (20, 20, 9, 9), (40, 40, 5, 5))
    layer = run("extractcandidates", PROBABILITY=path, CANDIDATES="memory:")["CANDIDATES"]
    assert [(feature["id"], feature["area_px"]) for feature in layer.getFeatures()] == [(1, 81), (2, 25), (3, 9)]


@pytest.mark.parametrize(
    ("epsg", "placed"),
    [(32646, (399000.0, 30.0, 0.0, 2501000.0, 0.0, -30.0)), (4326, (92.0, 0.0003, 0.0, 22.63, 0.0, -0.0003))],
)
def test_slope_and_height_drop_from_a_dem_in_any_crs(run, probability, tmp_path, epsg, placed):
    rows = np.arange(200, dtype="float32")[:, None] * np.ones((1, 200), "float32")
    step_m = 30 if epsg == 32646 else 0.0003 * 110750
    dem = write_raster(tmp_path / "dem.tif", (2000 - rows * step_m * 0.5)[None], epsg=epsg, placed=placed)
    path = probability((10, 10, 30, 10))
    candidate = one(run("extractcandidates", PROBABILITY=path, DEM=dem, CANDIDATES="memory:")["CANDIDATES"])
    assert candidate["slope_mean"] == pytest.approx(math.degrees(math.atan(0.5)), abs=0.3)
    assert candidate["slope_max"] == pytest.approx(math.degrees(math.atan(0.5)), abs=0.5)
    assert candidate["height_drop"] == pytest.approx(150, abs=20)
    assert candidate["elev_max"] > candidate["elev_min"]


@pytest.mark.parametrize("fill", [-9999.0, -32768.0, -3.4e38, float("nan")])
def test_what_is_no_height_is_a_gap_of_a_dem_that_declares_none(run, probability, tmp_path, fill):
    placed = (399000.0, 30.0, 0.0, 2501000.0, 0.0, -30.0)
    heights = (2000 - 15 * np.arange(200, dtype="float32")[:, None]) * np.ones((1, 200), "float32")
    heights[:, :40] = fill  # up to 200 m east of the prediction's edge, which lies in the candidate
    dem = write_raster(tmp_path / "dem.tif", heights[None], placed=placed)
    path = probability((10, 10, 30, 30))
    candidate = one(run("extractcandidates", PROBABILITY=path, DEM=dem, CANDIDATES="memory:")["CANDIDATES"])
    assert candidate["slope_max"] == pytest.approx(math.degrees(math.atan(0.5)), abs=1)
    assert candidate["height_drop"] == pytest.approx(150, abs=20)


def test_slopes_from_a_dem_in_whole_numbers_with_a_scale(run, compare, probability, tmp_path):
    """Decimetres above 100 m, and a gap that is told by the stored number."""
    placed = (399000.0, 30.0, 0.0, 2501000.0, 0.0, -30.0)
    stored = np.round(10 * (1900 - 15 * np.arange(200)[:, None] * np.ones((1, 200)) * 0.5)).astype("int16")
    stored[:, :40] = -32768  # up to 200 m east of the prediction's edge
    dem = packed(write_raster(tmp_path / "dem.tif", stored[None], placed=placed, nodata=-32768), 0.1, 100.0)
    path = probability((10, 40, 30, 10))
    candidate = one(run("extractcandidates", PROBABILITY=path, DEM=dem, CANDIDATES="memory:")["CANDIDATES"])
    assert candidate["slope_mean"] == pytest.approx(math.degrees(math.atan(0.25)), abs=0.2)
    assert candidate["height_drop"] == pytest.approx(75, abs=10)
    assert candidate["elev_max"] == pytest.approx(2000 - 0.25 * 1100, abs=10)
    mapped = inventory_of(QgsRectangle(400400, 2499600, 400500, 2499900))
    scores = compare(mapped, prediction=path, DEM=dem)["SCORES"].getFeatures()
    found = {
        row["class"]: row["value"] for row in scores if (row["section"], row["score"]) == ("slope", "true positives")
    }
    assert found == {"10° – 20°": 300, "no value": 0}


@pytest.mark.parametrize(
    ("crs", "unit_m"),
    [
        ('LOCAL_CS["site",UNIT["metre",1]]', 1.0),
        ('LOCAL_CS["site",UNIT["foot",0.3048]]', 0.3048),
        (
            'ENGCRS["site",EDATUM["mine"],CS[Cartesian,2],AXIS["(E)",east],AXIS["(N)",north],LENGTHUNIT["metre",1]]',
            1.0,
        ),
    ],
)
def test_a_site_s_own_crs_is_measured_on_its_plane(run, probability, crs, unit_m):
    path = placed_in(probability((5, 5, 4, 4), (5, 11, 4, 4), (30, 30, 10, 20), epsg=None), crs)

    def areas_px(**options: float) -> list[int]:
        layer = run("extractcandidates", PROBABILITY=path, CANDIDATES="memory:", **options)["CANDIDATES"]
        assert layer.crs().isValid()
        for candidate in layer.getFeatures():
            assert candidate["area_m2"] == pytest.approx(100 * unit_m**2 * candidate["area_px"], abs=0.1)
        return [candidate["area_px"] for candidate in layer.getFeatures()]

    assert areas_px() == [200, 16, 16]
    assert areas_px(MIN_AREA=1700 * unit_m**2) == [200]
    assert areas_px(MERGE_DISTANCE=20 * unit_m) == [200, 32]


def test_share_that_is_mapped_already(run, probability):
    left, top = PLACED[0], PLACED[3]
    mapped = inventory_of(
        QgsRectangle(left + 100, top - 150, left + 200, top - 100),
        QgsRectangle(left + 150, top - 150, left + 200, top - 100),  # overlaps the first: counted once
    )
    path = probability((10, 10, 10, 10), (40, 40, 4, 4))
    layer = run("extractcandidates", PROBABILITY=path, INVENTORY=mapped, CANDIDATES="memory:")["CANDIDATES"]
    assert [feature["mapped_share"] for feature in layer.getFeatures()] == [pytest.approx(0.5), 0]


def test_an_inventory_elsewhere_tells_nothing_of_what_is_mapped(run, probability, heard):
    path = probability((10, 10, 10, 10))
    abroad = inventory_of(QgsRectangle(11.95, 46.0, 11.97, 46.01), crs="EPSG:4326")
    candidate = one(run("extractcandidates", PROBABILITY=path, INVENTORY=abroad, CANDIDATES="memory:")["CANDIDATES"])
    assert candidate["mapped_share"] == NULL
    (warning,) = heard.warnings
    assert "The inventory 'inventory' does not touch the raster" in warning and "mapped_share" in warning


def test_an_inventory_that_is_empty_or_maps_something_else_maps_nothing_of_a_candidate(run, probability, heard):
    path = probability((10, 10, 10, 10))
    aside = inventory_of(QgsRectangle(PLACED[0] + 500, PLACED[3] - 550, PLACED[0] + 600, PLACED[3] - 500))
    for mapped in (aside, inventory_of()):
        layer = run("extractcandidates", PROBABILITY=path, INVENTORY=mapped, CANDIDATES="memory:")["CANDIDATES"]
        assert one(layer)["mapped_share"] == 0
    assert heard.warnings == []


def test_a_dem_elsewhere_gives_no_slopes_and_is_told(run, compare, probability, heard, tmp_path):
    heights = np.arange(2500, dtype="float32").reshape(1, 50, 50)
    dem = write_raster(tmp_path / "dem.tif", heights, epsg=4326, placed=(11.9, 0.001, 0, 46.0, 0, -0.001))
    path = probability((10, 10, 10, 10))
    candidate = one(run("extractcandidates", PROBABILITY=path, DEM=dem, CANDIDATES="memory:")["CANDIDATES"])
    assert candidate["slope_mean"] == NULL and candidate["elev_min"] == NULL
    (warning,) = heard.warnings
    assert "The DEM 'dem' has no heights where the candidates lie" in warning and "stay empty" in warning
    heard.warnings.clear()
    compare(inventory_of(QgsRectangle(400100, 2499800, 400200, 2499900)), prediction=path, DEM=dem)
    (warning,) = heard.warnings
    assert "The DEM 'dem' has no heights where the prediction lies" in warning and "no scores by slope" in warning


def test_fields_of_terrain_and_inventory_only_where_asked_for(run, probability):
    layer = run("extractcandidates", PROBABILITY=probability((1, 1, 3, 3)), CANDIDATES="memory:")["CANDIDATES"]
    expected = "id area_m2 perimeter_m area_px p_mean p_max p_std n_members_agree members threshold model_id"
    assert layer.fields().names() == [*expected.split(), *(field.name for field in REVIEW_FIELDS)]
