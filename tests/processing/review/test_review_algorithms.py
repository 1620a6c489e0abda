"""What comes of a review: the inventory, in the fields that others ask for, and the labels to learn from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsRectangle,
    QgsRemappingSinkDefinition,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.review import export_training_labels
from tests.processing.conftest import read_band, write_raster

WEST, NORTH, PIXEL = 400000.0, 2500000.0, 10.0
FIELDS = (
    "field=id:integer&field=area_m2:double&field=review_status:string&field=type_code:integer"
    "&field=trigger:string&field=date_min:date&field=date_max:date&field=confidence:integer&field=comment:string"
)


def polygons(*rows: tuple) -> QgsVectorLayer:
    """Return squares: (column, row, side in pixels, status, type, trigger)."""
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:32646&{FIELDS}", "reviewed", "memory")
    features = []
    for number, (column, row, side, status, type_code, trigger) in enumerate(rows, 1):
        west, north = WEST + PIXEL * column, NORTH - PIXEL * row
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, north - PIXEL * side, west + PIXEL * side, north)))
        feature.setAttributes(
            [number, (PIXEL * side) ** 2, status, type_code, trigger, "2005-10-08", "2005-10-08", 5, "seen"]
        )
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


@pytest.fixture
def reviewed() -> QgsVectorLayer:
    return polygons(
        (10, 10, 10, "accepted", 22, "E"),
        (30, 10, 5, "edited", 1, "R"),
        (50, 10, 5, "rejected", None, None),
        (60, 40, 5, "unsure", None, None),
        (70, 10, 5, "candidate", None, None),
        (12, 12, 4, "duplicate", None, None),
    )


def rows(path: str) -> list[dict]:
    layer = QgsVectorLayer(path, "written", "ogr")
    assert layer.isValid()
    return [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()]


def test_accepted_and_edited_ones_become_an_inventory(run, reviewed, tmp_path):
    result = run("acceptedtoinventory", INPUT=reviewed, OUTPUT=str(tmp_path / "inventory.gpkg"))
    found = rows(result["OUTPUT"])
    assert (result["ADDED"], result["LEFT_OUT"]) == (2, 0)
    assert [(row["type_code"], row["trigger"], row["date_min"]) for row in found] == [
        (22, "E", QDate(2005, 10, 8)),
        (1, "R", QDate(2005, 10, 8)),
    ]
    assert len({row["ls_id"] for row in found}) == 2


def test_what_is_mapped_already_is_left_out_added_or_refused(run, reviewed, tmp_path):
    mapped = polygons((10, 10, 10, "accepted", 22, "E"))
    options = {"INPUT": reviewed, "INVENTORY": mapped}
    left_out = run("acceptedtoinventory", **options, OUTPUT=str(tmp_path / "a.gpkg"))
    assert (left_out["ADDED"], left_out["LEFT_OUT"]) == (1, 1)
    added = run("acceptedtoinventory", **options, IF_MAPPED=1, OUTPUT=str(tmp_path / "b.gpkg"))
    assert (added["ADDED"], added["LEFT_OUT"]) == (2, 1)
    with pytest.raises(QgsProcessingException, match="mapped already"):
        run("acceptedtoinventory", **options, IF_MAPPED=2, OUTPUT=str(tmp_path / "c.gpkg"))
    assert not (tmp_path / "c.gpkg").exists()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (1, {"skredType": 142, "skredTidspunkt": "2005-10-08", "utlosningArsak": "Jordskjelv"}),
        (2, {"Confidence": 5, "Date": "2005-10-08", "Notes": "seen"}),
        (3, {"landslide_category": "debris_flow", "landslide_trigger": "earthquake", "landslide_size": "large"}),
        (4, {"tipo_movimento": "Colamento rapido", "data": "2005-10-08"}),
    ],
)
def test_the_fields_of_other_inventories(run, reviewed, tmp_path, fields, expected):
    result = run("acceptedtoinventory", INPUT=reviewed, FIELDS=fields, OUTPUT=str(tmp_path / "other.gpkg"))
    first = rows(result["OUTPUT"])[0]
    assert {name: first[name] for name in expected} == expected


OTHER_DATES = "review_status:string", "date_min:datetime", "date_max:string", "review_date:datetime"


def otherwise_dated(tmp_path: Path, *latest: str) -> str:
    """Return a file of accepted ones, of which a field holds a time and another one texts."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32646&" + "&".join(f"field={each}" for each in OTHER_DATES), "", "memory")
    time = QDateTime(QDate(2005, 10, 8), QTime(8, 50, 38))
    for text in latest:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(WEST, NORTH - PIXEL, WEST + PIXEL, NORTH)))
        feature.setAttributes(["accepted", time, text, time])
        assert layer.dataProvider().addFeatures([feature])[0]
    path, options = str(tmp_path / "dated.gpkg"), QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, QgsProject.instance().transformContext(), options)
    return path


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2005-10", QDate(2005, 10, 31)),
        ("2005", QDate(2005, 12, 31)),
        ("2005-10-09", QDate(2005, 10, 9)),
        ("2005-10-09 10:00", QDate(2005, 10, 9)),
    ],
)
def test_dates_with_times_and_of_a_month_or_a_year_become_days(run, heard, tmp_path, text, day):
    result = run("acceptedtoinventory", INPUT=otherwise_dated(tmp_path, text), OUTPUT=str(tmp_path / "own.gpkg"))
    (row,) = rows(result["OUTPUT"])
    assert (row["date_min"], row["date_max"]) == (QDate(2005, 10, 8), day)
    assert row["review_date"].startswith("2005-10-08T08:50:38")
    assert not heard.warnings


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (1, {"skredTidspunkt": "2005-10-08", "registrertDato": "2005-10-08T08:50:38"}),
        (2, {"Date": "2005-10-08/2005-10-31"}),
        (3, {"event_date": "2005-10-08"}),
        (4, {"data": "2005-10-08/2005-10-31"}),
    ],
)
def test_dates_with_times_and_of_a_month_go_to_other_inventories(run, tmp_path, fields, expected):
    dated = otherwise_dated(tmp_path, "2005-10")
    result = run("acceptedtoinventory", INPUT=dated, FIELDS=fields, OUTPUT=str(tmp_path / "other.gpkg"))
    (row,) = rows(result["OUTPUT"])
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("fields", range(5))
def test_dates_that_cannot_be_read_are_told(run, heard, tmp_path, fields):
    dated = otherwise_dated(tmp_path, "autumn", " ", "2005-10", "2005-31-12")
    result = run("acceptedtoinventory", INPUT=dated, FIELDS=fields, OUTPUT=str(tmp_path / "inventory.gpkg"))
    assert result["ADDED"] == 4
    assert "left out: 2, 'autumn' is one" in heard.warnings[-1]


def test_places_are_in_degrees_for_coolr(run, reviewed, tmp_path):
    result = run("acceptedtoinventory", INPUT=reviewed, FIELDS=3, OUTPUT=str(tmp_path / "coolr.gpkg"))
    first = rows(result["OUTPUT"])[0]
    assert 92 < first["longitude"] < 93
    assert 22 < first["latitude"] < 23


def test_a_layer_that_nobody_reviewed_is_refused(run, tmp_path):
    plain = QgsVectorLayer("Polygon?crs=EPSG:32646&field=id:integer", "plain", "memory")
    with pytest.raises(QgsProcessingException, match="nobody has reviewed it"):
        run("acceptedtoinventory", INPUT=plain, OUTPUT=str(tmp_path / "x.gpkg"))


@pytest.fixture
def predicted_from(tmp_path: Path) -> str:
    return write_raster(tmp_path / "scene.tif", np.full((3, 60, 100), 7, "uint8"))


def test_labels_are_one_nought_and_not_known(run, reviewed, predicted_from, tmp_path):
    whole = polygons((0, 0, 20, "", None, None), (55, 35, 15, "", None, None))
    result = run(
        "exporttraininglabels",
        INPUT=reviewed,
        RASTER=predicted_from,
        REVIEWED_WHOLE=whole,
        NAME="kashmir",
        FOLDER=str(tmp_path / "studies"),
    )
    expected = np.full((60, 100), 255, "uint8")
    expected[0:20, 0:20] = 0
    expected[35:50, 55:70] = 0
    expected[10:15, 50:55] = 0  # rejected
    expected[40:45, 60:65] = 255  # unsure, inside an area that was reviewed whole
    expected[10:20, 10:20] = 1
    expected[10:15, 30:35] = 1
    assert (read_band(result["LABEL_FILE"]) == expected).all()
    assert (read_band(result["RASTER_FILE"], 3) == 7).all()
    assert Path(result["LABEL_FILE"]) == tmp_path / "studies" / "label" / "kashmir_label.tif"


ELSEWHERE = (200, 200, 10, "accepted", 22, "E"), (-20, 10, 5, "rejected", None, None)


@pytest.mark.parametrize("where", [ELSEWHERE, ((10, 10, 0.2, "accepted", 22, "E"),)])
def test_a_raster_that_holds_nothing_of_the_review_is_refused(run, predicted_from, tmp_path, where):
    options = {"INPUT": polygons(*where), "RASTER": predicted_from, "FOLDER": str(tmp_path / "studies")}
    with pytest.raises(QgsProcessingException, match=r"lies on the raster 'scene'\. Choose"):
        run("exporttraininglabels", **options)
    assert not [path for path in (tmp_path / "studies").rglob("*") if path.is_file()]


def test_what_lies_outside_the_raster_is_told_and_not_counted(run, predicted_from, tmp_path, heard):
    layer = polygons((10, 10, 10, "accepted", 22, "E"), (98, 10, 5, "rejected", None, None), *ELSEWHERE)
    run("exporttraininglabels", INPUT=layer, RASTER=predicted_from, FOLDER=str(tmp_path / "studies"))
    assert heard.warnings == ["2 of 4 reviewed shape(s) lie outside the raster, and in no label."]
    assert "1 landslide(s) (100 pixels); 1 rejected candidate(s) and areas without (10 pixels)" in heard.text


def test_labels_never_replace_a_case_study(run, reviewed, predicted_from, tmp_path):
    options = {"INPUT": reviewed, "RASTER": predicted_from, "FOLDER": str(tmp_path / "studies")}
    run("exporttraininglabels", **options)
    with pytest.raises(QgsProcessingException, match="already"):
        run("exporttraininglabels", **options)


def test_an_export_that_broke_off_is_in_nobody_s_way(run, reviewed, predicted_from, tmp_path, monkeypatch):
    options = {"INPUT": reviewed, "RASTER": predicted_from, "FOLDER": str(tmp_path / "studies")}

    def full(*_):
        raise RasterError("Rasterising polygons failed: No space left on device")

    with monkeypatch.context() as during, pytest.raises(QgsProcessingException, match="No space left"):
        during.setattr(export_training_labels, "burn_labels", full)
        run("exporttraininglabels", **options)
    assert not [path for path in (tmp_path / "studies").rglob("*") if path.is_file()]
    assert Path(run("exporttraininglabels", **options)["LABEL_FILE"]).is_file()


def test_nothing_judged_is_nothing_to_learn(run, predicted_from, tmp_path):
    layer = polygons((10, 10, 10, "candidate", None, None))
    with pytest.raises(QgsProcessingException, match="nothing to learn"):
        run("exporttraininglabels", INPUT=layer, RASTER=predicted_from, FOLDER=str(tmp_path / "studies"))


def test_landslides_are_appended_to_an_inventory_with_other_fields(run, reviewed, tmp_path):
    path = str(tmp_path / "mine.gpkg")
    run("acceptedtoinventory", INPUT=polygons((80, 50, 5, "accepted", 3, "U")), OUTPUT=path)
    mine = QgsVectorLayer(path, "mine", "ogr")
    QgsProject.instance().addMapLayer(mine)
    mapping = QgsRemappingSinkDefinition()
    mapping.setDestinationFields(mine.fields())
    mapping.setDestinationCrs(mine.crs())
    mapping.setSourceCrs(reviewed.crs())
    mapping.setDestinationWkbType(mine.wkbType())
    mapping.setFieldMap({"type_code": QgsProperty.fromField("type_code"), "comment": QgsProperty.fromField("trigger")})
    sink = QgsProcessingOutputLayerDefinition(path)
    sink.setRemappingDefinition(mapping)
    result = run("acceptedtoinventory", INPUT=reviewed, OUTPUT=sink)
    assert result["ADDED"] == 2
    assert [(row["type_code"], row["comment"]) for row in rows(path)] == [(3, "seen"), (22, "E"), (1, "R")]
