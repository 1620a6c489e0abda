"""Imagery before and after, as it is seen on the map."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest

from tests.gui.conftest import SOUTH, WEST, Desk, wait_for

RED, BLUE = (200, 30, 30), (30, 30, 200)


def image(path: Path, colour: tuple[int, int, int]) -> QgsRasterLayer:
    """A raster of one colour over all candidates."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 60, 60, 3, gdal.GDT_Byte)
    dataset.SetGeoTransform((WEST - 1000, 100, 0, SOUTH + 5000, 0, -100))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32643)
    dataset.SetProjection(reference.ExportToWkt())
    for number, value in enumerate(colour, 1):
        band = dataset.GetRasterBand(number)
        band.SetColorInterpretation(gdal.GCI_RedBand + number - 1)
        band.Fill(value)
    band = None
    del dataset  # closed, or QGIS may read what is not written yet
    layer = QgsRasterLayer(str(path), path.stem)
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def eyes(desk: Desk, candidates, tmp_path):
    """The dock with both images named; returns what colour the map has at a share of its width."""
    before, after = image(tmp_path / "before.tif", RED), image(tmp_path / "after.tif", BLUE)
    desk.open(candidates)
    panel = desk.dock.body.imagery
    panel.before.setLayer(before)
    panel.after.setLayer(after)

    def colour(share: float) -> tuple[int, int, int]:
        picture = desk.canvas.grab().toImage()
        seen = QColor(picture.pixel(int(picture.width() * share), int(picture.height() * 0.9)))
        return seen.red(), seen.green(), seen.blue()

    return colour


def test_one_key_blinks_between_before_and_after(desk: Desk, eyes):
    desk.press("I")
    wait_for(lambda: eyes(0.5) == RED)
    desk.press("I")
    wait_for(lambda: eyes(0.5) == BLUE)
    desk.press("I")
    wait_for(lambda: eyes(0.5) == RED)


def test_the_mouse_swipes_between_before_and_after(desk: Desk, eyes):
    def move_to(share: float) -> None:
        viewport = desk.canvas.viewport()
        QTest.mouseMove(viewport, QPoint(int(viewport.width() * share), viewport.height() // 2))

    move_to(0.4)
    desk.press("W")
    move_to(0.5)
    wait_for(lambda: eyes(0.1) == RED and eyes(0.9) == BLUE)
    move_to(0.95)
    wait_for(lambda: eyes(0.9) == RED)
    desk.press("W")
    assert desk.dock.imagery.view.value == "map"


def test_the_imagery_goes_on_with_the_next_candidate(desk: Desk, eyes):
    desk.press("I")
    wait_for(lambda: eyes(0.5) == RED)
    desk.press("A")
    wait_for(lambda: eyes(0.5) == RED)


def test_without_two_images_the_keys_rest(desk: Desk, candidates):
    desk.open(candidates)
    assert not desk.entry.actions["blink"].isEnabled()
    assert not desk.entry.actions["swipe"].isEnabled()


def test_an_image_removed_from_the_project_ends_the_view(desk: Desk, eyes):
    desk.press("I")
    wait_for(lambda: eyes(0.5) == RED)
    QgsProject.instance().removeMapLayer(desk.dock.body.imagery.before.currentLayer().id())
    assert desk.dock.imagery.view.value == "map"
    desk.press("A")
