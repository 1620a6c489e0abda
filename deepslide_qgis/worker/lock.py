"""Lock that allows one set-up at a time, over all QGIS processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.locks import try_lock


@contextmanager
def only_one_installer(path: Path) -> Iterator[IO[bytes]]:
    """Hold the lock file ``path``; raise EngineEnvironmentError at once if another process or thread holds it."""
    lock = try_lock(path)
    if lock is None:
        raise EngineEnvironmentError(
            "The engine is being set up already, in this QGIS or another.", "Wait until that is done."
        )
    with lock:
        yield lock
