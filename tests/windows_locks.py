"""The locks as they are on Windows: its module, with the system's call made of this system's locks on bytes."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import struct
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from deepslide_qgis.core.paths import PACKAGE_FOLDER

HOLD = """
import sys
from pathlib import Path
from tests.windows_locks import try_lock
lock = try_lock(Path(sys.argv[1]), is_shared=True)
print(lock is not None, flush=True)
sys.stdin.read()
"""


def locking(descriptor: int, mode: int, count: int) -> None:
    """Lock bytes from where the file stands, for this opening of it alone, as LockFile does: also of one to be read."""
    assert mode == msvcrt.LK_NBLCK
    if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        writable = os.open(f"/proc/self/fd/{descriptor}", os.O_RDWR)  # stays open: until its holder ends
        os.lseek(writable, os.lseek(descriptor, 0, os.SEEK_CUR), os.SEEK_SET)
        descriptor = writable
    bytes_from_here = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_CUR, 0, count, 0)
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, bytes_from_here)


def _loaded() -> Any:
    spec = importlib.util.spec_from_file_location("windows_locks", PACKAGE_FOLDER / "core" / "locks.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as windows:
        windows.setattr(sys, "platform", "win32")
        windows.setitem(sys.modules, "msvcrt", msvcrt)
        spec.loader.exec_module(module)
    return module


class Holder:
    """Another process that shares the lock of ``path``, if it gets it (``has_it``), until its ``end``."""

    def __init__(self, path: Path):
        command, paths = [sys.executable, "-c", HOLD, str(path)], {"PYTHONPATH": os.pathsep.join(sys.path)}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(command, env={**os.environ, **paths}, **pipes)
        self.has_it = self._process.stdout.readline() == "True\n"

    def end(self) -> None:
        self._process.communicate()


msvcrt = types.ModuleType("msvcrt")
msvcrt.locking, msvcrt.LK_NBLCK = locking, 2
try_lock = _loaded().try_lock
