"""Run an algorithm of Processing in the background and hear what it says, while QGIS stays usable."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
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

    def __init__(
        self,
        algorithm_id: str,
        parameters: dict[str, Any],
        parent: Optional[QObject] = None,
        project: Optional[QgsProject] = None,
    ):
        super().__init__(parent)
        self._context: Optional[QgsProcessingContext] = QgsProcessingContext()
        self._feedback = SpokenFeedback()
        if project is not None:
            self._context.setProject(project)
        self._feedback.said.connect(self.said)
        self._feedback.progressChanged.connect(self.progressed)
        self._algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id)
        self._parameters = parameters
        self._task: Optional[QgsProcessingAlgRunnerTask] = QgsProcessingAlgRunnerTask(
            self._algorithm, parameters, self._context, self._feedback
        )
        self._task.executed.connect(self._finish)

    def trouble(self) -> str:
        """Return what is wrong with the parameters, empty where nothing is."""
        is_fine, message = self._algorithm.checkParameterValues(self._parameters, self._context)
        return "" if is_fine else message

    def start(self) -> None:
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Have the run end soon; ``ended`` follows."""
        if self._task is not None:
            self._task.cancel()

    def stop(self) -> None:
        """Cancel and wait for the end: for a plugin that is unloaded."""
        self.cancel()
        if self._task is not None:  # one that had not begun has ended by now
            self._task.waitForFinished(WAIT_MS)

    def _finish(self, is_done: bool, results: dict) -> None:
        self._task = self._context = None  # lets go of files that the algorithm read, before its results are used
        self.ended.emit(is_done, results)
