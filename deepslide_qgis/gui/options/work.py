"""One algorithm at a time in the background, which outlives the window that started it."""

from __future__ import annotations

import collections
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from deepslide_qgis.gui.background_run import BackgroundRun
from deepslide_qgis.gui.translation import tr

KEPT_LINES = 5000


class Work(QObject):
    """Keeps log and progress, so that a page opened later can show them.

    ``ended`` carries algorithm id, success and results; ``changed`` is emitted before it.
    """

    logged = pyqtSignal(str)
    changed = pyqtSignal()
    ended = pyqtSignal(str, bool, dict)

    def __init__(self, parent: Optional[QObject] = None):
        super().__init__(parent)
        self.lines: collections.deque[str] = collections.deque(maxlen=KEPT_LINES)
        self.percent = 0.0
        self._run: Optional[BackgroundRun] = None
        self._algorithm_id = ""

    @property
    def is_running(self) -> bool:
        return self._run is not None

    def start(self, algorithm_id: str, parameters: Optional[dict[str, Any]] = None) -> None:
        """Start ``algorithm_id`` in the background, unless an algorithm is running."""
        if self.is_running:
            return
        self.lines.clear()
        self.percent, self._algorithm_id = 0.0, algorithm_id
        self._run = BackgroundRun(algorithm_id, parameters or {}, self)
        self._run.logged.connect(self._log)
        self._run.progressed.connect(self._set_progress)
        self._run.ended.connect(self._on_ended)
        self._run.start()
        self.changed.emit()

    def cancel(self) -> None:
        if self._run is not None:
            self._log(tr("Cancelling …"))
            self._run.cancel()

    def stop(self) -> None:
        """Cancel and wait for the end; for unloading the plugin."""
        if self._run is not None:
            self._run.stop()

    def _log(self, text: str) -> None:
        for line in filter(None, (line.rstrip() for line in text.splitlines())):
            self.lines.append(line)
            self.logged.emit(line)

    def _set_progress(self, percent: float) -> None:
        self.percent = percent
        self.changed.emit()

    def _on_ended(self, is_done: bool, results: dict) -> None:
        self._run.deleteLater()
        self._run = None
        self.note(self._algorithm_id, results)
        self.changed.emit()
        self.ended.emit(self._algorithm_id, is_done, results)

    def note(self, algorithm_id: str, results: dict) -> None:
        """Keep the part of ``results`` that the next window shows."""
