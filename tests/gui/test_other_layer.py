"""Another layer is opened: what was meant for the first one does not reach it."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from deepslide_qgis.core.review.agreement import agreement
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.filters import TO_DO
from deepslide_qgis.gui.review.second_opinion import SecondOpinion
from tests.gui.conftest import Desk, memory_candidates, saved


@pytest.fixture
def other(candidates, tmp_path: Path) -> QgsVectorLayer:
    """The same squares in another layer of the project."""
    layer = saved(memory_candidates(), tmp_path / "other.gpkg")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    return layer


def test_the_view_and_those_that_differ_belong_to_their_layer(desk: Desk, candidates, other):
    desk.open(candidates)
    walk = desk.dock.body.walk
    walk.area_m2.lowest.setText("7000")
    walk.show_only(frozenset({1, 2}), "Differing judgements")
    walk.in_view.setChecked(True)
    desk.open(other)
    wanted = desk.review.queue.filter
    assert (wanted.view, wanted.only, wanted.statuses) == (None, None, TO_DO)
    assert wanted.area_m2.lowest == 7000
    assert not walk.in_view.isChecked()
    assert walk.forget_only.isHidden()
    assert desk.number == 4


def test_the_statuses_that_she_chose_stay(desk: Desk, candidates, other):
    desk.open(candidates)
    walk = desk.dock.body.walk
    for place in range(walk.statuses.count()):
        walk.statuses.setItemCheckState(place, Qt.CheckState.Checked)
    walk.in_view.setChecked(True)
    desk.open(other)
    assert desk.review.queue.filter.statuses == frozenset(ReviewStatus)


def test_a_comparison_belongs_to_its_layer(desk: Desk, candidates, other):
    desk.open(candidates)
    panel = desk.dock.comparison
    panel.show()
    panel.show_outcome(
        SecondOpinion(agreement([(ReviewStatus.ACCEPTED, ReviewStatus.REJECTED)] * 2), frozenset({1, 2}), 0)
    )
    assert not panel.walk.isHidden()
    desk.open(other)
    assert panel.walk.isHidden()
    assert panel.outcome.text() == ""
