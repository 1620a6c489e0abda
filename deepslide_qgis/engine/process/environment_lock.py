"""The lock on the engine's virtual environment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

from deepslide_qgis.core.locks import ENVIRONMENT_FILE, try_lock


@contextmanager
def hold_environment_lock() -> Iterator[None]:
    """Share the lock of this Python's virtual environment, if any, so that no set-up removes it meanwhile."""
    with ExitStack() as locks:
        with suppress(OSError):
            locks.enter_context(try_lock(Path(sys.prefix) / ENVIRONMENT_FILE, is_shared=True) or nullcontext())
        yield
