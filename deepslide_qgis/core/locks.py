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

    EVERY_BYTE, OWN_BYTES = (1 << 31) - 1, 1 << 30

    def _lock(file: IO[bytes], is_shared: bool) -> None:
        """Lock a byte of this process's own, or every byte: Windows's shared locks are not to be had from here.

        A byte that is locked cannot be read by others; those of the processes lie far behind the end of any such file.
        """
        start, count = (OWN_BYTES + os.getpid() % OWN_BYTES, 1) if is_shared else (0, EVERY_BYTE)
        os.lseek(file.fileno(), start, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)
else:
    import fcntl

    def _lock(file: IO[bytes], is_shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""How systems say that somebody else holds a lock; whatever else they say, the disk knows no locks."""

ENVIRONMENT_FILE = "pyvenv.cfg"
"""What the engines of a virtual environment lock: each has it, and nobody writes to it once it is made."""


def try_lock(path: Path, is_shared: bool = False) -> Optional[IO[bytes]]:
    """Return the lock file ``path``, locked until it is closed; None where another process or thread holds it.

    One that ``is_shared`` is kept away by one that is not, and keeps it away; the file must be there, and is not
    written to. Where the disk knows no locks, as some network disks do not, nobody is kept away. Raises OSError where
    the file cannot be opened or made.
    """
    file = open(path, "rb" if is_shared else "ab")  # noqa: SIM115 (closing it is what ends the lock)
    try:
        _lock(file, is_shared)
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
        try:
            whole = os.path.normcase(os.path.realpath(path))  # Windows refuses to resolve some long paths
            name = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
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
