"""Projects that save layers together: nobody's unsaved changes go along, and every step can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsProject, QgsVectorLayer

from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from tests.gui.conftest import Desk, memory_candidates, saved, statuses
from tests.gui.test_dock import stored


@pytest.fixture
def candidates(qgis_new_project, tmp_path: Path) -> QgsVectorLayer:
    """Five squares in a GeoPackage, not in the project yet: its mode counts for layers that come later."""
    layer = saved(memory_candidates(), tmp_path / "candidates.gpkg")
    add_fields(layer, missing_fields(layer))
    return layer


@pytest.fixture
def automatic(qgis_new_project) -> Iterator[None]:
    switch("AutomaticGroups")
    yield
    QgsProject.instance().clear()
    switch("Disabled")


@pytest.fixture
def together(qgis_new_project) -> Iterator[None]:
    switch("BufferedGroups")
    yield
    QgsProject.instance().clear()
    switch("Disabled")


@pytest.fixture
def inventory(candidates: QgsVectorLayer, together: None, tmp_path: Path) -> Iterator[QgsVectorLayer]:
    """Another layer of a project that saves its layers together."""
    layer = saved(memory_candidates(), tmp_path / "inventory.gpkg")
    QgsProject.instance().addMapLayers([candidates, layer])
    yield layer
    layer.rollBack()  # or QGIS takes the next project for one that is edited


def switch(name: str) -> None:
    """Choose how the project saves its layers."""
    if Qgis.QGIS_VERSION_INT >= 32600:
        QgsProject.instance().setTransactionMode(getattr(Qgis.TransactionMode, name))
    elif name == "BufferedGroups":
        pytest.skip("hardware: this QGIS saves each layer on its own")
    else:
        QgsProject.instance().setAutoTransaction(name == "AutomaticGroups")


def change(layer: QgsVectorLayer) -> None:
    """Change a value and leave it unsaved."""
    layer.startEditing()
    feature = next(layer.getFeatures())
    layer.changeAttributeValue(feature.id(), layer.fields().indexFromName("review_status"), "mine")


def test_in_automatic_groups_no_review_begins(desk: Desk, automatic, candidates, tmp_path):
    """QGIS writes past its edit buffer there, and nothing could be taken back."""
    QgsProject.instance().addMapLayer(candidates)
    desk.open(candidates)
    assert desk.review is None
    assert "automatic transaction group" in desk.says() and "Data Sources" in desk.says()


def test_a_review_rests_while_automatic_groups_are_switched_on(desk: Desk, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    QgsProject.instance().addMapLayer(candidates)
    desk.open(candidates)
    switch("AutomaticGroups")
    for key in "AE":
        desk.press(key)
        assert "automatic transaction group" in desk.says()
        assert not candidates.isEditable()
    switch("Disabled")
    assert set(statuses(path).values()) == {"candidate"}
    desk.press("A")
    assert statuses(path)[2] == "accepted"
    desk.press("Z")
    assert statuses(path)[2] == "candidate"


def test_a_file_without_transactions_is_reviewed_in_automatic_groups(desk: Desk, automatic, tmp_path):
    layer = saved(memory_candidates(), tmp_path / "old.shp", "ESRI Shapefile")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    desk.open(layer)
    number = desk.number
    desk.press("A")
    assert statuses(tmp_path / "old.shp")[number] == "accepted"
    desk.press("Z")
    assert statuses(tmp_path / "old.shp")[number] == "candidate"


def test_saved_together_a_judgement_can_be_taken_back(desk: Desk, inventory, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    number = desk.number
    desk.press("A")
    assert statuses(path)[number] == "accepted"
    desk.press("Z")
    assert statuses(path)[number] == "candidate"


def test_unsaved_changes_of_another_layer_are_not_saved_with_a_judgement(desk: Desk, inventory, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    number = desk.number
    change(inventory)
    for key in "AE":
        desk.press(key)
        assert "unsaved changes: inventory" in desk.says()
    assert inventory.isModified()
    assert "mine" not in statuses(tmp_path / "inventory.gpkg").values()
    assert statuses(path)[number] == "candidate"
    assert inventory.commitChanges()
    desk.press("A")
    assert statuses(path)[number] == "accepted"


def test_unsaved_changes_that_come_in_a_session_are_neither_saved_nor_discarded(desk, inventory, candidates, tmp_path):
    path = tmp_path / "candidates.gpkg"
    desk.open(candidates)
    number = desk.number
    desk.mend()
    change(inventory)
    for key in "ANB":
        desk.press(key)
        assert "unsaved changes: inventory" in desk.says()
    assert inventory.isModified() and candidates.isModified()
    assert inventory.commitChanges(False)  # and the outline with it
    assert "mine" in statuses(tmp_path / "inventory.gpkg").values()
    desk.press("A")
    assert statuses(path)[number] == "edited"
    assert stored(path, number, "area_m2") == pytest.approx(40000, rel=0.01)


def test_a_dock_that_goes_discards_nothing_of_another_layer(desk: Desk, inventory, candidates):
    desk.open(candidates)
    desk.press("E")
    change(inventory)
    desk.dock.close_review()
    assert inventory.isModified()
    assert inventory.rollBack()
