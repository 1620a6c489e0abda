"""Layers as they come: what a review cannot keep, or cannot write to, is said in a sentence, and nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsProcessingUtils,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QToolButton

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.layer_check import check_layer
from tests.gui.conftest import ROWS, UTM, Desk, memory_candidates, saved, square, statuses
from tests.gui.test_sessions import draw_with_clicks


def add(layer: QgsVectorLayer) -> QgsVectorLayer:
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_a_file_that_processing_takes_away_is_saved_elsewhere_first(desk: Desk, tmp_path):
    """Results that were given no name may lie in a file, and go with QGIS all the same."""
    layer = add(saved(memory_candidates(), Path(QgsProcessingUtils.generateTempFilename("candidates.gpkg"))))
    add_fields(layer, missing_fields(layer))
    desk.open(layer)
    assert desk.review is None
    assert "temporary" in desk.dock.begin.sentence.text()
    desk.dock.begin.file.setFilePath(str(tmp_path / "kept.gpkg"))
    QTest.keyClick(desk.dock.begin.button, Qt.Key.Key_Space)
    desk.press("A")
    assert statuses(tmp_path / "kept.gpkg")[2] == "accepted"


def test_a_file_deleted_under_the_dock_is_missed_at_once(desk: Desk, candidates, tmp_path):
    path, copy = tmp_path / "candidates.gpkg", tmp_path / "copy.gpkg"
    desk.open(candidates)
    desk.press("A")
    for suffix in ("", "-wal"):
        shutil.copy(f"{path}{suffix}", f"{copy}{suffix}")
    path.unlink()
    desk.press("A")
    assert "is gone" in desk.says()
    assert desk.number == 4
    assert statuses(copy)[2] == "accepted"


def test_a_candidate_that_another_program_removed_is_said_and_passed_by(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    gone = desk.review.current_fid
    other = ogr.Open(str(tmp_path / "candidates.gpkg"), 1)
    assert other.GetLayer(0).DeleteFeature(gone) == 0
    del other
    desk.press("N")
    desk.press("B")
    assert "Candidate 2 cannot be read" in desk.says() and "go on" in desk.says()
    assert desk.dock.body.form.comment.text() == ""
    desk.press("N")
    desk.press("A")
    assert list(statuses(tmp_path / "candidates.gpkg").values()).count("accepted") == 1


def test_a_layer_without_the_fields_gets_them_when_asked(desk: Desk, tmp_path):
    layer = add(saved(memory_candidates(), tmp_path / "plain.gpkg"))
    before = layer.fields().names()
    desk.open(layer)
    assert "comment" in desk.dock.begin.sentence.text()
    assert layer.fields().names() == before  # nothing without consent
    QTest.keyClick(desk.dock.begin.button, Qt.Key.Key_Space)
    assert desk.review is not None
    assert layer.fields().names()[: len(before)] == before


def test_polygons_of_any_origin_can_be_reviewed(desk: Desk, tmp_path):
    """A layer with nothing but outlines: areas are measured, the rest is not shown."""
    bare = QgsVectorLayer("Polygon?crs=EPSG:4326", "bare", "memory")
    bare.dataProvider().addFeatures([_moved(feature) for feature in memory_candidates(crs="EPSG:4326").getFeatures()])
    layer = add(saved(bare, tmp_path / "bare.gpkg"))
    desk.open(layer)
    QTest.mouseClick(desk.dock.begin.button, Qt.MouseButton.LeftButton)
    assert desk.review.current.area_m2 > 0
    assert desk.review.current.p_mean is None
    desk.press("A")
    assert desk.review.progress().judged == 1


def test_a_layer_without_a_crs_is_reviewed(desk: Desk, tmp_path):
    layer = saved(memory_candidates(), tmp_path / "nowhere.gpkg")
    layer.setCrs(QgsCoordinateReferenceSystem())
    add_fields(layer, missing_fields(layer))
    desk.open(add(layer))
    desk.press("X")
    assert statuses(tmp_path / "nowhere.gpkg")[2] == "rejected"


@pytest.mark.parametrize(
    ("layer_crs", "west", "south", "map_crs"),
    [("EPSG:4326", 10, 89.99, "EPSG:3857"), (UTM, 1e8, 1e8, "EPSG:4326")],
    ids=["pole", "far outside UTM"],
)
def test_what_the_map_cannot_show_is_said_and_can_be_judged(desk: Desk, tmp_path, layer_crs, west, south, map_crs):
    far = memory_candidates(ROWS[:2], crs=layer_crs)
    for feature in far.getFeatures():
        outline = QgsGeometry.fromRect(QgsRectangle(west, south, west + 0.1, south + 0.1))
        far.dataProvider().changeGeometryValues({feature.id(): outline})
    layer = add(saved(far, tmp_path / "far.gpkg"))
    add_fields(layer, missing_fields(layer))
    QApplication.processEvents()
    desk.canvas.setDestinationCrs(QgsCoordinateReferenceSystem(map_crs))
    before = desk.canvas.extent().center()
    desk.open(layer)
    assert "map cannot show this candidate" in desk.says() and map_crs in desk.says()
    assert desk.canvas.extent().center().compare(before, 1e-3)
    desk.press("G")
    for key in "AX":
        desk.press(key)
    assert statuses(tmp_path / "far.gpkg") == {1: "rejected", 2: "accepted"}


@pytest.mark.parametrize("kind", ["Point", "LineString", "NoGeometry"])
def test_what_holds_no_polygons_is_refused(kind):
    with pytest.raises(ReviewError, match="no polygons"):
        check_layer(QgsVectorLayer(f"{kind}?crs=EPSG:4326", "x", "memory"))


def test_a_broken_file_is_refused(tmp_path):
    (tmp_path / "broken.gpkg").write_bytes(b"no database")
    with pytest.raises(ReviewError, match="no polygons that can be read"):
        check_layer(QgsVectorLayer(str(tmp_path / "broken.gpkg"), "x", "ogr"))


@pytest.mark.parametrize(
    ("driver", "name", "options"),
    [
        ("LIBKML", "a.kml", ()),
        ("CSV", "a.csv", ("GEOMETRY=AS_WKT", "CREATE_CSVT=YES")),
        ("GeoJSON", "a.geojson", ()),
        ("FlatGeobuf", "a.fgb", ()),
    ],
)
def test_a_format_that_is_not_edited_in_place_is_refused(desk: Desk, tmp_path, driver, name, options):
    """QGIS changes none of a KML's values; those written anew lost track of what was drawn, undo took others away."""
    complete = saved(memory_candidates(), tmp_path / "complete.gpkg")
    add_fields(complete, missing_fields(complete))
    layer = add(saved(complete, tmp_path / name, driver, options))
    content = (tmp_path / name).read_bytes()
    desk.open(layer)
    assert desk.review is None and desk.dock.begin.isHidden()
    assert f"format {driver}" in desk.says() and "as a GeoPackage" in desk.says()
    desk.press("A")
    assert (tmp_path / name).read_bytes() == content


@pytest.mark.parametrize("name", ["a.sqlite", "a.tab"])
def test_a_format_that_is_edited_in_place_keeps_all_steps(desk: Desk, tmp_path, name):
    layer = add(saved(memory_candidates(), tmp_path / name, "SQLite" if name == "a.sqlite" else "MapInfo File"))
    add_fields(layer, missing_fields(layer))
    desk.open(layer)
    desk.press("A")
    desk.press("D")
    draw_with_clicks(desk)
    assert desk.number == 6
    desk.press("X")
    assert statuses(tmp_path / name) == {2: "accepted", 6: "rejected", **dict.fromkeys((1, 3, 4, 5), "candidate")}
    for _ in range(3):
        desk.press("Z")
    assert statuses(tmp_path / name) == dict.fromkeys(range(1, 6), "candidate")


def test_numbers_that_are_kept_as_text_are_numbers(desk: Desk, tmp_path):
    """As in a GeoPackage that was saved from a CSV file; what is no number is not known."""
    plain = QgsVectorLayer(f"MultiPolygon?crs={UTM}&field=p_mean:string&field=threshold:string", "x", "memory")
    for text, east in (("0.9", 0), ("0.55", 1000), ("high", 2000)):
        feature = QgsFeature(plain.fields())
        feature.setGeometry(square(east, 0, 100))
        feature.setAttributes([text, "0.5"])
        plain.dataProvider().addFeatures([feature])
    layer = add(saved(plain, tmp_path / "text.gpkg"))
    add_fields(layer, missing_fields(layer))
    desk.open(layer)
    assert [desk.review.table.rows[fid].p_mean for fid in (1, 2, 3)] == [0.9, 0.55, None]
    assert desk.review.current.p_mean == 0.55


def test_a_temporary_layer_is_saved_as_a_geopackage_whatever_the_name(desk: Desk, tmp_path):
    layer = add(memory_candidates())
    desk.open(layer)
    desk.dock.begin.file.setFilePath(str(tmp_path / "kept.kml"))
    QTest.keyClick(desk.dock.begin.button, Qt.Key.Key_Space)
    desk.press("A")
    assert statuses(tmp_path / "kept.kml.gpkg")[2] == "accepted"


def test_an_empty_layer_has_nothing_to_judge(desk: Desk, tmp_path):
    layer = saved(memory_candidates(()), tmp_path / "empty.gpkg")
    add_fields(layer, missing_fields(layer))
    desk.open(add(layer))
    assert "Nothing left" in desk.dock.body.card.title.text()
    desk.press("A")
    assert layer.featureCount() == 0


def test_a_file_that_another_program_holds_is_said_and_nothing_is_lost(review, candidates, tmp_path):
    """Another program is in the middle of writing to the GeoPackage."""
    import sqlite3

    other = sqlite3.connect(tmp_path / "candidates.gpkg", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ReviewError):
        review.judge(ReviewStatus.ACCEPTED)
    other.execute("ROLLBACK")
    other.close()
    assert review.current.status is ReviewStatus.CANDIDATE
    review.judge(ReviewStatus.ACCEPTED)
    assert statuses(tmp_path / "candidates.gpkg")[2] == "accepted"


def test_everything_is_reached_with_the_keyboard_alone(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.dock.layers.setFocus()
    seen = set()
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    form, body = desk.dock.body.form, desk.dock.body
    wanted = [form.type_code, form.trigger, form.date_min, form.confidence, form.comment, body.walk.order]
    wanted += [
        desk.dock.body.findChild(QToolButton, f"deepslide_review_{name}") for name in ("accept", "reject", "draw")
    ]
    assert not [widget for widget in wanted if widget not in seen]
    button = body.findChild(QToolButton, "deepslide_review_accept")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert statuses(tmp_path / "candidates.gpkg")[2] == "accepted"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_ends_the_writing_and_keys_are_judgements_again(desk: Desk, candidates, tmp_path, key):
    desk.open(candidates)
    comment = desk.dock.body.form.comment
    comment.setFocus()
    QTest.keyClicks(comment, "axe")
    QTest.keyClick(comment, key)
    QTest.qWait(50)
    assert QApplication.focusWidget() is desk.canvas
    QTest.keyClick(desk.canvas, Qt.Key.Key_A)
    assert statuses(tmp_path / "candidates.gpkg")[2] == "accepted"
    layer = QgsVectorLayer(str(tmp_path / "candidates.gpkg"), "again", "ogr")
    assert next(feature["comment"] for feature in layer.getFeatures() if feature["id"] == 2) == "axe"


def _moved(feature):
    """Return the feature's square as one of some 100 m at 75° east, 35° north."""
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle

    box = feature.geometry().boundingBox()
    west, south = 75 + box.xMinimum() % 1000 / 1e5, 35 + box.yMinimum() % 1000 / 1e5
    made = QgsFeature()
    made.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, south, west + 0.001, south + 0.001)))
    return made
