"""Detect landslides from raster to candidates, with the real engine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from deepslide_qgis.core.paths import data_folder
from tests.processing.conftest import RGB, read_band, write_raster


@pytest.fixture
def detect(run, packs, raster, tmp_path):
    def detect(**options) -> dict:
        options = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu", **options}
        options.setdefault("PROBABILITY", str(tmp_path / "probability.tif"))
        options.setdefault("CANDIDATES", str(tmp_path / "candidates.gpkg"))
        return run("detectlandslides", **options)

    return detect


def polygon(left: float, bottom: float, right: float, top: float, crs: str = "EPSG:32646") -> QgsVectorLayer:
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "polygons", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(left, bottom, right, top)))
    layer.dataProvider().addFeature(feature)
    return layer


def candidates_of(results: dict) -> list[QgsFeature]:
    return list(QgsVectorLayer(results["CANDIDATES"], "candidates", "ogr").getFeatures())


def test_from_raster_to_candidates(detect, heard, tmp_path):
    results = detect(SPREAD=str(tmp_path / "spread.tif"), MASK=str(tmp_path / "mask.tif"))
    assert np.allclose(read_band(results["PROBABILITY"]), 0.8, atol=1e-3)
    assert (read_band(results["MASK"]) == 1).all()
    assert np.allclose(read_band(results["SPREAD"]), 0, atol=1e-3)
    (candidate,) = candidates_of(results)
    assert candidate["area_px"] == 9000
    assert candidate["area_m2"] == pytest.approx(900_000, rel=2e-3)
    assert candidate["p_mean"] == pytest.approx(0.8, abs=1e-3)
    assert (candidate["members"], candidate["n_members_agree"]) == (1, 1.0)
    assert (candidate["model_id"], candidate["review_status"]) == ("constant", "candidate")
    assert (results["CANDIDATE_COUNT"], results["DATA_PERCENT"]) == (1, 100)
    assert "scene: 1 candidate(s), 90" in heard.text and "data on 100 % of the area" in heard.text


def test_the_run_is_recorded_and_nothing_else_is_left(detect, tmp_path):
    detect()
    left = sorted(path.name for path in tmp_path.iterdir() if path.suffix not in (".gpkg-wal", ".gpkg-shm"))
    assert left == ["candidates.gpkg", "probability.qml", "probability.run.json", "probability.tif"]
    (record,) = (json.loads(path.read_text()) for path in tmp_path.glob("*.json"))
    assert record["summary"]["model_id"] == "constant"


def test_members_that_disagree(detect, packs, tmp_path):
    results = detect(MODEL_PACK=str(packs / "tiny"), SPREAD=str(tmp_path / "spread.tif"), THRESHOLD=0.05, MIN_AREA=0)
    largest = candidates_of(results)[0]
    assert largest["members"] == 2
    assert 0 < largest["p_std"] <= 0.5 and 1 <= largest["n_members_agree"] <= 2
    assert largest["p_mean"] == pytest.approx(float(read_band(results["PROBABILITY"]).mean()), abs=0.05)


def test_area_of_interest_and_exclusion_in_another_crs(detect, heard):
    inside = polygon(400100, 2499300, 400500, 2499900)
    western_half = polygon(400100, 2499300, 400300, 2499900)
    results = detect(AOI=inside, EXCLUDE=in_degrees(western_half))
    (candidate,) = candidates_of(results)
    assert candidate["area_px"] == pytest.approx(20 * 60, abs=62)
    predicted = np.isfinite(read_band(results["PROBABILITY"]))
    assert predicted.sum() == candidate["area_px"]
    assert results["DATA_PERCENT"] == pytest.approx(100 * predicted.sum() / (40 * 60), abs=0.01)


def test_the_record_names_no_file_that_is_gone(detect, tmp_path):
    detect(AOI=polygon(400100, 2499300, 400500, 2499900), EXCLUDE=in_degrees(polygon(400100, 2499300, 400300, 2499900)))
    (record,) = tmp_path.glob("*.json")
    assert "deepslide_" not in record.read_text()
    asked = json.loads(record.read_text())["request"]
    assert (asked["inside"], asked["exclude"]) == ("polygons", ["polygons"])
    assert asked["outputs"]["agreement"] is None and asked["outputs"]["spread"] is None
    assert Path(asked["input"]).is_file() and Path(asked["outputs"]["probability"]).is_file()


def in_degrees(layer: QgsVectorLayer) -> QgsVectorLayer:
    request = QgsFeatureRequest()
    request.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance().transformContext())
    return layer.materialize(request)


def test_exclusion_by_a_raster(detect, tmp_path):
    water = np.zeros((1, 90, 100), "uint8")
    water[0, :, :40] = 1
    results = detect(EXCLUDE=write_raster(tmp_path / "water.tif", water))
    (candidate,) = candidates_of(results)
    assert candidate["area_px"] == 90 * 60


def test_what_is_to_be_excluded_elsewhere_is_told(detect, heard, tmp_path):
    lakes = polygon(11.95, 46.0, 11.97, 46.01, crs="EPSG:4326")
    water = write_raster(tmp_path / "water.tif", np.ones((1, 90, 100), "uint8"), epsg=32632)
    for exclude, name in ((lakes, "polygons"), (water, "water")):
        (candidate,) = candidates_of(detect(EXCLUDE=exclude))
        assert candidate["area_px"] == 9000
        (warning,) = (said for said in heard.warnings if "touch" in said)
        assert f"'{name}'" in warning and "does not touch the raster: nothing is excluded" in warning
        heard.warnings.clear()


def test_what_is_to_be_excluded_at_the_edge_is_not_told(detect, heard, tmp_path):
    corner = (401000 - 10, 10.0, 0.0, 2499100 + 10, 0.0, -10.0)  # one pixel of the raster's last
    water = write_raster(tmp_path / "water.tif", np.ones((1, 90, 100), "uint8"), placed=corner)
    for exclude in (in_degrees(polygon(400980, 2499000, 402000, 2499120)), water):
        (candidate,) = candidates_of(detect(EXCLUDE=exclude))
        assert candidate["area_px"] < 9000
    assert "touch" not in heard.text


def test_inventory_and_dem_describe_the_candidates(detect, tmp_path):
    dem = np.tile(np.arange(90, dtype="float32") * 10, (100, 1)).T[None]
    mapped = polygon(400000, 2499100, 400500, 2500000)
    (candidate,) = candidates_of(detect(DEM=write_raster(tmp_path / "dem.tif", dem), INVENTORY=mapped))
    assert candidate["mapped_share"] == pytest.approx(0.5)
    assert candidate["slope_mean"] == pytest.approx(45, abs=1)
    assert candidate["height_drop"] == pytest.approx(890, abs=5)


def test_a_raster_without_crs_is_predicted_with_a_warning(detect, heard, tmp_path):
    scene = np.full((3, 70, 75), 100, "uint8")
    path = write_raster(tmp_path / "tile.tif", scene, epsg=None, placed=None, descriptions=RGB)
    (candidate,) = candidates_of(detect(INPUT=path))
    assert candidate["area_px"] == 70 * 75 and not candidate["area_m2"]
    assert any("no CRS" in warning for warning in heard.warnings)
    box = candidate.geometry().boundingBox()
    assert (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()) == (0, -70, 75, 0)


@pytest.mark.parametrize("of_file", [None, 32645])
def test_a_crs_set_in_qgis_counts(detect, tmp_path, heard, of_file):
    scene = write_raster(tmp_path / "scene.tif", np.full((3, 60, 60), 100, "uint8"), epsg=of_file, descriptions=RGB)
    layer = QgsRasterLayer(scene, "scene", "gdal")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32646"))
    (candidate,) = candidates_of(detect(INPUT=layer, AOI=polygon(400000, 2499500, 400300, 2500000)))
    assert candidate["area_m2"] == pytest.approx(30 * 50 * 100, rel=2e-3)
    assert not any("no CRS" in warning for warning in heard.warnings)


def test_area_of_interest_on_a_raster_without_crs(detect, tmp_path):
    scene = np.full((3, 70, 75), 100, "uint8")
    path = write_raster(tmp_path / "tile.tif", scene, epsg=None, placed=None, descriptions=RGB)
    layer = QgsVectorLayer("Polygon", "drawn over the raster", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(10, -30, 40, -10)))
    layer.dataProvider().addFeature(feature)
    (candidate,) = candidates_of(detect(INPUT=path, AOI=layer))
    assert candidate["area_px"] == 30 * 20


def test_chosen_bands_are_read_in_their_order(detect, packs, tmp_path):
    stack = np.stack([np.full((70, 70), value, "uint8") for value in (10, 60, 110, 160, 210)])
    wanted = np.stack([stack[number - 1] for number in (5, 1, 3)])
    tiny = {"MODEL_PACK": str(packs / "tiny"), "CANDIDATES": "memory:"}
    chosen = detect(
        INPUT=write_raster(tmp_path / "stack.tif", stack), BANDS=[5, 1, 3], PROBABILITY=str(tmp_path / "a.tif"), **tiny
    )
    plain = detect(INPUT=write_raster(tmp_path / "three.tif", wanted), PROBABILITY=str(tmp_path / "b.tif"), **tiny)
    assert np.array_equal(read_band(chosen["PROBABILITY"]), read_band(plain["PROBABILITY"]))


def test_a_pack_by_id_by_zip_and_by_its_card(detect, packs, tmp_path):
    installed = data_folder() / "models" / "constant-installed"
    shutil.copytree(packs / "constant", installed, dirs_exist_ok=True)
    zipped = shutil.make_archive(str(tmp_path / "pack"), "zip", packs, "constant")
    try:
        for pack in ({"MODEL_PACK": "constant-installed"}, {"MODEL_PACK": zipped}, {"PACK_FILE": zipped}):
            assert detect(CANDIDATES="memory:", **pack)["CANDIDATE_COUNT"] == 1
        card = str(packs / "constant" / "ensemble.json")
        assert detect(CANDIDATES="memory:", PACK_FILE=card)["CANDIDATE_COUNT"] == 1
    finally:
        shutil.rmtree(installed)


def test_a_raster_in_a_zip(detect, raster, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "scene"), "zip", Path(raster).parent, Path(raster).name)
    layer = QgsRasterLayer(f"/vsizip/{archive}/scene.tif", "scene")  # as a text, QGIS 3.22 does not open it
    assert detect(INPUT=layer, CANDIDATES="memory:")["CANDIDATE_COUNT"] == 1


def test_a_batch_gives_one_row_per_raster(detect, heard, raster, tmp_path):
    other = np.full((3, 64, 64), 50, "uint8")
    other[:, :, 32:] = 0
    second = write_raster(tmp_path / "second.tif", other, nodata=0, descriptions=RGB)
    rows = [
        detect(INPUT=path, PROBABILITY=str(tmp_path / f"p{i}.tif"), CANDIDATES=str(tmp_path / f"c{i}.gpkg"))
        for i, path in enumerate((raster, second))
    ]
    assert [(row["CANDIDATE_COUNT"], row["DATA_PERCENT"]) for row in rows] == [(1, 100), (1, 50)]
    assert rows[1]["CANDIDATE_AREA_M2"] == pytest.approx(64 * 32 * 100, rel=2e-3)
    rows_said = [line for line in heard.lines if "candidate(s)" in line]
    assert [line.split(":")[0] for line in rows_said] == ["scene", "second"]
    assert rows_said[1].endswith("data on 50 % of the area.")


def test_another_threshold_needs_no_new_prediction(detect, run):
    results = detect()
    again = run("extractcandidates", PROBABILITY=results["PROBABILITY"], CANDIDATES="memory:")
    (candidate,) = again["CANDIDATES"].getFeatures()
    assert (candidate["model_id"], candidate["members"], candidate["threshold"]) == ("constant", 1, 0.5)
    stricter = run("extractcandidates", PROBABILITY=results["PROBABILITY"], THRESHOLD=0.85, CANDIDATES="memory:")
    assert stricter["CANDIDATE_COUNT"] == 0


def test_results_carry_descriptions(detect, tmp_path):
    results = detect(SPREAD=str(tmp_path / "spread.tif"))
    dataset = gdal.Open(results["PROBABILITY"])
    assert dataset.GetRasterBand(1).GetDescription() == "Landslide probability"
