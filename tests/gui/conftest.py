"""The real QGIS with a window and a canvas that take real keys and clicks, and candidates made on the spot."""

from __future__ import annotations

import gc
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsSettings,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.gui import QgisInterface, QgsAdvancedDigitizingDockWidget, QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMainWindow

from deepslide_qgis.gui.dock.review_dock import ReviewDock
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.review.shapes import add_outline, commit_drawn
from deepslide_qgis.gui.review_entry import ReviewEntry
from deepslide_qgis.processing.provider import DeepSlideProvider

UTM = "EPSG:32643"
WEST, SOUTH = 340000.0, 3820000.0
FIELDS = (
    "field=id:integer&field=area_m2:double&field=perimeter_m:double&field=p_mean:double&field=p_max:double"
    "&field=p_std:double&field=n_members_agree:double&field=members:integer&field=threshold:double"
    "&field=slope_mean:double&field=review_status:string"
)
ROWS = (
    # number, east of WEST and north of SOUTH in m, side in m, mean probability, spread, members that agree, slope
    (1, 0, 0, 100, 0.95, 0.02, 3.0, 35.0),
    (2, 1000, 0, 80, 0.52, 0.20, 2.0, 20.0),
    (3, 2000, 0, 60, 0.70, 0.10, 3.0, 5.0),
    (4, 2000, 1000, 120, 0.60, 0.06, 1.0, 28.0),
    (5, 60, 60, 90, 0.80, 0.08, 2.5, 31.0),
)


def square(east: float, north: float, side: float) -> QgsGeometry:
    """Return a square of ``side`` metres, ``east`` of WEST and ``north`` of SOUTH."""
    west, south = WEST + east, SOUTH + north
    return QgsGeometry.fromRect(QgsRectangle(west, south, west + side, south + side))


def memory_candidates(rows: tuple = ROWS, kind: str = "MultiPolygon", crs: str = UTM) -> QgsVectorLayer:
    """Return squares as a temporary layer."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}&{FIELDS}", "squares", "memory")
    features = []
    for number, east, north, side, p_mean, p_std, agree, slope in rows:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(square(east, north, side))
        values = [number, side * side, 4 * side, p_mean, min(1.0, p_mean + 0.1), p_std, agree, 3, 0.5, slope]
        feature.setAttributes([*values, "candidate"])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


def draw(review: Review, outline: QgsGeometry, values: dict[str, Any]) -> int:
    """Add a drawn landslide in one step; return its feature id."""
    with review.one_step() as editing:
        add_outline(review.layer, outline)
        return next(iter(commit_drawn(review, editing, values).added))


def saved(layer: QgsVectorLayer, path: Path, driver: str = "GPKG", creation: tuple[str, ...] = ()) -> QgsVectorLayer:
    """Write a layer to a file and open that."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerOptions = driver, list(creation)
    context = QgsProject.instance().transformContext()
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), context, options)
    assert error == QgsVectorFileWriter.WriterError.NoError, message
    return QgsVectorLayer(str(path), path.stem, "ogr")


def statuses(path: Path) -> dict[int, str]:
    """Return what stands in the file now, by the candidates' numbers.

    A GeoPackage is read past QGIS, whose pool may answer from a connection that still shows an older state.
    """
    if path.suffix == ".gpkg":
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            ((table,),) = file.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchall()
            return dict(file.execute(f'SELECT id, review_status FROM "{table}"'))
    layer = QgsVectorLayer(str(path), "again", "ogr")
    name = "review_status" if layer.fields().indexFromName("review_status") >= 0 else "review_sta"
    return {feature["id"]: feature[name] for feature in layer.getFeatures()}


@pytest.fixture(autouse=True)
def no_error_in_slots(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Errors in slots go nowhere in Qt; here they fail the test."""
    errors: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: errors.append("".join(traceback.format_exception(*error))))
    yield
    assert not errors, errors[0]


@pytest.fixture(scope="module")
def provider(qgis_app: QgsApplication, qgis_processing: None) -> Iterator[None]:
    """The provider, registered as the plugin registers it."""
    provider = DeepSlideProvider()
    is_ours = QgsApplication.processingRegistry().addProvider(provider)  # not where other tests added it before
    yield
    if is_ours:
        QgsApplication.processingRegistry().removeProvider(provider)


@pytest.fixture
def candidates(qgis_new_project: Any, tmp_path: Path) -> QgsVectorLayer:
    """Five squares in a GeoPackage of the project, with the fields of a review."""
    layer = saved(memory_candidates(), tmp_path / "candidates.gpkg")
    add_fields(layer, missing_fields(layer))
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def review(candidates: QgsVectorLayer) -> Iterator[Review]:
    review = Review(candidates, "Ada")
    yield review
    review.close()


@dataclass
class Desk:
    """A window of QGIS with the review dock, and hands for it."""

    iface: QgisInterface
    window: QMainWindow
    canvas: QgsMapCanvas
    entry: ReviewEntry

    @property
    def dock(self) -> ReviewDock:
        return self.entry.dock

    @property
    def review(self) -> Optional[Review]:
        return self.dock.review

    @property
    def number(self) -> Optional[int]:
        """The number of the candidate that is looked at."""
        return self.review.current.number if self.review.current else None

    def open(self, layer: QgsVectorLayer) -> None:
        """Open the dock from its toolbar button and choose a layer."""
        if self.dock is None or self.dock.isHidden():
            self.entry.action.trigger()
        self.dock.layers.setLayer(layer)
        QApplication.processEvents()

    def activate(self) -> None:
        """Make the window the active one, which a window that closes may take back a moment later."""
        QApplication.processEvents()
        QApplication.setActiveWindow(self.window)
        wait_for(self.window.isActiveWindow)

    def press(self, key: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key with the focus on the map, in the window that is active: shortcuts are heard there only."""
        self.activate()
        self.canvas.setFocus()
        QTest.keyClick(self.canvas, getattr(Qt.Key, f"Key_{key}"), modifier)
        QApplication.processEvents()

    def mend(self) -> None:
        """Begin to reshape the current candidate, and give it a square of 200 m, as QGIS's reshape tool would."""
        self.press("E")
        self.review.layer.changeGeometry(self.review.current_fid, square(1000, 0, 200))

    def click(self, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Click on the map, at a place in its CRS."""
        place = self.canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
        at = QPoint(round(place.x()), round(place.y()))
        QTest.mouseMove(self.canvas.viewport(), at)
        QTest.mouseClick(self.canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, at)
        QApplication.processEvents()

    def says(self) -> str:
        """Return what the dock says at its top."""
        return self.dock.messages.text()


@pytest.fixture(scope="session")
def digitizing(qgis_iface: QgisInterface) -> Iterator[QgsAdvancedDigitizingDockWidget]:
    """QGIS's panel for exact digitising, which its digitising tools need; the canvas paints with it to the end."""
    panel = QgsAdvancedDigitizingDockWidget(qgis_iface.mapCanvas(), qgis_iface.mainWindow())
    yield panel
    qgis_iface.mainWindow().hide()
    sip.delete(panel)


@pytest.fixture
def desk(
    qgis_new_project: Any, qgis_iface: QgisInterface, digitizing: QgsAdvancedDigitizingDockWidget
) -> Iterator[Desk]:
    """The desktop's window, seen and active, with the plugin's button in it."""
    QgsSettings().clear()
    canvas, window = qgis_iface.mapCanvas(), qgis_iface.mainWindow()
    if window.centralWidget() is not canvas:
        window.setCentralWidget(canvas)
    window.resize(1400, 900)
    window.show()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem(UTM))
    qgis_iface.cadDockWidget = lambda: digitizing
    qgis_iface.addDockWidget, qgis_iface.removeDockWidget = window.addDockWidget, window.removeDockWidget
    desk = Desk(qgis_iface, window, canvas, ReviewEntry(qgis_iface))
    desk.activate()
    yield desk
    desk.entry.remove()
    QgsProject.instance().clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()  # what tracebacks hold of QGIS must not outlive the application


def wait_for(condition: Callable[[], bool], timeout_ms: int = 60000) -> None:
    """Let QGIS work until ``condition`` holds; fail where it never does."""
    for _ in range(timeout_ms // 10):
        if condition():
            return
        QTest.qWait(10)
    raise AssertionError("what was waited for did not come")
