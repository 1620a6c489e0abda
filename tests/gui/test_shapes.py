"""Outlines mended on the map: reshaped, split, merged, drawn; each can be taken back in the file."""

from __future__ import annotations

import pytest
from qgis.core import QgsCompoundCurve, QgsLineString, QgsPoint, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import merge
from tests.gui.conftest import SOUTH, WEST, Desk, draw, memory_candidates, saved, square, statuses


def in_file(path) -> dict:
    """Return outline area and status by number, read by a layer of its own."""
    layer = QgsVectorLayer(str(path), "again", "ogr")
    return {f["id"]: (round(f.geometry().area()), f["review_status"]) for f in layer.getFeatures()}


def by_number(review: Review, number: int) -> int:
    return next(fid for fid, row in review.table.rows.items() if row.number == number)


def test_a_reshaped_candidate_is_accepted_as_edited_with_its_new_area(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("E")
    assert candidates.isEditable()
    assert not desk.dock.body.session_note.isHidden()
    candidates.changeGeometry(desk.review.current_fid, square(1000, 0, 200))  # as QGIS's reshape tool does
    desk.press("A")
    assert in_file(path)[2] == (40000, "edited")
    assert not candidates.isEditable()
    row = next(row for row in desk.review.table.rows.values() if row.number == 2)
    assert row.area_m2 == pytest.approx(40000, rel=0.01)
    desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")
    desk.press("Z", Qt.KeyboardModifier.ShiftModifier)
    assert in_file(path)[2] == (40000, "edited")


def test_a_reshape_that_is_discarded_leaves_everything_as_it_was(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.mend()
    desk.press("B")
    assert not candidates.isEditable()
    assert in_file(tmp_path / "candidates.gpkg")[2] == (6400, "candidate")
    assert desk.number == 2


def test_the_parts_of_a_split_are_landslides_of_their_own(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("K")
    line = QgsCompoundCurve()
    line.addCurve(QgsLineString([QgsPoint(WEST + 1040, SOUTH - 50), QgsPoint(WEST + 1040, SOUTH + 150)]))
    candidates.splitFeatures(line)  # as QGIS's split tool does, to what is selected
    desk.press("A")
    found = in_file(path)
    assert sorted(found) == [1, 2, 3, 4, 5, 6]
    assert {found[2], found[6]} == {(3200, "edited")}
    desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")
    assert 6 not in in_file(path)
    desk.press("Z", Qt.KeyboardModifier.ShiftModifier)
    assert {in_file(path)[2], in_file(path)[6]} == {(3200, "edited")}
    desk.press("Z")
    assert sorted(in_file(path)) == [1, 2, 3, 4, 5]


def test_a_click_on_a_neighbour_merges_it(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.review.go_to(by_number(desk.review, 1))
    desk.press("M")
    desk.click(WEST + 140, SOUTH + 140)
    area = 100 * 100 + 90 * 90 - 40 * 40
    assert (in_file(path)[1], in_file(path)[5][1]) == ((area, "edited"), "duplicate")
    desk.press("Z")
    assert (in_file(path)[1], in_file(path)[5]) == ((10000, "candidate"), (8100, "candidate"))


def test_a_missed_landslide_is_drawn_with_clicks(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("D")
    x, y = WEST + 900, SOUTH + 150
    for east, north in ((0, 0), (100, 0), (100, 100)):
        desk.click(x + east, y + north)
    desk.click(x, y + 100, Qt.MouseButton.RightButton)
    found = in_file(path)
    assert found[6][1] == "accepted"
    assert found[6][0] == pytest.approx(5000, rel=0.05)
    assert desk.number == 6
    assert not candidates.isEditable()
    desk.press("Z")
    assert 6 not in in_file(path)


def test_parts_that_do_not_touch_need_multi_polygons(qgis_new_project, tmp_path):
    layer = saved(memory_candidates(kind="Polygon"), tmp_path / "single.gpkg")
    add_fields(layer, missing_fields(layer))
    review = Review(layer)
    review.go_to(by_number(review, 1))
    with pytest.raises(ReviewError, match="do not touch"):
        merge(review, by_number(review, 3), {})
    assert set(statuses(tmp_path / "single.gpkg").values()) == {"candidate"}
    review.close()


def test_undo_follows_features_that_get_new_ids(review: Review, tmp_path):
    """Drawn, judged, and both taken back and done again: the file gives the feature another id."""
    fid = draw(review, square(500, 500, 50), {"trigger": "E"})
    review.go_to(fid)
    review.judge(ReviewStatus.REJECTED)
    for _ in range(2):
        review.undo()
        review.undo()
        review.redo()
        review.redo()
    assert in_file(tmp_path / "candidates.gpkg")[6] == (2500, "rejected")
    assert review.can_undo
    assert not review.can_redo


def test_a_merged_neighbour_keeps_its_comment(candidates, review: Review):
    neighbour = by_number(review, 5)
    review.go_to(neighbour)
    review.describe({"comment": "seen in the field 2024-05"})
    review.go_to(by_number(review, 1))
    merge(review, neighbour, {})
    assert candidates.getFeature(neighbour)["comment"] == "seen in the field 2024-05; Merged into 1"
    review.undo()
    assert candidates.getFeature(neighbour)["comment"] == "seen in the field 2024-05"


@pytest.mark.parametrize(("length", "is_remarked"), [(230, True), (250, False)])
def test_a_comment_that_fills_its_field_is_not_cut(qgis_new_project, tmp_path, length, is_remarked):
    layer = saved(memory_candidates(), tmp_path / "short.shp", "ESRI Shapefile")
    add_fields(layer, missing_fields(layer))
    review = Review(layer, "Ada")
    neighbour = by_number(review, 5)
    review.go_to(neighbour)
    review.describe({"comment": "x" * length})
    review.go_to(by_number(review, 1))
    merge(review, neighbour, {})
    assert layer.getFeature(neighbour)["comment"] == "x" * length + "; Merged into 1" * is_remarked
    assert layer.getFeature(neighbour)["review_sta"] == "duplicate"
    review.close()
