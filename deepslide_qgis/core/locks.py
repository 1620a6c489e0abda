"""Locks between processes that the system lifts when their holder ends, however it ends."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import sys
from pathlib import Path
from typing import IO, ClassVar, Optional

from deepslide_qgis.core.paths import data_folder

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""How systems say that somebody else holds a lock; whatever else they say, the disk knows no locks."""


def try_lock(path: Path) -> Optional[IO[bytes]]:
    """Return the lock file ``path``, locked until it is closed; None where another process or thread holds it.

    Where the disk knows no locks, as some network disks do not, nobody is kept away. Raises OSError where the file
    cannot be made.
    """
    file = open(path, "ab")  # noqa: SIM115 (closing it is what ends the lock)
    try:
        _lock(file)
    except OSError as error:
        if error.errno in HELD:
            file.close()
            return None
        logging.getLogger(__name__).debug("%s cannot be locked: %s", path, error)
    return file


class OutputLocks:
    """Claims result files for one run, so that a second run cannot write, or clean up, what the first one writes."""

    ours: ClassVar[set[str]] = set()
    """The result files that this process has claimed."""

    def __init__(self) -> None:
        self._held: dict[str, IO[bytes]] = {}

    def claim(self, path: str) -> bool:
        """Return whether ``path`` is this run's now; where no lock can be made, nobody is kept away."""
        folder = data_folder() / "locks"
        whole = os.path.normcase(os.path.realpath(path))
        name = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = try_lock(folder / name)
        except OSError:
            return True
        if lock is not None:
            self._held[path] = lock
            self.ours.add(path)
        return lock is not None

    def release(self) -> None:
        """Let others have the files."""
        while self._held:
            path, lock = self._held.popitem()
            self.ours.discard(path)
            lock.close()
