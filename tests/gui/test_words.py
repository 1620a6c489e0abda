"""What was typed into the form is kept, whatever is clicked next."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsCompoundCurve, QgsLineString, QgsPoint, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QToolButton

from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.orders import Order
from tests.gui.conftest import SOUTH, WEST, Desk, memory_candidates, saved, statuses
from tests.gui.test_dock import stored
from tests.gui.test_shapes import in_file


def write(desk: Desk, text: str) -> None:
    """Type a comment, and leave the field to itself: the buttons take no focus from it."""
    comment = desk.dock.body.form.comment
    desk.activate()
    comment.setFocus()
    QTest.keyClicks(comment, text)


def click(desk: Desk, name: str) -> None:
    button = desk.dock.body.findChild(QToolButton, f"deepslide_review_{name}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def look_at_a_judged_one(desk: Desk) -> None:
    desk.press("A")
    desk.press("B")
    assert desk.number == 2


@pytest.fixture
def other(tmp_path: Path) -> QgsVectorLayer:
    """Another layer of the project that can be reviewed."""
    layer = saved(memory_candidates(), tmp_path / "other.gpkg")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.mark.parametrize("name", ["skip", "back", "zoom", "draw", "reshape"])
def test_a_comment_is_kept_by_the_click_that_follows(desk: Desk, candidates, tmp_path, name):
    desk.open(candidates)
    look_at_a_judged_one(desk)
    write(desk, "toe eroded by river")
    click(desk, name)
    desk.press("B")
    assert stored(tmp_path / "candidates.gpkg", 2, "comment") == "toe eroded by river"
    assert statuses(tmp_path / "candidates.gpkg")[2] == "accepted"


def test_of_one_that_waits_the_comment_alone_is_kept(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    form = desk.dock.body.form
    form.trigger.setCurrentIndex(form.trigger.findData("E"))
    form.date_min.setText("some day")
    write(desk, "clouds")
    click(desk, "skip")
    assert desk.number == 4
    assert (stored(path, 2, "comment"), statuses(path)[2]) == ("clouds", "candidate")
    assert not stored(path, 2, "trigger")


def test_a_judgement_writes_the_words_with_itself(desk: Desk, candidates, tmp_path):
    """One step: undo takes both back."""
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    look_at_a_judged_one(desk)
    write(desk, "no scarp")
    click(desk, "reject")
    assert (statuses(path)[2], stored(path, 2, "comment")) == ("rejected", "no scarp")
    desk.press("Z")
    assert statuses(path)[2] == "accepted"
    assert not stored(path, 2, "comment")


def test_what_nobody_changed_is_not_written(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    look_at_a_judged_one(desk)
    before = stored(tmp_path / "candidates.gpkg", 2, "review_date")
    QTest.qWait(1100)  # the date has seconds
    for name in ("skip", "back", "zoom"):
        click(desk, name)
    assert stored(tmp_path / "candidates.gpkg", 2, "review_date") == before


def test_what_is_no_date_holds_a_judged_one_back(desk: Desk, candidates):
    desk.open(candidates)
    look_at_a_judged_one(desk)
    desk.dock.body.form.date_min.setText("some day")
    click(desk, "skip")
    assert "is no date" in desk.says()
    assert desk.number == 2


def test_another_order_another_layer_and_the_end_keep_the_comment(desk: Desk, candidates, other, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    walk = desk.dock.body.walk
    write(desk, "one")
    walk.order.setCurrentIndex(walk.order.findData(Order.LARGEST))
    walk.order.activated.emit(walk.order.currentIndex())
    assert (desk.number, stored(path, 2, "comment")) == (4, "one")
    write(desk, "two")
    desk.open(other)
    assert stored(path, 4, "comment") == "two"
    desk.open(candidates)
    number = desk.number
    desk.dock.body.form.comment.setText("three")
    QgsProject.instance().removeMapLayer(candidates.id())
    assert stored(path, number, "comment") == "three"


def test_words_typed_while_an_outline_is_mended_go_with_it(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    look_at_a_judged_one(desk)
    desk.mend()
    write(desk, "wider")
    desk.dock.body.form.comment.editingFinished.emit()
    assert not desk.says()
    click(desk, "skip")
    assert in_file(path)[2] == (40000, "accepted")
    assert stored(path, 2, "comment") == "wider"


def test_another_layer_waits_until_the_outline_is_kept_or_discarded(desk: Desk, candidates, other, tmp_path):
    desk.open(candidates)
    desk.press("E")
    desk.dock.layers.setLayer(other)  # nothing is mended yet
    assert desk.review.layer is other
    desk.dock.layers.setLayer(candidates)
    desk.mend()
    desk.dock.layers.setLayer(other)
    assert "Keep or discard the outline" in desk.says()
    assert desk.dock.layers.currentLayer() is desk.review.layer is candidates
    assert candidates.isModified()
    desk.press("A")
    assert in_file(tmp_path / "candidates.gpkg")[2] == (40000, "edited")
    desk.dock.layers.setLayer(other)
    assert desk.review.layer is other


def test_order_and_filter_rest_while_an_outline_is_mended(desk: Desk, candidates):
    desk.open(candidates)
    assert desk.dock.body.walk.isEnabled()
    desk.press("E")
    assert not desk.dock.body.walk.order.isEnabled()
    assert not desk.dock.comparison.walk.isEnabled()
    desk.press("B")
    assert desk.dock.body.walk.order.isEnabled()


@pytest.mark.parametrize(("key", "status"), [("A", "edited"), ("N", "candidate")])
def test_what_is_saved_with_qgis_s_own_button_is_work_of_the_session(desk: Desk, candidates, tmp_path, key, status):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.mend()
    write(desk, "wider")
    assert candidates.commitChanges(False)
    assert stored(path, 2, "area_m2") == pytest.approx(40000, rel=0.01)
    assert desk.dock.body.form.comment.text() == "wider"
    desk.press(key)
    assert in_file(path)[2] == (40000, status)
    assert stored(path, 2, "comment") == "wider"
    assert not candidates.isEditable()
    desk.press("Z")
    desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")
    assert stored(path, 2, "area_m2") == 6400


def test_parts_that_were_saved_with_qgis_s_own_button_are_judged_too(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("K")
    line = QgsCompoundCurve()
    line.addCurve(QgsLineString([QgsPoint(WEST + 1040, SOUTH - 50), QgsPoint(WEST + 1040, SOUTH + 150)]))
    candidates.splitFeatures(line)
    assert candidates.commitChanges(False)
    assert {in_file(path)[number][0] for number in (2, 6)} == {3200}
    desk.press("A")
    assert {in_file(path)[2], in_file(path)[6]} == {(3200, "edited")}
    desk.press("Z")
    desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")
    assert 6 not in in_file(path)


def test_the_pencil_ends_the_session_and_what_it_saved_can_be_taken_back(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.mend()
    assert candidates.commitChanges()
    assert desk.dock.body.session_note.isHidden()
    assert stored(path, 2, "area_m2") == pytest.approx(40000, rel=0.01)
    desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")


def test_a_candidate_deleted_and_saved_in_its_session_takes_no_other_one_with_it(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.press("E")
    candidates.deleteFeature(desk.review.current_fid)
    assert candidates.commitChanges(False)
    assert desk.dock.body.session_note.isHidden()
    assert statuses(tmp_path / "candidates.gpkg") == dict.fromkeys((1, 3, 4, 5), "candidate")


def test_an_outline_that_was_not_kept_waits_in_the_layer_when_the_dock_goes(desk: Desk, candidates):
    desk.open(candidates)
    fid = desk.review.current_fid
    desk.mend()
    desk.dock.close_review()
    assert candidates.isModified()
    assert candidates.getFeature(fid).geometry().area() == pytest.approx(40000)
    assert candidates.rollBack()
