"""A lock between processes that the system lifts when its holder ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from deepslide_qgis.core.errors import EngineEnvironmentError

if os.name == "nt":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_one_installer(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; raise EngineEnvironmentError at once where another process or thread holds it."""
    with open(path, "ab") as file:
        try:
            _lock(file)
        except OSError as error:
            raise EngineEnvironmentError(
                "The engine is being set up already, in this QGIS or another.", "Wait until that is done."
            ) from error
        yield
