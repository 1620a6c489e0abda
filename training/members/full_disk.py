"""Tells a full disk from other errors of writing."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deepslide_qgis.core.errors import OutputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@contextmanager
def report_full_disk(folder: Path) -> Iterator[None]:
    """Raise OutputError if the disk of ``folder`` is full; let every other error pass unchanged."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OutputError(f"'{folder}' cannot be written: {error}.", "Free some disk and run it again.") from error
