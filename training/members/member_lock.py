"""A file lock in a member's folder, so that one process at a time trains the member; it ends with its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from deepslide_qgis.core.errors import RequestError

LOCK = ".training"
WAIT_S = 30
"""Workers of a killed sweep may live for some seconds."""


class TrainedElsewhereError(RequestError):
    """Another process is training the member."""


@contextmanager
def lock_member(folder: Path) -> Iterator[None]:
    """Create a member's folder and hold its lock; raise TrainedElsewhereError if another process has it."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(folder / LOCK).acquire(timeout=WAIT_S)
    except Timeout as error:
        raise TrainedElsewhereError(
            f"Another process is training '{folder.name}'.", "Wait for it or end it, and run it again."
        ) from error
    with lock:
        yield
