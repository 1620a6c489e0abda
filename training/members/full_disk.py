"""A disk that takes nothing more, told apart from files that cannot be read."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deepslide_qgis.core.errors import OutputError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


@contextmanager
def full_disk_named(folder: Path) -> Iterator[None]:
    """Raise OutputError where the disk of ``folder`` is full; every other error goes through as it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OutputError(f"'{folder}' cannot be written: {error}.", "Free some disk and run it again.") from error
