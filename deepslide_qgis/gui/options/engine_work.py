"""The one background work on the engine at a time: its set-up, or its check."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from deepslide_qgis.gui.options.work import Work

SET_UP = "deepslide:setupengine"
CHECK = "deepslide:checkengine"


class EngineWork(Work):
    """Keeps the last report; ``set_up`` carries whether a set-up succeeded."""

    set_up = pyqtSignal(bool)

    def __init__(self, parent: Optional[QObject] = None):
        super().__init__(parent)
        self.report = ""
        self.ended.connect(self._emit_set_up)

    def note(self, algorithm_id: str, results: dict) -> None:
        self.report = results.get("TEXT", self.report)

    def _emit_set_up(self, algorithm_id: str, is_done: bool, _: dict) -> None:
        if algorithm_id == SET_UP:
            self.set_up.emit(is_done)
