"""One piece of work at a time, an algorithm in the background. It outlives the window that began it."""

from __future__ import annotations

import collections
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from deepslide_qgis.gui.background_run import BackgroundRun
from deepslide_qgis.gui.translation import tr

KEPT_LINES = 5000


class Work(QObject):
    """Keeps the log and the progress, so that a page opened later shows them, too.

    ``ended`` tells which algorithm it was, whether it went well, and its results; ``changed`` came before.
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
        """Begin ``algorithm_id`` in the background, unless something is at work."""
        if self.is_running:
            return
        self.lines.clear()
        self.percent, self._algorithm_id = 0.0, algorithm_id
        self._run = BackgroundRun(algorithm_id, parameters or {}, self)
        self._run.logged.connect(self._hear)
        self._run.progressed.connect(self._progress)
        self._run.ended.connect(self._end)
        self._run.start()
        self.changed.emit()

    def cancel(self) -> None:
        if self._run is not None:
            self._hear(tr("Cancelling …"))
            self._run.cancel()

    def stop(self) -> None:
        """End the work and wait for it: the plugin is unloaded."""
        if self._run is not None:
            self._run.stop()

    def _hear(self, text: str) -> None:
        for line in filter(None, (line.rstrip() for line in text.splitlines())):
            self.lines.append(line)
            self.logged.emit(line)

    def _progress(self, percent: float) -> None:
        self.percent = percent
        self.changed.emit()

    def _end(self, is_done: bool, results: dict) -> None:
        self._run.deleteLater()
        self._run = None
        self.note(self._algorithm_id, results)
        self.changed.emit()
        self.ended.emit(self._algorithm_id, is_done, results)

    def note(self, algorithm_id: str, results: dict) -> None:
        """Keep of the ``results`` what the next window wants to show."""
