"""A file that is replaced under a review: nothing is judged in a file that nobody will ever see again."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.fields import add_fields, field_index, missing_fields
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.processing.layers.file_replacing import replacement_folder
from tests.gui.conftest import ROWS, Desk, draw, memory_candidates, saved, square, statuses
from tests.gui.test_shapes import in_file


def replace(path: Path) -> None:
    """Make other candidates in place of those in ``path``, as a second run of an algorithm does."""
    with replacement_folder(str(path)) as folder:
        made = saved(memory_candidates(ROWS[:3]), folder / path.name)
        add_fields(made, missing_fields(made))
        del made


def test_a_replaced_file_is_told_and_read_anew(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("A")
    replace(path)
    desk.press("A")
    assert "was replaced" in desk.says()
    assert desk.number == 4
    desk.open(None)
    desk.open(candidates)
    assert len(desk.review.table.rows) == 3
    desk.press("X")
    assert statuses(path) == {1: "candidate", 2: "rejected", 3: "candidate"}


def test_an_outline_waits_where_the_file_was_replaced(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.mend()
    replace(tmp_path / "candidates.gpkg")
    desk.press("A")
    assert "was replaced" in desk.says()
    assert candidates.isModified()
    desk.press("B")
    assert not candidates.isEditable()


def test_a_file_that_was_replaced_before_the_review_is_read_anew(candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    assert len(list(candidates.getFeatures())) == 5
    replace(path)
    review = Review(candidates, "Ada")
    assert len(review.table.rows) == 3
    review.judge(ReviewStatus.ACCEPTED)
    review.close()
    assert statuses(path)[2] == "accepted"


def test_a_layer_whose_pencil_is_on_is_read_anew_as_well(candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    candidates.startEditing()
    replace(path)
    review = Review(candidates, "Ada")
    review.judge(ReviewStatus.ACCEPTED)
    review.close()
    assert statuses(path) == {1: "candidate", 2: "accepted", 3: "candidate"}
    assert candidates.isEditable()


@pytest.mark.parametrize(
    ("driver", "name"),
    [("GPKG", "a.gpkg"), ("ESRI Shapefile", "a.shp"), ("SQLite", "a.sqlite"), ("MapInfo File", "a.tab")],
)
def test_what_the_review_writes_itself_replaces_nothing(qgis_new_project, tmp_path, driver, name):
    """Shapefiles that lose a feature are packed: those are other files."""
    layer = saved(memory_candidates(), tmp_path / name, driver)
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    review = Review(layer, "Ada")
    draw(review, square(500, 500, 50), {})
    for _ in range(2):
        review.judge(ReviewStatus.REJECTED)
    layer.startEditing()  # and so does what she saves with QGIS's own buttons
    layer.deleteFeature(review.current_fid)
    assert layer.commitChanges()
    review.judge(ReviewStatus.ACCEPTED)
    review.close()
    stored = QgsVectorLayer(str(tmp_path / name), "again", "ogr")
    place = field_index(stored, "review_status")
    assert [feature.attribute(place) for feature in stored.getFeatures()].count("rejected") == 2


def test_a_field_that_was_deleted_is_missed_at_once(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    candidates.startEditing()
    candidates.deleteAttribute(candidates.fields().indexFromName("review_status"))
    assert candidates.commitChanges()
    for key in "AX":
        desk.press(key)
        assert "does not accept the value for 'review_status'" in desk.says()
    assert not candidates.isEditable()
    assert desk.review.progress().judged == 0


def test_an_outline_without_the_field_for_its_judgement_waits(desk: Desk, candidates):
    desk.open(candidates)
    candidates.startEditing()
    candidates.deleteAttribute(candidates.fields().indexFromName("review_status"))
    assert candidates.commitChanges()
    desk.mend()
    desk.press("A")
    assert "does not accept the value for 'review_status'" in desk.says()
    assert candidates.isModified()


def test_a_replaced_file_takes_no_merge(candidates, tmp_path):
    from deepslide_qgis.gui.review.shapes import merge

    path = tmp_path / "candidates.gpkg"
    review = Review(candidates, "Ada")
    one, other = list(review.table.rows)[:2]
    review.go_to(one)
    replace(path)
    with pytest.raises(ReviewError, match="was replaced"):
        merge(review, other, {})
    assert in_file(path)[1] == (10000, "candidate")
    review.close()
