"""Steps about candidates that are gone from the file, or hidden by the layer's filter."""

from __future__ import annotations

import gc
import sqlite3
import weakref
from contextlib import closing
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.review import Review
from tests.gui.conftest import Desk, draw, square, statuses


def delete(layer, fid: int) -> None:
    """Delete a feature as the attribute table does."""
    layer.startEditing()
    layer.deleteFeature(fid)
    assert layer.commitChanges()


def test_a_step_about_a_candidate_that_was_deleted_is_said_and_dropped(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("A")
    second = desk.review.current_fid
    desk.press("X")
    delete(candidates, second)
    desk.press("Z")
    assert "no longer in the file" in desk.says() and "before it" in desk.says()
    assert not candidates.isEditable()
    desk.press("Z")
    assert set(statuses(path).values()) == {"candidate"}
    assert not desk.review.can_undo
    desk.press("Z", Qt.KeyboardModifier.ShiftModifier)
    assert statuses(path)[2] == "accepted"


def test_the_last_step_that_is_dropped_leaves_nothing_to_take_back(desk: Desk, candidates):
    desk.open(candidates)
    fid = desk.review.current_fid
    desk.press("A")
    delete(candidates, fid)
    desk.press("Z")
    assert "no longer in the file" in desk.says()
    assert not desk.entry.actions["undo"].isEnabled()


def test_a_candidate_that_another_program_deleted_takes_no_judgement(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    delete_past_qgis(tmp_path / "candidates.gpkg", desk.review.current_fid)
    desk.press("X")
    assert "no longer in the file" in desk.says()
    assert not candidates.isEditable()
    desk.press("N")
    desk.press("X")
    assert list(statuses(tmp_path / "candidates.gpkg").values()).count("rejected") == 1


def delete_past_qgis(path: Path, fid: int) -> None:
    """Delete a feature with another program, which knows nothing of QGIS's spatial index."""
    from osgeo import ogr

    other = ogr.Open(str(path), 1)
    assert other.GetLayer(0).DeleteFeature(fid) == 0
    del other


def test_what_the_layers_filter_hides_is_taken_back_and_done_again(candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    candidates.setSubsetString("review_status = 'candidate'")
    review = Review(candidates, "Ada")
    for _ in range(2):
        review.judge(ReviewStatus.ACCEPTED)
    candidates.dataProvider().reloadData()
    for _ in range(2):
        review.undo()
    assert set(statuses(path).values()) == {"candidate"}
    review.redo()
    assert statuses(path)[2] == "accepted"
    review.close()


def test_numbers_are_not_given_twice_where_the_filter_hides_their_owners(candidates, tmp_path):
    candidates.setSubsetString("p_mean < 0.55")
    review = Review(candidates, "Ada")
    for _ in range(2):
        draw(review, square(5000, 5000, 50), {})
    review.close()
    with closing(sqlite3.connect(tmp_path / "candidates.gpkg")) as file:
        assert [number for (number,) in file.execute("SELECT id FROM candidates ORDER BY fid")] == [1, 2, 3, 4, 5, 6, 7]


def test_a_step_whose_field_was_deleted_is_dropped(candidates):
    review = Review(candidates, "Ada")
    review.describe({"comment": "a terrace"})
    candidates.startEditing()
    candidates.deleteAttribute(candidates.fields().indexFromName("comment"))
    assert candidates.commitChanges(), candidates.commitErrors()
    with pytest.raises(ReviewError, match="before it"):
        review.undo()
    assert not review.can_undo
    assert not candidates.isEditable()
    review.close()


def test_a_review_that_was_closed_holds_on_to_no_layer(candidates):
    """A layer that is let go of only when Python ends goes after QGIS, and takes the process with it."""
    review = Review(candidates, "Ada")
    review.judge(ReviewStatus.ACCEPTED)
    review.close()
    kept = weakref.ref(review)
    gc.disable()
    try:
        del review
        assert kept() is None
    finally:
        gc.enable()
