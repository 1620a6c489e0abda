"""How fast a review is: opening, judging, going on, undoing, with the dock and the map of the real QGIS.

    QT_QPA_PLATFORM=offscreen PYTHONPATH=build:. .venv-qgis/bin/python -m tests.benchmarks.review [POLYGONS] [COUNT]

POLYGONS is a layer of polygons (default: 20 000 squares); COUNT is how many judgements are made. The figures are
seconds that the window's thread computes, which is how long QGIS stands still, and in brackets what a clock shows,
which grows with whatever else the machine does. Exits with 1 where opening takes over 3 s, or the slowest twentieth of
the steps over 150 ms.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Callable

from qgis.core import QgsApplication, QgsFeature, QgsProject, QgsVectorLayer
from qgis.gui import QgsAdvancedDigitizingDockWidget, QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QMainWindow

OPEN_S, NEXT_MS, SQUARES, PAUSE_S = 3.0, 150.0, 20_000, 0.2


class Window:
    """As much of QGIS's window as the dock asks for."""

    def __init__(self) -> None:
        self._window = QMainWindow()
        self.canvas = QgsMapCanvas()
        self._window.setCentralWidget(self.canvas)
        self._window.resize(1600, 1000)
        self._window.show()

    def mainWindow(self) -> QMainWindow:  # noqa: N802
        return self._window

    def setActiveLayer(self, layer: QgsVectorLayer) -> None:  # noqa: N802
        self.canvas.setCurrentLayer(layer)


def candidates(source: str, folder: Path) -> QgsVectorLayer:
    """Return polygons as candidates in a GeoPackage: those of ``source``, squares where it is empty."""
    from deepslide_qgis.gui.review.fields import add_fields, missing_fields
    from deepslide_qgis.gui.review.layer_check import save_as_geopackage
    from tests.gui.conftest import memory_candidates

    rows = ((n, 300 * (n % 150), 300 * (n // 150), 100, 0.5 + n / 1e5, 0.1, 3.0, 20.0) for n in range(SQUARES))
    layer = memory_candidates() if source else memory_candidates(tuple(rows))
    if source:
        layer.dataProvider().truncate()
        layer.dataProvider().addFeatures(_as_candidates(QgsVectorLayer(source, "source", "ogr"), layer))
    saved = save_as_geopackage(layer, str(folder / "candidates.gpkg"))
    add_fields(saved, missing_fields(saved))
    return saved


def _as_candidates(source: QgsVectorLayer, layer: QgsVectorLayer) -> list[QgsFeature]:
    found = []
    for number, feature in enumerate(source.getFeatures(), 1):
        made = QgsFeature(layer.fields())
        made.setGeometry(feature.geometry())
        made["id"], made["p_mean"], made["p_std"], made["review_status"] = number, 0.6, 0.1, "candidate"
        found.append(made)
    return found


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Return how many seconds ``work`` takes, with what Qt has to do for it: of this thread, and by the clock."""
    begin, begin_clock = time.thread_time(), time.perf_counter()
    work()
    QApplication.processEvents()
    taken = time.thread_time() - begin, time.perf_counter() - begin_clock
    time.sleep(PAUSE_S)  # nobody judges faster; the map is drawn meanwhile
    QApplication.processEvents()
    return taken


def main(source: str = "", count: int = 100) -> int:
    from deepslide_qgis.gui.dock.actions import ReviewActions
    from deepslide_qgis.gui.dock.review_dock import ReviewDock

    window = Window()
    actions = ReviewActions(window.mainWindow())
    cad = QgsAdvancedDigitizingDockWidget(window.canvas)
    dock = ReviewDock(window, actions, window.canvas, cad)
    window.mainWindow().addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    with tempfile.TemporaryDirectory() as folder:
        layer = candidates(source, Path(folder))
        QgsProject.instance().addMapLayer(layer)
        window.canvas.setDestinationCrs(layer.crs())
        window.canvas.setLayers([layer])
        opened_s, clock_s = timed(lambda: dock.layers.setLayer(layer))
        print(f"{layer.featureCount()} candidates: opened in {opened_s:.2f} s ({clock_s:.2f} s)")
        slowest = 0.0
        for name in ("accept", "reject", "skip", "back", "undo"):
            taken = [timed(actions[name].trigger) for _ in range(count)]
            own_ms, clock_ms = (sorted(1000 * seconds for seconds in column) for column in zip(*taken))
            p95 = own_ms[int(0.95 * (count - 1))]
            slowest = max(slowest, p95)
            print(f"{name:8} median {median(own_ms):6.1f} ms ({median(clock_ms):.1f} ms), 95 % under {p95:6.1f} ms")
        dock.remove()
        QgsProject.instance().clear()
    return int(opened_s > OPEN_S or slowest > NEXT_MS)


if __name__ == "__main__":
    application = QgsApplication([], True)
    application.initQgis()
    arguments = sys.argv[1:]
    sys.exit(main(arguments[0] if arguments else "", int(arguments[1]) if len(arguments) > 1 else 100))
