"""The dock under real keys and clicks: every judgement in the file at once, every step back as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QToolButton

from deepslide_qgis.gui.dock.actions import ACTION_SPECS
from deepslide_qgis.gui.review.orders import Order
from tests.gui.conftest import Desk, memory_candidates, saved, statuses


def stored(path: Path, number: int, name: str) -> object:
    """Return a value as it stands in the file."""
    layer = QgsVectorLayer(str(path), "again", "ogr")
    return next(feature[name] for feature in layer.getFeatures() if feature["id"] == number)


def test_one_key_judges_writes_to_the_file_and_goes_on(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    seen = []
    for key, status in (("A", "accepted"), ("X", "rejected"), ("U", "unsure")):
        seen.append(desk.number)
        desk.press(key)
        assert statuses(path)[seen[-1]] == status
    assert seen == [2, 4, 3]  # least certain first
    assert desk.number == 5
    assert not candidates.isEditable()


def test_skip_and_back_judge_nothing(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.press("N")
    desk.press("N")
    assert desk.number == 3
    desk.press("B")
    assert desk.number == 4
    desk.press("B")
    desk.press("B")
    assert desk.number == 2
    assert set(statuses(tmp_path / "candidates.gpkg").values()) == {"candidate"}


def test_undo_and_redo_reach_the_file(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("A")
    desk.press("X")
    desk.press("Z")
    assert (statuses(path)[2], statuses(path)[4], desk.number) == ("accepted", "candidate", 4)
    desk.press("Z")
    assert (statuses(path)[2], desk.number) == ("candidate", 2)
    assert not desk.entry.actions["undo"].isEnabled()
    desk.press("Z", Qt.KeyboardModifier.ShiftModifier)
    assert (statuses(path)[2], statuses(path)[4]) == ("accepted", "candidate")


def test_the_map_shows_the_candidate_with_the_ground_around_it(desk: Desk, candidates):
    desk.open(candidates)
    box = desk.review.outline().boundingBox()
    assert desk.canvas.extent().contains(box)
    assert min(desk.canvas.extent().width(), desk.canvas.extent().height()) >= 400
    before = desk.canvas.extent()
    desk.press("A")
    assert desk.canvas.extent().center() != before.center()


def test_every_key_stands_on_its_button_and_follows_the_settings(desk: Desk, candidates):
    desk.open(candidates)
    for spec in ACTION_SPECS:
        button = desk.dock.body.findChild(QToolButton, f"deepslide_review_{spec.name}")
        assert f"[{spec.key}]" in button.text()
    accept = desk.entry.actions["accept"]
    QgsGui.shortcutsManager().setObjectKeySequence(accept, "Q")
    assert "[Q]" in desk.dock.body.findChild(QToolButton, "deepslide_review_accept").text()
    desk.press("Q")
    assert desk.number == 4
    QgsGui.shortcutsManager().setObjectKeySequence(accept, "A")


def test_keys_typed_into_the_form_are_text(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    comment = desk.dock.body.form.comment
    comment.setFocus()
    QTest.keyClicks(comment, "axe zone")
    assert (comment.text(), desk.number) == ("axe zone", 2)
    desk.press("A")
    assert stored(tmp_path / "candidates.gpkg", 2, "comment") == "axe zone"


def test_what_was_said_of_the_last_one_is_offered_and_written_only_with_an_acceptance(desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    form = desk.dock.body.form
    form.type_code.setCurrentIndex(form.type_code.findData(22))
    form.trigger.setCurrentIndex(form.trigger.findData("E"))
    form.date_min.setText("2005-10-08")
    form.date_max.setText("2005-10")
    desk.press("A")
    assert (form.type_code.currentData(), form.note.isHidden()) == (22, False)
    desk.press("X")
    desk.press("A")
    assert stored(path, 2, "type_name") == "Debris flow"
    assert not stored(path, 4, "type_code")
    assert (stored(path, 3, "type_code"), stored(path, 3, "date_min")) == (22, QDate(2005, 10, 8))
    assert stored(path, 3, "date_max") == QDate(2005, 10, 31)
    desk.press("B")
    form.confidence.setCurrentIndex(form.confidence.findData(8))  # of a judged one: written at once
    assert stored(path, 3, "confidence") == 8


@pytest.mark.parametrize("text", ["2005-13", "2005-02-30", "October", "05-10-08"])
def test_what_is_no_date_is_said_and_nothing_is_judged(desk: Desk, candidates, tmp_path, text):
    desk.open(candidates)
    desk.dock.body.form.date_min.setText(text)
    desk.press("A")
    assert f"'{text}' is no date" in desk.says()
    assert (desk.number, statuses(tmp_path / "candidates.gpkg")[2]) == (2, "candidate")


def test_order_and_filter_decide_who_comes(desk: Desk, candidates):
    desk.open(candidates)
    walk = desk.dock.body.walk
    walk.order.setCurrentIndex(walk.order.findData(Order.LARGEST))
    walk.order.activated.emit(walk.order.currentIndex())
    assert desk.number == 4
    walk.slope_deg.lowest.setText("30")
    walk.slope_deg.lowest.editingFinished.emit()
    assert desk.number == 1
    desk.press("A")
    assert desk.number == 5
    desk.press("A")
    assert desk.number is None
    assert "Nothing left" in desk.dock.body.card.title.text()


def test_a_temporary_layer_is_saved_before_anything_is_judged(desk: Desk, tmp_path):
    layer = memory_candidates()
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    assert desk.review is None
    assert "temporary" in desk.dock.begin.sentence.text()
    desk.dock.begin.file.setFilePath(str(tmp_path / "kept.gpkg"))
    QTest.mouseClick(desk.dock.begin.button, Qt.MouseButton.LeftButton)
    assert desk.review.layer.providerType() == "ogr"
    desk.press("A")
    assert statuses(tmp_path / "kept.gpkg")[2] == "accepted"


def test_a_temporary_layer_is_never_saved_over_a_file_that_is_there(desk: Desk, candidates, tmp_path):
    layer = memory_candidates()
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    desk.dock.begin.file.setFilePath(str(tmp_path / "candidates.gpkg"))
    QTest.mouseClick(desk.dock.begin.button, Qt.MouseButton.LeftButton)
    assert desk.review is None
    assert "exists already" in desk.says()
    assert len(statuses(tmp_path / "candidates.gpkg")) == 5


def test_a_shapefile_gets_short_names_and_is_judged(desk: Desk, tmp_path):
    layer = saved(memory_candidates(), tmp_path / "old.shp", "ESRI Shapefile")
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    assert "shapefile" in desk.dock.begin.sentence.text()
    QTest.mouseClick(desk.dock.begin.button, Qt.MouseButton.LeftButton)
    number = desk.number
    desk.press("X")
    assert statuses(tmp_path / "old.shp")[number] == "rejected"


def test_a_layer_that_nobody_can_write_to_is_refused_in_a_sentence(desk: Desk, candidates):
    candidates.setReadOnly(True)
    desk.open(candidates)
    assert desk.review is None
    assert "cannot be written to" in desk.says()


def test_unsaved_changes_of_somebody_else_stay_and_are_spoken_of(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    candidates.startEditing()
    fid = desk.review.current_fid
    candidates.changeAttributeValue(fid, candidates.fields().indexFromName("comment"), "mine")
    desk.press("A")
    assert "unsaved changes" in desk.says()
    assert candidates.isModified()
    assert statuses(tmp_path / "candidates.gpkg")[2] == "candidate"
    assert candidates.commitChanges()
    desk.press("A")
    assert stored(tmp_path / "candidates.gpkg", 2, "review_status") == "accepted"


def test_a_judgement_in_the_attribute_table_is_seen(desk: Desk, candidates):
    desk.open(candidates)
    place = candidates.fields().indexFromName("review_status")
    candidates.startEditing()
    for feature in candidates.getFeatures():
        if feature["id"] in (2, 4):
            candidates.changeAttributeValue(feature.id(), place, "rejected")
    candidates.commitChanges()
    assert desk.dock.body.progress.bar.value() == 2
    desk.press("N")
    assert desk.number == 3


def test_a_layer_removed_under_the_dock_ends_the_review(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.press("A")
    QgsProject.instance().removeMapLayer(candidates.id())
    assert desk.review is None
    assert "removed" in desk.says()
    assert statuses(tmp_path / "candidates.gpkg")[2] == "accepted"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_another_crs_of_the_map_changes_nothing(desk: Desk, candidates, crs):
    from qgis.core import QgsCoordinateReferenceSystem

    desk.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    desk.open(candidates)
    assert desk.dock.view().contains(desk.review.outline())


def test_keys_rest_while_the_dock_is_hidden(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.entry.action.trigger()
    desk.press("A")
    assert set(statuses(tmp_path / "candidates.gpkg").values()) == {"candidate"}
    assert QgsGui.shortcutsManager().objectForSequence(QKeySequence("A")) is desk.entry.actions["accept"]
