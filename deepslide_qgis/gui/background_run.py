"""A Processing algorithm run in the background, with its messages as Qt signals."""

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


class SignallingFeedback(QgsProcessingFeedback):
    """A feedback that emits every message of an algorithm as a signal, whatever its kind."""

    logged = pyqtSignal(str)

    def setProgressText(self, text: str) -> None:
        self.logged.emit(text)

    def pushInfo(self, info: str) -> None:
        self.logged.emit(info)

    def pushWarning(self, warning: str) -> None:
        self.logged.emit(warning)

    def pushCommandInfo(self, info: str) -> None:
        self.logged.emit(info)

    def pushConsoleInfo(self, info: str) -> None:
        self.logged.emit(info)

    def pushDebugInfo(self, info: str) -> None:
        """Ignore messages for developers."""

    def reportError(self, error: str, fatalError: bool = False) -> None:
        self.logged.emit(error)


class BackgroundRun(QObject):
    """One run of an algorithm; ``ended``, the last signal, carries success and the results."""

    logged = pyqtSignal(str)
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
        self._feedback = SignallingFeedback()
        if project is not None:
            self._context.setProject(project)
        self._feedback.logged.connect(self.logged)
        self._feedback.progressChanged.connect(self.progressed)
        self._algorithm = QgsApplication.processingRegistry().algorithmById(algorithm_id)
        self._parameters = parameters
        self._task: Optional[QgsProcessingAlgRunnerTask] = QgsProcessingAlgRunnerTask(
            self._algorithm, parameters, self._context, self._feedback
        )
        self._task.executed.connect(self._finish)

    def parameter_error(self) -> str:
        """Return the error in the parameters, or an empty text."""
        is_fine, message = self._algorithm.checkParameterValues(self._parameters, self._context)
        return "" if is_fine else message

    def start(self) -> None:
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Cancel the run; ``ended`` follows."""
        if self._task is not None:
            self._task.cancel()

    def stop(self) -> None:
        """Cancel the run and wait for its end; for unloading the plugin."""
        self.cancel()
        if self._task is not None:  # a task that had not started has ended already
            self._task.waitForFinished(WAIT_MS)

    def _finish(self, is_done: bool, results: dict) -> None:
        self._task = self._context = None  # closes the algorithm's input files before its results are used
        self.ended.emit(is_done, results)
