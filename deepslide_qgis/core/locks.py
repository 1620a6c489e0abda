"""Locks between processes that the operating system releases when the holder ends, however it ends."""

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
    import secrets

    EVERY_BYTE, FIRST_SHARED = (1 << 31) - 1, 1 << 30

    def _lock(file: IO[bytes], is_shared: bool) -> None:
        """Lock one byte at random (shared) or every byte (exclusive): msvcrt has no shared locks.

        Others cannot read a locked byte, so the bytes of shared locks lie far behind the end of the file.
        """
        chosen = FIRST_SHARED + secrets.randbelow(EVERY_BYTE - FIRST_SHARED)
        start, count = (chosen, 1) if is_shared else (0, EVERY_BYTE)
        os.lseek(file.fileno(), start, os.SEEK_SET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, count)
else:
    import fcntl

    def _lock(file: IO[bytes], is_shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
"""Error numbers that mean "locked by another process"; any other means that the disk does not support locks."""

ENVIRONMENT_FILE = "pyvenv.cfg"
"""The file that engines lock in their virtual environment: always there, and never written to after its creation."""


def try_lock(path: Path, is_shared: bool = False) -> Optional[IO[bytes]]:
    """Return the lock file ``path``, locked until it is closed; None if another process or thread holds the lock.

    A shared lock (``is_shared``) and an exclusive lock exclude each other; for a shared lock the file must exist, and
    is opened for reading only. On disks without locks, such as some network disks, every call succeeds. Raises OSError
    if the file cannot be opened or created.
    """
    file = open(path, "rb" if is_shared else "ab")  # noqa: SIM115 (closing the file releases the lock)
    try:
        _lock(file, is_shared)
    except OSError as error:
        if error.errno in HELD:
            file.close()
            return None
        logging.getLogger(__name__).debug("%s cannot be locked: %s", path, error)
    return file


class OutputLocks:
    """Locks on the result files of one run, so that no second run writes to or cleans up the same files."""

    ours: ClassVar[set[str]] = set()
    """The result files that this process has claimed."""

    def __init__(self) -> None:
        self._held: dict[str, IO[bytes]] = {}

    def claim(self, path: str) -> bool:
        """Return True if ``path`` now belongs to this run; always True on disks without locks."""
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
        """Release all claimed files."""
        while self._held:
            path, lock = self._held.popitem()
            self.ours.discard(path)
            lock.close()
