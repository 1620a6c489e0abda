"""The environment that the engine runs in, held for as long as the engine lives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

from deepslide_qgis.core.locks import ENVIRONMENT_FILE, try_lock


@contextmanager
def environment_in_use() -> Iterator[None]:
    """Share the lock of the environment that this Python runs in, if it is one: no set-up removes it meanwhile."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(try_lock(Path(sys.prefix) / ENVIRONMENT_FILE, is_shared=True) or nullcontext())
        yield
