"""Around the review: another reviewer, areas reviewed whole, the ways out."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from deepslide_qgis.core.agreement import agreement
from deepslide_qgis.core.review import ReviewStatus
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from tests.gui.conftest import Desk, memory_candidates, saved

A, E, R, U, C = (
    ReviewStatus.ACCEPTED,
    ReviewStatus.EDITED,
    ReviewStatus.REJECTED,
    ReviewStatus.UNSURE,
    ReviewStatus.CANDIDATE,
)


def test_kappa_is_cohen_s():
    """The example of Cohen's coefficient with 20, 5, 10, 15 of 50: 0.4."""
    found = agreement([(A, A)] * 20 + [(A, R)] * 5 + [(R, A)] * 10 + [(R, R)] * 15 + [(C, A), (R, C)])
    assert found.total == 50
    assert found.share == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


def test_an_edited_one_is_an_accepted_one():
    assert agreement([(A, E), (U, U)]).share == 1.0
    assert agreement([(C, C)]).share is None
    assert agreement([(A, A)]).kappa is None  # chance alone would agree


def test_two_reviewers_are_compared_and_their_differences_walked(desk: Desk, candidates, tmp_path):
    other = saved(memory_candidates(), tmp_path / "other.gpkg")
    add_fields(other, missing_fields(other))
    place = other.fields().indexFromName("review_status")
    says = {1: "accepted", 2: "accepted", 3: "rejected", 4: "rejected"}
    other.dataProvider().changeAttributeValues(
        {feature.id(): {place: says[feature["id"]]} for feature in other.getFeatures() if feature["id"] in says}
    )
    QgsProject.instance().addMapLayer(other)
    desk.open(candidates)
    for key in ("A", "A", "X"):  # 2 accepted, 4 accepted, 3 rejected
        desk.press(key)
    panel = desk.dock.comparison
    panel.show()
    panel.other.setLayer(other)
    assert "Both judged 3 candidates" in panel.outcome.text()
    assert "67 %" in panel.outcome.text()
    QTest.mouseClick(panel.walk, Qt.MouseButton.LeftButton)
    assert desk.number == 4
    assert desk.review.queue.place(desk.review.current_fid) == (1, 1)
    QTest.mouseClick(desk.dock.body.walk.forget_only, Qt.MouseButton.LeftButton)
    assert desk.number in (1, 5)


def test_a_layer_that_was_never_reviewed_is_no_second_opinion(desk: Desk, candidates):
    plain = QgsVectorLayer("Polygon?crs=EPSG:32643&field=id:integer", "plain", "memory")
    QgsProject.instance().addMapLayer(plain)
    desk.open(candidates)
    desk.dock.comparison.other.setLayer(plain)
    assert "never reviewed" in desk.says()


def test_a_view_reviewed_whole_is_kept_in_a_file(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    extent = desk.dock.extent()
    for _ in range(2):
        next(action for action in desk.dock.menu.actions() if "reviewed whole" in action.text()).trigger()
    areas = QgsVectorLayer(str(tmp_path / "candidates_reviewed_areas.gpkg"), "again", "ogr")
    boxes = [feature.geometry().boundingBox() for feature in areas.getFeatures()]
    assert len(boxes) == 2
    assert boxes[0].width() == pytest.approx(extent.width())
    assert areas.crs() == candidates.crs()
    names = [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert names.count("Reviewed whole") == 1
