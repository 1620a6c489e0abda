"""From a probability raster to candidates under review, by a slider."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from deepslide_qgis.gui.review_entry import ReviewEntry
from tests.gui.conftest import SOUTH, WEST, Desk, memory_candidates, saved, statuses, wait_for

pytestmark = pytest.mark.usefixtures("provider")


@pytest.fixture
def probability(desk: Desk, tmp_path: Path) -> QgsRasterLayer:
    """0.3 in the left half, 0.8 in a block of the right one, 0.05 elsewhere; 10 m pixels."""
    values = np.full((100, 100), 0.05, "float32")
    values[20:80, 10:40] = 0.3
    values[20:80, 60:90] = 0.8
    path = tmp_path / "probability.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 100, 100, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((WEST, 10, 0, SOUTH + 1000, 0, -10))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32643)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.GetRasterBand(1).WriteArray(values)
    dataset.FlushCache()
    del dataset
    layer = QgsRasterLayer(str(path), "probability")
    QgsProject.instance().addMapLayer(layer)
    desk.open(None)
    desk.canvas.setExtent(QgsRectangle(WEST, SOUTH, WEST + 1000, SOUTH + 1000))
    desk.dock.threshold.show()
    desk.dock.threshold.raster.setLayer(layer)
    return layer


def is_painted(desk: Desk, east: float) -> bool:
    """Return whether the preview lies over the ground ``east`` of WEST, half-way up."""
    at = desk.canvas.getCoordinateTransform().transform(WEST + east, SOUTH + 500)
    colour = desk.canvas.grab().toImage().pixelColor(round(at.x()), round(at.y()))
    return colour.red() > 180 and colour.green() < 140 and colour.blue() > 140


def test_the_preview_follows_the_slider(desk: Desk, probability):
    slider = desk.dock.threshold.slider
    wait_for(lambda: is_painted(desk, 750) and not is_painted(desk, 250))
    slider.setValue(50)  # 0.25
    wait_for(lambda: is_painted(desk, 750) and is_painted(desk, 250))
    slider.setFocus()
    for _ in range(20):
        QTest.keyClick(slider, Qt.Key.Key_PageUp)
    wait_for(lambda: not is_painted(desk, 750) and not is_painted(desk, 250))
    desk.dock.threshold.close_button.click()
    assert not is_painted(desk, 750)


def test_candidates_are_made_without_a_network_and_are_reviewed_at_once(desk: Desk, probability, tmp_path):
    panel = desk.dock.threshold
    panel.slider.setValue(50)
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    wait_for(lambda: desk.review is not None)
    assert desk.review.progress().total == 2
    assert desk.dock.begin.isHidden()  # new candidates have the fields of a review
    assert (tmp_path / "probability_candidates.gpkg").exists()
    assert panel.isHidden()


def make(desk: Desk, tenths: int) -> None:
    """Make candidates at a threshold as a person does: from the menu, with the slider and the button."""
    panel, before = desk.dock.threshold, desk.dock.layers.currentLayer()
    next(action for action in desk.dock.menu.actions() if "probability raster" in action.text()).trigger()
    panel.slider.setValue(20 * tenths)
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    wait_for(lambda: desk.review is not None and desk.review.layer is not before)


def test_candidates_at_another_threshold_leave_those_that_were_judged(desk: Desk, probability, tmp_path):
    make(desk, 2)
    desk.press("A")
    desk.press("X")
    judged = statuses(tmp_path / "probability_candidates.gpkg")
    assert sorted(judged.values()) == ["accepted", "rejected"]
    make(desk, 6)
    assert statuses(tmp_path / "probability_candidates.gpkg") == judged
    assert statuses(tmp_path / "probability_candidates_2.gpkg") == {1: "candidate"}
    layers = QgsProject.instance().mapLayers().values()
    names = {layer.name(): layer.featureCount() for layer in layers if isinstance(layer, QgsVectorLayer)}
    assert names == {"Candidates ≥ 0.2": 2, "Candidates ≥ 0.6": 1}
    desk.dock.threshold.show()
    assert desk.dock.threshold.file.filePath() == str(tmp_path / "probability_candidates_3.gpkg")


@pytest.mark.parametrize("name", ["candidates.gpkg", "candidates"])
def test_a_file_that_was_judged_is_never_replaced(desk: Desk, probability, candidates, tmp_path, name):
    desk.open(candidates)
    desk.press("A")
    desk.open(None)
    refused(desk, tmp_path / name, "The judgements in")
    assert statuses(tmp_path / "candidates.gpkg")[2] == "accepted"


def test_a_file_that_holds_other_tables_is_never_replaced(desk: Desk, probability, tmp_path):
    saved(memory_candidates(), tmp_path / "mapped.gpkg")
    shutil.copy(tmp_path / "mapped.gpkg", tmp_path / "found.gpkg")
    refused(desk, tmp_path / "found.gpkg", "its other tables would be lost: mapped")


def refused(desk: Desk, file: Path, message: str) -> None:
    """Ask for candidates in ``file``, which is refused with ``message`` before anything is run."""
    panel = desk.dock.threshold
    panel.file.setFilePath(str(file))
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert message in desk.says()
    assert panel.button.isEnabled() and not QgsApplication.taskManager().activeTasks()


def test_candidates_that_nobody_judged_are_replaced(desk: Desk, probability, tmp_path):
    make(desk, 2)
    file = tmp_path / "probability_candidates.gpkg"
    desk.dock.threshold.show()
    desk.dock.threshold.file.setFilePath(str(file))
    before = desk.review.layer
    desk.dock.threshold.slider.setValue(120)
    QTest.mouseClick(desk.dock.threshold.button, Qt.MouseButton.LeftButton)
    wait_for(lambda: desk.review is not None and desk.review.layer is not before)
    assert statuses(file) == {1: "candidate"}
    desk.press("A")
    assert statuses(file) == {1: "accepted"}


def test_a_name_of_her_own_stays_while_it_is_free(desk: Desk, probability, tmp_path):
    panel = desk.dock.threshold
    panel.file.setFilePath(str(tmp_path / "mine.gpkg"))
    panel.hide()
    panel.show()
    assert panel.file.filePath() == str(tmp_path / "mine.gpkg")


def test_candidates_are_called_after_the_threshold_they_were_made_at(desk: Desk, probability):
    panel = desk.dock.threshold
    panel.slider.setValue(50)
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    panel.slider.setValue(160)
    wait_for(lambda: desk.review is not None)
    assert desk.review.layer.name() == "Candidates ≥ 0.25"
    assert {feature["threshold"] for feature in desk.review.layer.getFeatures()} == {0.25}


def test_a_plugin_that_is_unloaded_meanwhile_adds_nothing(desk: Desk, probability):
    QTest.mouseClick(desk.dock.threshold.button, Qt.MouseButton.LeftButton)
    desk.entry.remove()
    desk.entry = ReviewEntry(desk.iface)
    wait_for(lambda: not QgsApplication.taskManager().activeTasks())
    QTest.qWait(50)
    assert list(QgsProject.instance().mapLayers().values()) == [probability]


def test_a_file_that_cannot_be_written_is_said(desk: Desk, probability):
    panel = desk.dock.threshold
    panel.file.setFilePath("/no/such/folder/candidates.gpkg")
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    wait_for(lambda: "no folder" in desk.says())
    assert panel.button.isEnabled()
