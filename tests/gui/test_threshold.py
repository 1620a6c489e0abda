"""From a probability raster to candidates under review, by a slider."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from deepslide_qgis.gui.review_entry import ReviewEntry
from tests.gui.conftest import SOUTH, WEST, Desk, wait_for

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
