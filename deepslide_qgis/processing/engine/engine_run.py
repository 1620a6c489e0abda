"""Call of the engine from an algorithm, with its events as progress, log lines and warnings."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback

from deepslide_qgis.core.events import Event, Finished, Logged, Progress, Started, Warned
from deepslide_qgis.worker.engine import run


def run_engine(command: str, request: Any, feedback: QgsProcessingFeedback, share: float = 100) -> Finished:
    """Return the engine's answer to ``request``; progress fills ``share`` per cent of the bar.

    Raises the DeepSlideError that the engine reports, or Cancelled within a second of the cancel button.
    """
    return run(command, request, lambda event: forward_event(event, feedback, share), feedback.isCanceled)


def forward_event(event: Event, feedback: QgsProcessingFeedback, share: float = 100) -> None:
    """Pass one event of the engine on to ``feedback``."""
    if isinstance(event, Progress):
        feedback.setProgress(share * event.done / max(event.total, 1))
    elif isinstance(event, Warned):
        feedback.pushWarning(event.message)
    elif isinstance(event, Logged):
        feedback.pushInfo(event.message)
    elif isinstance(event, Started):
        feedback.pushDebugInfo(f"Engine: {event.python}, process {event.pid}")
