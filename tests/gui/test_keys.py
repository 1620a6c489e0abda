"""The one-letter keys are judgements on the map and in the dock alone; elsewhere they belong to whoever works there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.gui import QgsAdvancedDigitizingDockWidget, QgsMapToolCapture, QgsMapToolDigitizeFeature, QgsMapToolPan
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QTableWidget, QTreeWidget, QTreeWidgetItem, QWidget

from tests.gui.conftest import UTM, Desk, statuses


@pytest.fixture
def inventory(desk: Desk) -> Iterator[QgsVectorLayer]:
    """Another layer of the project, being edited."""
    layer = QgsVectorLayer(f"Polygon?crs={UTM}", "inventory", "memory")
    QgsProject.instance().addMapLayer(layer)
    layer.startEditing()
    yield layer
    layer.rollBack()


@pytest.fixture
def exact(desk: Desk, digitizing: QgsAdvancedDigitizingDockWidget) -> Iterator[QgsAdvancedDigitizingDockWidget]:
    """QGIS's panel for exact digitising as a person shows it."""
    desk.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, digitizing)
    digitizing.show()
    yield digitizing
    digitizing.hide()
    desk.window.removeDockWidget(digitizing)


def digitise(desk: Desk, panel: QgsAdvancedDigitizingDockWidget, layer: QgsVectorLayer) -> QgsMapToolDigitizeFeature:
    """Take QGIS's tool for new polygons in ``layer``."""
    desk.canvas.setCurrentLayer(layer)
    tool = QgsMapToolDigitizeFeature(desk.canvas, panel, QgsMapToolCapture.CaptureMode.CapturePolygon)
    desk.canvas.setMapTool(tool)
    return tool


def judged(folder: Path) -> set[str]:
    return set(statuses(folder / "candidates.gpkg").values()) - {"candidate"}


def tree() -> QWidget:
    widget = QTreeWidget()
    QTreeWidgetItem(widget, ["a layer"])
    return widget


@pytest.mark.parametrize("make", [tree, lambda: QTableWidget(3, 3)], ids=["tree", "table"])
def test_keys_pressed_in_another_panel_judge_nothing(desk: Desk, candidates, tmp_path, make):
    desk.open(candidates)
    panel, widget = QDockWidget("Layers", desk.window), make()
    panel.setWidget(widget)
    desk.window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, panel)
    desk.activate()
    widget.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_X):
        QTest.keyClick(widget, key)
        QApplication.processEvents()
    assert not judged(tmp_path)
    desk.window.removeDockWidget(panel)
    panel.deleteLater()
    desk.press("X")
    assert judged(tmp_path) == {"rejected"}


def test_keys_are_heard_as_soon_as_the_dock_is_opened(desk: Desk, candidates, tmp_path):
    desk.activate()
    desk.entry.action.trigger()
    QApplication.processEvents()
    assert desk.review.layer is candidates
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A)
    assert judged(tmp_path) == {"accepted"}


@pytest.mark.parametrize("is_floating", [False, True])
def test_keys_are_heard_in_the_dock_also_where_it_floats(desk: Desk, candidates, tmp_path, is_floating):
    desk.open(candidates)
    desk.dock.setFloating(is_floating)
    QApplication.setActiveWindow(desk.dock.window())
    order = desk.dock.body.walk.order
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_A)
    QApplication.processEvents()
    assert judged(tmp_path) == {"accepted"}
    desk.dock.setFloating(False)


def test_keys_rest_on_the_map_while_another_layer_is_digitised(desk, candidates, inventory, digitizing, tmp_path):
    desk.open(candidates)
    tool = digitise(desk, digitizing, inventory)
    desk.press("X")
    assert not judged(tmp_path)
    order = desk.dock.body.walk.order
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_U)  # in the dock they mean what they say
    assert judged(tmp_path) == {"unsure"}
    pan = QgsMapToolPan(desk.canvas)
    desk.canvas.setMapTool(pan)
    desk.press("X")
    assert judged(tmp_path) == {"unsure", "rejected"}
    desk.canvas.unsetMapTool(pan)
    tool.deleteLater()


def test_letters_of_exact_digitising_are_not_taken(desk: Desk, candidates, exact, tmp_path):
    """X goes to the x of the next corner there, A to the angle: nothing is judged, and drawing goes on."""
    desk.open(candidates)
    desk.press("D")
    exact.enableAction().trigger()
    assert exact.cadEnabled()
    centre = desk.canvas.extent().center()
    desk.click(centre.x(), centre.y())
    for key in "AX":
        desk.press(key)
        assert not desk.dock.body.session_note.isHidden()
    assert exact.isAncestorOf(QApplication.focusWidget())
    exact.enableAction().trigger()
    desk.press("B")
    assert desk.dock.body.session_note.isHidden()
    assert not judged(tmp_path)
    desk.press("A")
    assert judged(tmp_path) == {"accepted"}
