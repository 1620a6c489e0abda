"""Sessions of QGIS's own tools that do not go as planned: what she drew is never lost without her word."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsCompoundCurve,
    QgsFeature,
    QgsGeometry,
    QgsLineString,
    QgsPoint,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt

from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review_entry import ReviewEntry
from deepslide_qgis.plugin import DeepSlidePlugin
from tests.gui.conftest import SOUTH, UTM, WEST, Desk, memory_candidates, saved, square, statuses
from tests.gui.test_shapes import by_number, in_file


@contextmanager
def held_by_another_program(path: Path) -> Iterator[None]:
    """Another program is in the middle of writing to the GeoPackage."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def takes_no_more(path: Path) -> Iterator[None]:
    """The GeoPackage refuses new features, as one on a full disk does."""
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TRIGGER full BEFORE INSERT ON candidates BEGIN SELECT RAISE(ABORT, 'no room'); END")
        yield
        file.execute("DROP TRIGGER full")


def draw_with_clicks(desk: Desk) -> None:
    """Draw a triangle of some 5000 m² east of everything."""
    x, y = WEST + 900, SOUTH + 150
    for east, north in ((0, 0), (100, 0), (100, 100)):
        desk.click(x + east, y + north)
    desk.click(x, y + 100, Qt.MouseButton.RightButton)


def named_in_words(folder: Path) -> QgsVectorLayer:
    """Return the squares in a layer of the project whose field ``id`` is text."""
    plain = QgsVectorLayer(f"MultiPolygon?crs={UTM}&field=id:string", "named", "memory")
    features = []
    for square_of in memory_candidates().getFeatures():
        feature = QgsFeature(plain.fields())
        feature.setGeometry(square_of.geometry())
        feature.setAttributes([f"NO-{square_of['id']}"])
        features.append(feature)
    assert plain.dataProvider().addFeatures(features)[0]
    layer = saved(plain, folder / "named.gpkg")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_an_outline_that_the_file_does_not_take_stays_and_is_kept_later(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.mend()
    with held_by_another_program(path):
        desk.press("A")
    assert "does not take the change" in desk.says() and "do the same again" in desk.says()
    assert candidates.isModified()
    assert not desk.dock.body.session_note.isHidden()
    assert in_file(path)[2] == (6400, "candidate")
    desk.press("A")
    assert in_file(path)[2] == (40000, "edited")
    assert not candidates.isEditable()
    assert desk.number == 4
    desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")


def test_after_a_failed_write_the_change_can_be_discarded(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.mend()
    with held_by_another_program(path):
        desk.press("N")
    desk.press("B")
    assert not candidates.isEditable()
    desk.press("X")
    assert in_file(path)[2] == (6400, "rejected")


def test_after_a_failed_write_the_review_ends_and_begins_anew(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    desk.mend()
    with held_by_another_program(tmp_path / "candidates.gpkg"):
        desk.press("A")
    QgsProject.instance().clear()
    assert desk.review is None
    desk.entry.remove()
    desk.entry = ReviewEntry(desk.iface)


def test_a_drawn_landslide_that_the_file_does_not_take_stays_and_is_kept_later(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("D")
    with takes_no_more(path):
        draw_with_clicks(desk)
    assert "does not take the change" in desk.says()
    assert 6 not in in_file(path)
    desk.press("A")
    assert in_file(path)[6] == (pytest.approx(5000, rel=0.05), "accepted")
    assert desk.number == 6
    assert set(statuses(path).values()) == {"candidate", "accepted"}


@pytest.mark.parametrize("key", ["A", "B"])
def test_what_the_file_took_of_a_split_before_it_failed_can_be_taken_back(desk: Desk, candidates, tmp_path, key):
    """QGIS writes the outline that was cut, then fails to add the other half; which comes first is QGIS's choice."""
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    desk.press("K")
    line = QgsCompoundCurve()
    line.addCurve(QgsLineString([QgsPoint(WEST + 1040, SOUTH - 50), QgsPoint(WEST + 1040, SOUTH + 150)]))
    candidates.splitFeatures(line)
    with takes_no_more(path):
        desk.press("A")
    assert "does not take the change" in desk.says()
    desk.press(key)
    assert (6 in in_file(path)) == (key == "A")
    while desk.review.can_undo:
        desk.press("Z")
    assert in_file(path)[2] == (6400, "candidate")
    assert sorted(in_file(path)) == [1, 2, 3, 4, 5]


def test_drawing_ends_without_a_drawing_where_nothing_is_left_to_judge(desk: Desk, candidates):
    desk.open(candidates)
    for _ in range(5):
        desk.press("X")
    for key in "AN":
        desk.press("D")
        assert candidates.isEditable()
        desk.press(key)
        assert not candidates.isEditable()


def test_numbers_that_are_words_do_not_stand_in_the_way(desk: Desk, tmp_path):
    layer = named_in_words(tmp_path)
    desk.open(layer)
    name = desk.number
    desk.mend()
    desk.press("A")
    assert in_file(tmp_path / "named.gpkg")[name] == (40000, "edited")
    desk.press("D")
    draw_with_clicks(desk)
    assert in_file(tmp_path / "named.gpkg")["1"][1] == "accepted"
    assert not layer.isEditable()


def test_what_fails_when_the_plugin_is_unloaded_keeps_nothing_else_in(
    monkeypatch, qgis_new_project, qgis_iface, qgis_processing
):
    class Stuck:
        def remove(self) -> None:
            raise RuntimeError("stuck")

    monkeypatch.setattr("deepslide_qgis.plugin.DeepSlideProvider.id", lambda self: "deepslidetest")  # beside another
    plugin = DeepSlidePlugin(qgis_iface)
    plugin.initGui()
    provider, review_entry = plugin.provider, plugin.entries[0]
    plugin.entries.append(Stuck())
    with pytest.raises(RuntimeError, match="stuck"):
        plugin.unload()
    assert provider not in QgsApplication.processingRegistry().providers()
    assert not review_entry.actions._actions
    plugin.unload()


@pytest.mark.parametrize(("key", "status"), [("A", "edited"), ("N", "candidate")])
def test_a_neighbour_that_topological_editing_touches_keeps_its_judgement(desk: Desk, tmp_path, key, status):
    """Two squares share an edge; a vertex that is new in one of them comes into the other as well."""
    rows = ((1, 0, 0, 100, 0.95, 0.02, 3.0, 35.0), (2, 100, 0, 100, 0.52, 0.20, 2.0, 20.0))
    path = tmp_path / "touching.gpkg"
    layer = saved(memory_candidates(rows), path)
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    desk.press("N")
    form = desk.dock.body.form
    form.comment.setText("a terrace")
    desk.press("X")
    neighbour = by_number(desk.review, 1)
    form.comment.setText("the scarp")
    desk.press("E")
    lower, upper = f"{WEST + 200} {SOUTH},{WEST + 200} {SOUTH + 100}", f"{WEST + 100} {SOUTH + 50}"
    mended = f"MultiPolygon((({WEST + 100} {SOUTH},{lower},{upper},{WEST + 100} {SOUTH})))"
    layer.changeGeometry(desk.review.current_fid, QgsGeometry.fromWkt(mended))
    layer.addTopologicalPoints(layer.getFeature(desk.review.current_fid).geometry())  # as QGIS's tools do
    assert neighbour in layer.editBuffer().changedGeometries()
    layer.changeGeometry(neighbour, square(0, 0, 90))
    desk.press(key)
    assert in_file(path) == {1: (8100, "rejected"), 2: (7500, status)}
    found = {feature["id"]: feature for feature in QgsVectorLayer(str(path), "again", "ogr").getFeatures()}
    assert (found[1]["comment"], found[1]["area_m2"]) == ("a terrace", pytest.approx(8100, rel=0.01))
