"""Around the review: another reviewer, areas reviewed whole, the ways out."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from deepslide_qgis.core.review.agreement import agreement
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.map.zoom import to_canvas
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from tests.gui.conftest import SOUTH, WEST, Desk, memory_candidates, saved

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
    view = desk.dock.view()
    for _ in range(2):
        next(action for action in desk.dock.menu.actions() if "reviewed whole" in action.text()).trigger()
    areas = QgsVectorLayer(str(tmp_path / "candidates_reviewed_areas.gpkg"), "again", "ogr")
    marked = [feature.geometry() for feature in areas.getFeatures()]
    assert len(marked) == 2
    assert marked[0].area() == pytest.approx(view.area())
    assert areas.crs() == candidates.crs()
    names = [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert names.count("Reviewed whole") == 1


def mark(desk: Desk) -> None:
    next(action for action in desk.dock.menu.actions() if "reviewed whole" in action.text()).trigger()


def marked_area(folder: Path) -> QgsGeometry:
    areas = QgsVectorLayer(str(folder / "candidates_reviewed_areas.gpkg"), "again", "ogr")
    return next(areas.getFeatures()).geometry()


def seen_in_pixels(desk: Desk, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """Return the window of the map in ``crs``, from a point at every fiftieth pixel of its rim."""
    width, height = desk.canvas.mapSettings().outputSize().width(), desk.canvas.mapSettings().outputSize().height()
    across, down = range(0, width, 50), range(0, height, 50)
    rim = [(x, 0) for x in across] + [(width, y) for y in down]
    rim += [(width - x, height) for x in across] + [(0, height - y) for y in down]
    to_map = desk.canvas.getCoordinateTransform()
    seen = QgsGeometry.fromPolygonXY([[to_map.toMapCoordinatesF(x, y) for x, y in rim]])
    map_crs = desk.canvas.mapSettings().destinationCrs()
    seen.transform(QgsCoordinateTransform(map_crs, crs, QgsProject.instance()))
    return seen


@pytest.mark.parametrize(("crs", "rotation_deg"), [("EPSG:3857", 0), ("EPSG:32643", 30), ("EPSG:4326", -75)])
def test_what_is_marked_is_what_was_seen(desk: Desk, candidates, tmp_path, crs, rotation_deg):
    """Another CRS or a turned map: not the box around it, which would say of unseen ground that nothing slid there."""
    desk.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    desk.canvas.setRotation(rotation_deg)
    desk.open(candidates)
    around = candidates.extent()
    around.grow(5000)
    desk.canvas.setExtent(to_canvas(desk.canvas, around, candidates.crs()))
    mark(desk)
    assert "Marked" in desk.says()
    marked, seen = marked_area(tmp_path), seen_in_pixels(desk, candidates.crs())
    desk.canvas.setRotation(0)
    assert marked.intersection(seen).area() == pytest.approx(seen.area(), rel=0.01)
    assert marked.area() == pytest.approx(seen.area(), rel=0.01)


def test_a_map_that_shows_more_than_the_layer_s_crs_can_tell_is_not_marked(desk: Desk, candidates, tmp_path):
    desk.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    desk.open(candidates)
    desk.canvas.setExtent(QgsRectangle(-180, -90, 180, 90))
    mark(desk)
    assert "Zoom in" in desk.says()
    assert not (tmp_path / "candidates_reviewed_areas.gpkg").exists()
    desk.dock.body.walk.in_view.setChecked(True)
    assert not desk.dock.body.walk.in_view.isChecked()


def test_the_filter_by_the_view_walks_through_what_is_seen(desk: Desk, candidates):
    """Of a map turned by 45°, the corners of the box around it are not seen: there lies the fourth."""
    desk.open(candidates)
    desk.canvas.setRotation(45)
    east, north = WEST + 1040, SOUTH + 40
    desk.canvas.setExtent(QgsRectangle(east - 800, north - 800, east + 800, north + 800))
    assert desk.canvas.extent().contains(QgsPointXY(WEST + 2060, SOUTH + 1060))
    desk.dock.body.walk.in_view.setChecked(True)
    walked = {desk.number}
    for _ in range(4):
        desk.press("N")
        walked.add(desk.number)
    desk.canvas.setRotation(0)
    assert walked == {1, 2, 3, 5}
