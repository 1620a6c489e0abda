"""What a layer brought and the form knows no word for: it is shown, and stays in the file until somebody changes it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsFeature, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime, Qt
from qgis.PyQt.QtTest import QTest

from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from tests.gui.conftest import UTM, Desk, memory_candidates, saved, statuses

MORNING = QDateTime.fromString("2023-08-08T10:00:00", Qt.DateFormat.ISODate)
LONG = " ".join(["The toe is eroded by the river."] * 12)
THEIRS: dict[str, Any] = {
    "type_code": "slump",
    "type_name": "Rotational slump",
    "trigger": "Heavy rain 26 Nov",
    "confidence": "high",
    "date_min": MORNING,
    "date_max": "August 2023",
    "comment": LONG,
}
KINDS = {**dict.fromkeys(THEIRS, "string"), "date_min": "datetime", "comment": "string(2000)"}


@pytest.fixture
def theirs(desk: Desk, tmp_path: Path) -> Path:
    """The file of an inventory with words of its own, under review."""
    fields = "&".join(f"field={name}:{kind}" for name, kind in KINDS.items())
    layer = QgsVectorLayer(f"MultiPolygon?crs={UTM}&field=id:integer&{fields}", "theirs", "memory")
    features = []
    for square in memory_candidates().getFeatures():
        feature = QgsFeature(layer.fields())
        feature.setGeometry(square.geometry())
        feature.setAttributes([square["id"], *THEIRS.values()])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    layer = saved(layer, tmp_path / "theirs.gpkg")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    return tmp_path / "theirs.gpkg"


def said(path: Path, number: int) -> dict[str, Any]:
    """Return what the file holds of a landslide."""
    layer = QgsVectorLayer(str(path), "again", "ogr")
    feature = next(feature for feature in layer.getFeatures() if feature["id"] == number)
    return {name: feature[name] for name in THEIRS}


def stored_text(path: Path, number: int, name: str) -> str:
    """Return a value as it is written in the file, read past QGIS."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        return file.execute(f'SELECT "{name}" FROM theirs WHERE id = ?', (number,)).fetchone()[0]


def test_a_time_is_not_written_anew(desk: Desk, theirs):
    number, before = desk.number, stored_text(theirs, desk.number, "date_min")
    desk.press("A")
    assert statuses(theirs)[number] == "accepted"
    assert stored_text(theirs, number, "date_min") == before


def test_a_time_is_offered_after_the_dock_was_closed(desk: Desk, theirs):
    desk.press("A")
    layer = desk.review.layer
    assert layer.startEditing()
    place = layer.fields().indexFromName("date_min")
    layer.changeAttributeValue(desk.review.current_fid, place, None)
    assert layer.commitChanges()
    number = desk.number
    desk.open(None)
    desk.open(layer)
    assert (desk.number, desk.dock.body.form.note.isHidden()) == (number, False)
    desk.press("A")
    assert said(theirs, number)["date_min"] == MORNING


def test_it_is_shown(desk: Desk, theirs):
    form = desk.dock.body.form
    shown = {name: getattr(form, name).text() for name in THEIRS if name != "type_name"}
    assert shown == {**{name: THEIRS[name] for name in shown}, "date_min": "2023-08-08"}


@pytest.mark.parametrize("key", ["A", "X", "U"])
def test_it_stays_when_the_landslide_is_judged(desk: Desk, theirs, key):
    number = desk.number
    desk.press(key)
    assert statuses(theirs)[number] != "candidate"
    assert said(theirs, number) == THEIRS
    desk.press("B")
    desk.press(key)  # of one that is judged everything is written, too
    assert said(theirs, number) == THEIRS


def test_what_is_changed_is_written_and_the_rest_stays(desk: Desk, theirs):
    form, number = desk.dock.body.form, desk.number
    form.trigger.setCurrentIndex(form.trigger.findData("R"))
    form.date_min.setText("2023-11-26")
    desk.press("A")
    day = QDateTime.fromString("2023-11-26T00:00:00", Qt.DateFormat.ISODate)
    assert said(theirs, number) == {**THEIRS, "trigger": "R", "date_min": day}


def test_what_is_emptied_is_empty_in_the_file(desk: Desk, theirs):
    form, number = desk.dock.body.form, desk.number
    form.trigger.setCurrentIndex(0)
    form.comment.clear()
    desk.press("A")
    found = said(theirs, number)
    assert not found["trigger"] and not found["comment"]
    assert found["confidence"] == "high"


def test_a_long_comment_can_be_written_in(desk: Desk, theirs):
    form, number = desk.dock.body.form, desk.number
    form.comment.setFocus()
    QTest.keyClick(form.comment, Qt.Key.Key_Home)
    QTest.keyClick(form.comment, Qt.Key.Key_Delete)
    desk.press("A")
    assert said(theirs, number)["comment"] == LONG[1:]


def test_a_type_of_the_list_takes_the_place_of_theirs_with_its_name(desk: Desk, theirs):
    form, number = desk.dock.body.form, desk.number
    form.type_code.setCurrentIndex(form.type_code.findData(22))
    desk.press("A")
    found = said(theirs, number)
    assert (found["type_code"], found["type_name"]) == ("22", "Debris flow")


def test_their_words_are_no_entries_for_the_next_layer(desk: Desk, theirs, candidates):
    form = desk.dock.body.form
    assert form.trigger.findText("Heavy rain 26 Nov") > 0
    desk.open(candidates)
    assert form.trigger.findText("Heavy rain 26 Nov") < 0
    assert form.comment.maxLength() == 254


def test_what_is_in_no_list_is_said_and_nothing_is_judged(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.dock.body.form.trigger.setEditText("frost")
    desk.press("A")
    assert "'frost' is not in the list" in desk.says()
    assert (desk.number, statuses(tmp_path / "candidates.gpkg")[2]) == (2, "candidate")
    desk.dock.body.form.trigger.setEditText("rainfall")
    desk.press("A")
    assert desk.number == 4


def test_what_is_accepted_again_is_offered_again(desk: Desk, candidates):
    desk.open(candidates)
    form = desk.dock.body.form
    form.type_code.setCurrentIndex(form.type_code.findData(22))
    desk.press("A")
    desk.press("B")
    desk.press("A")
    assert (desk.number, form.type_code.currentData()) == (4, 22)
