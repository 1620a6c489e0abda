"""A member is trained by one process at a time: a lock in its folder, which goes with the process that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from deepslide_qgis.core.errors import RequestError

LOCK = ".training"
WAIT_S = 30
"""A killed sweep's workers may live for some seconds."""


class TrainedElsewhereError(RequestError):
    """Another process is training the member."""


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Make a member's folder and hold its lock; raise TrainedElsewhereError where another process keeps it."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        held = FileLock(folder / LOCK).acquire(timeout=WAIT_S)
    except Timeout as error:
        raise TrainedElsewhereError(
            f"Another process is training '{folder.name}'.", "Wait for it or end it, and run it again."
        ) from error
    with held:
        yield
