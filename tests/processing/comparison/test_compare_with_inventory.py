"""Compare with an inventory in the real QGIS with the real engine: scores, layers, error map, report."""

from __future__ import annotations

import csv
import re

import numpy as np
import pytest
from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

from tests.processing.conftest import packed, read_band, write_raster
from tests.processing.inventories import box, by_name, inventory, statuses


def scores(layer: QgsVectorLayer) -> dict[tuple[str, str, str], float]:
    return {(row["section"], row["class"], row["score"]): row["value"] for row in layer.getFeatures()}


MAPPED = (
    box(5, 5, 10, 10),  # a: found whole
    box(30, 47, 10, 10),  # b: three of ten columns are covered
    box(50, 10, 6, 6),  # c: missed
    box(50, 30, 1, 2),  # d: under the minimum mapping unit
)


def test_each_landslide_and_each_candidate_gets_its_outcome(compare):
    outputs = compare(inventory(*MAPPED), ((5, 5, 10, 10), (30, 40, 10, 10), (5, 60, 5, 5)))
    mapped = by_name(outputs["INVENTORY_MATCHED"])
    assert {name: values["match_status"] for name, values in mapped.items()} == {
        "a": "found", "b": "partly", "c": "missed", "d": "under_minimum"
    }  # fmt: skip
    assert mapped["b"]["match_share"] == pytest.approx(0.3) and mapped["b"]["match_p_max"] == pytest.approx(0.9)
    assert mapped["b"]["match_iou"] == pytest.approx(30 / 170, abs=1e-4)
    assert mapped["a"]["match_area_m2"] == pytest.approx(10_000, rel=2e-3)
    candidates = {feature["id"]: feature for feature in outputs["CANDIDATES_MATCHED"].getFeatures()}
    assert sorted(found["match_status"] for found in candidates.values()) == ["false_alarm", "hit", "hit"]
    assert str(candidates[int(mapped["b"]["match_candidates"])]["landslides"]) == str(mapped["b"]["match_id"])
    assert (outputs["LANDSLIDES"], outputs["LANDSLIDES_FOUND"], outputs["FALSE_ALARMS"]) == (3, 1, 1)


SIZES = (3, 3, 3, 3), (3, 60, 5, 5), (12, 30, 2, 2), (20, 5, 10, 10), (20, 50, 5, 5), (40, 10, 5, 5), (50, 70, 3, 3)


@pytest.mark.parametrize("epsg", [32646, None])
@pytest.mark.parametrize("minimum", [None, 700])
def test_a_candidate_has_the_number_that_it_has_in_the_candidates(compare, run, probability, epsg, minimum):
    path = probability(*SIZES, epsg=epsg)
    minimum = minimum if epsg or minimum is None else minimum / 100
    extracted = run("extractcandidates", PROBABILITY=path, THRESHOLD=0.5, MIN_AREA=minimum, CANDIDATES="memory:")
    mapped = inventory(*MAPPED, crs=f"EPSG:{epsg}" if epsg else "")
    compared = compare(mapped, prediction=path, MINIMUM_MAPPING_UNIT=minimum)["CANDIDATES_MATCHED"]
    own, theirs = (
        {feature["id"]: feature.geometry().boundingBox().toString(1) for feature in layer.getFeatures()}
        for layer in (extracted["CANDIDATES"], compared)
    )
    assert len(own) == (7 if minimum is None else 6) and own == theirs


def test_the_score_table(compare):
    found = scores(compare(inventory(*MAPPED))["SCORES"])
    at = ("pixels", "threshold 0.5")
    tp, fp, fn = 100 + 30, 70, 70 + 36 + 2
    assert (found[(*at, "true positives")], found[(*at, "false positives")]) == (tp, fp)
    assert found[(*at, "precision")] == pytest.approx(tp / (tp + fp))
    assert found[(*at, "recall")] == pytest.approx(tp / (tp + fn))
    assert found[(*at, "F1")] == pytest.approx(2 * tp / (2 * tp + fp + fn))
    assert found["objects", "any overlap", "recall"] == pytest.approx(2 / 3)
    assert found["objects", "coverage ≥ 0.5", "found"] == 1
    assert found["objects", "one to one, IoU ≥ 0.1", "found"] == 2
    assert found["pixels", "best threshold, with hindsight", "F1"] >= found[(*at, "F1")]


def test_a_prediction_is_compared_by_its_real_values_whatever_the_file_holds(compare, tmp_path):
    stored = np.full((1, 60, 80), 1000, "uint16")
    stored[0, 5:15, 5:15] = stored[0, 30:40, 40:50] = 9000
    path = packed(write_raster(tmp_path / "packed.tif", stored), 1e-4, 0.0)
    outputs = compare(inventory(*MAPPED), prediction=path, MEMBER_PREDICTION=path)
    found, expected = scores(outputs["SCORES"]), scores(compare(inventory(*MAPPED))["SCORES"])
    numbers = {key: value for key, value in expected.items() if isinstance(value, float)}
    assert len(numbers) > 40 and {key: found[key] for key in numbers} == pytest.approx(numbers)
    assert outputs["CANDIDATES_MATCHED"].featureCount() == 2


@pytest.mark.parametrize("nodata", [None, 255.0, 0.0])
def test_whatever_a_mask_declares_as_no_data_misses_count(compare, tmp_path, heard, nodata):
    mask = np.zeros((1, 60, 80), "uint8")
    mask[0, 5:10, 5:15] = 1
    outputs = compare(inventory(*MAPPED), prediction=write_raster(tmp_path / "mask.tif", mask, nodata=nodata))
    assert outputs["RECALL"] == pytest.approx(50 / (100 + 100 + 36 + 2)) and outputs["PRECISION"] == 1
    assert statuses(outputs["INVENTORY_MATCHED"]) == {
        "a": "found", "b": "missed", "c": "missed", "d": "under_minimum"
    }  # fmt: skip
    assert [text for text in heard.warnings if "declares 0" in text] == heard.warnings
    assert len(heard.warnings) == (nodata == 0)


def test_the_table_as_csv_and_the_report(compare, tmp_path):
    table, page = tmp_path / "scores.csv", tmp_path / "report.html"
    compare(inventory(*MAPPED), SCORES=str(table), REPORT=str(page))
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {"section", "class", "score", "value", "unit", "explanation"} <= set(rows[0])
    html = page.read_text(encoding="utf-8")
    assert "Finds 1 of 3 landslides" in html and "None of the 2 candidates is false" in html
    assert html.count("data:image/svg+xml;base64") == 5 and html.count("data:image/png;base64") == 2
    assert not re.search(r"(src|href)=\"(?!data:)", html)


def test_the_error_map(compare, tmp_path):
    path = str(tmp_path / "errors.tif")
    compare(inventory(*MAPPED), ERROR_MAP=path)
    codes = read_band(path)
    assert (codes[5:15, 5:15] == 6).all() and (codes[50:56, 10:16] == 2).all()
    assert (codes[30:40, 40:47] == 4).all() and (codes == 0).sum() == 60 * 80 - 130 - 70 - 108


def test_the_seven_colours_with_a_single_member(compare, probability, tmp_path):
    prediction = write_raster(tmp_path / "ensemble.tif", np.float32(read_band(probability((5, 5, 10, 10))))[None])
    member = probability((5, 5, 5, 10), (20, 20, 4, 4))
    path = str(tmp_path / "errors.tif")
    compare(inventory(*MAPPED), prediction=prediction, MEMBER_PREDICTION=member, ERROR_MAP=path)
    codes = read_band(path)
    assert (codes[5:10, 5:15] == 7).all() and (codes[10:15, 5:15] == 6).all() and (codes[20:24, 20:24] == 1).all()


def test_filter_and_selection(compare):
    layer = inventory(*MAPPED, ages=(2019, 2020, 2020, 2020))
    assert len(by_name(compare(layer, INVENTORY_FILTER='"age" > 2019')["INVENTORY_MATCHED"])) == 3
    layer.selectByExpression("name = 'a'")
    QgsProject.instance().addMapLayer(layer, False)
    try:
        chosen = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
        assert list(by_name(compare(chosen)["INVENTORY_MATCHED"])) == ["a"]
    finally:
        QgsProject.instance().takeMapLayer(layer)


def test_the_area_of_interest(compare):
    aoi = inventory(box(0, 0, 60, 20))
    outputs = compare(inventory(*MAPPED), AOI=aoi)
    assert statuses(outputs["INVENTORY_MATCHED"]) == {"a": "found", "b": "no_data", "c": "missed", "d": "no_data"}
    assert outputs["CANDIDATES_MATCHED"].featureCount() == 1 and outputs["PRECISION"] == 1


def test_strata_and_field(compare, tmp_path):
    cover = np.ones((1, 60, 80), "uint8")
    cover[:, :, 40:] = 2
    land = write_raster(tmp_path / "cover.tif", cover)
    heights = write_raster(
        tmp_path / "dem.tif", np.linspace(0, 600, 80, dtype="float32") * np.ones((1, 60, 1), "float32")
    )
    layer = inventory(*MAPPED, ages=(1, 1, 2, 2))
    outputs = compare(layer, STRATA=[land], DEM=heights, LOOK_AZIMUTH=90.0, FIELD="age")
    found = scores(outputs["SCORES"])
    assert found["cover", "1", "true positives"] == 100 and found["cover", "2", "false positives"] == 70
    slopes = {name for section, name, _ in found if section == "slope"}
    assert "30° – 40°" in slopes  # 600 m over 790 m is 37°
    assert {name for section, name, _ in found if section == "aspect to the radar"} >= {"facing the radar"}
    assert found["age", "1", "found"] == 1 and found["age", "1", "partly"] == 1 and found["age", "2", "missed"] == 1


def test_nothing_is_left_in_the_folder_but_what_was_asked_for_and_the_look_of_the_raster(compare, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    wanted = {"SCORES": "s.gpkg", "ERROR_MAP": "e.tif", "REPORT": "r.html", "INVENTORY_MATCHED": "i.gpkg"}
    compare(inventory(*MAPPED), **{name: str(folder / file) for name, file in wanted.items()})
    assert sorted(path.name for path in folder.iterdir()) == sorted([*wanted.values(), "e.qml"])
