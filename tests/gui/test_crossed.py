"""Outlines that cross themselves, as a vertex that was dragged too far makes them: mended, or named."""

from __future__ import annotations

import pytest
from qgis.core import QgsGeometry, QgsProject

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import merge
from tests.gui.conftest import SOUTH, WEST, Desk, memory_candidates, saved, statuses
from tests.gui.test_shapes import by_number, in_file


def bow_tie(kind: str = "MultiPolygon") -> QgsGeometry:
    """Return two triangles of 2500 m² that share a corner, drawn as one ring, in the place of the first candidate."""
    corners = ((0, 0), (100, 100), (100, 0), (0, 100), (0, 0))
    ring = ", ".join(f"{WEST + east} {SOUTH + north}" for east, north in corners)
    return QgsGeometry.fromWkt(f"Polygon(({ring}))" if kind == "Polygon" else f"MultiPolygon((({ring})))")


def give(layer, fid: int, outline: QgsGeometry) -> None:
    """Give a candidate an outline, past the review."""
    layer.startEditing()
    layer.changeGeometry(fid, outline)
    assert layer.commitChanges()


@pytest.mark.parametrize("number", [1, 5])
def test_an_outline_that_crosses_itself_is_merged_by_what_it_encloses(candidates, tmp_path, number):
    review = Review(candidates, "Ada")
    give(candidates, by_number(review, 1), bow_tie())
    review.go_to(by_number(review, number))
    merge(review, by_number(review, 6 - number), {})
    path = tmp_path / "candidates.gpkg"
    joined = bow_tie().makeValid().combine(candidates.getFeature(by_number(review, 5)).geometry())
    assert in_file(path)[number] == (round(joined.area()), "edited")
    assert review.feature(by_number(review, number))["area_m2"] == pytest.approx(joined.area(), rel=0.01)
    assert in_file(path)[6 - number][1] == "duplicate"
    review.undo()
    assert set(statuses(path).values()) == {"candidate"}
    review.close()


@pytest.mark.parametrize("outline", ["Point(0 0)", "MultiPolygon(((0 0, 9 9, 0 0)))"])
def test_what_encloses_nothing_is_not_merged(candidates, tmp_path, outline):
    """A neighbour without an outline, or one that is a line."""
    review = Review(candidates, "Ada")
    first, second = by_number(review, 1), by_number(review, 5)
    nothing = QgsGeometry() if outline.startswith("Point") else QgsGeometry.fromWkt(outline)
    for fid in (first, second):
        candidates.dataProvider().changeGeometryValues({fid: nothing})
    review.go_to(first)
    with pytest.raises(ReviewError, match="cannot be joined"):
        merge(review, second, {})
    assert not candidates.isEditable()
    assert set(statuses(tmp_path / "candidates.gpkg").values()) == {"candidate"}
    review.close()


def test_an_outline_that_crosses_itself_is_repaired_and_told(desk: Desk, candidates, tmp_path):
    desk.open(candidates)
    fid = by_number(desk.review, 1)
    desk.review.go_to(fid)
    desk.press("E")
    candidates.changeGeometry(fid, bow_tie())
    desk.press("A")
    assert "crossed itself" in desk.says()
    feature = candidates.getFeature(fid)
    assert feature.geometry().isGeosValid()
    assert (round(feature.geometry().area()), feature["review_status"]) == (5000, "edited")
    assert feature["area_m2"] == pytest.approx(5000, rel=0.01)
    desk.press("Z")
    assert in_file(tmp_path / "candidates.gpkg")[1] == (10000, "candidate")


def test_a_layer_of_single_polygons_measures_what_it_cannot_hold(desk: Desk, tmp_path):
    layer = saved(memory_candidates(kind="Polygon"), tmp_path / "single.gpkg")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    fid = by_number(desk.review, 1)
    desk.review.go_to(fid)
    desk.press("E")
    layer.changeGeometry(fid, bow_tie("Polygon"))
    desk.press("A")
    assert "crosses itself" in desk.says()
    feature = layer.getFeature(fid)
    assert feature.geometry().equals(bow_tie("Polygon"))
    assert feature["area_m2"] == pytest.approx(5000, rel=0.01)
