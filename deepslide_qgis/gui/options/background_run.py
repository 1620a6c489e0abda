"""Run an algorithm of Processing in the background and hear what it says, while QGIS stays usable."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsApplication, QgsProcessingAlgRunnerTask, QgsProcessingContext, QgsProcessingFeedback
from qgis.PyQt.QtCore import QObject, pyqtSignal

WAIT_MS = 5000


class SpokenFeedback(QgsProcessingFeedback):
    """Emits every line that an algorithm says, whatever its kind."""

    said = pyqtSignal(str)

    def setProgressText(self, text: str) -> None:
        self.said.emit(text)

    def pushInfo(self, info: str) -> None:
        self.said.emit(info)

    def pushWarning(self, warning: str) -> None:
        self.said.emit(warning)

    def pushCommandInfo(self, info: str) -> None:
        self.said.emit(info)

    def pushConsoleInfo(self, info: str) -> None:
        self.said.emit(info)

    def pushDebugInfo(self, info: str) -> None:
        """Leave out what only developers want to know."""

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.said.emit(error)


class BackgroundRun(QObject):
    """One run: ``ended`` comes last, with whether it went well and the results."""

    said = pyqtSignal(str)
    progressed = pyqtSignal(float)
    ended = pyqtSignal(bool, dict)

    def __init__(self, algorithm_id: str, parameters: dict[str, Any], parent: Optional[QObject] = None):
        super().__init__(parent)
        self._context, self._feedback = QgsProcessingContext(), SpokenFeedback()
        self._feedback.said.connect(self.said)
        self._feedback.progressChanged.connect(self.progressed)
        algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id)
        self._task: Optional[QgsProcessingAlgRunnerTask] = QgsProcessingAlgRunnerTask(
            algorithm, parameters, self._context, self._feedback
        )
        self._task.executed.connect(self._finish)

    def start(self) -> None:
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Have the run end soon; ``ended`` follows."""
        if self._task is not None:
            self._task.cancel()

    def stop(self) -> None:
        """Cancel and wait for the end: for a plugin that is unloaded."""
        if self._task is not None:
            self._task.cancel()
            self._task.waitForFinished(WAIT_MS)

    def _finish(self, is_done: bool, results: dict) -> None:
        self._task = None
        self.ended.emit(is_done, results)
