"""Locks: one holder at a time, and nobody kept away by a disk that knows no locks."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest

from deepslide_qgis.core.locks import OutputLocks, try_lock
from tests.small_systems import mounted_disk

LOCKING = "msvcrt.locking" if sys.platform == "win32" else "fcntl.flock"


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))


def test_one_run_at_a_time_has_a_result(tmp_path):
    first, second, path = OutputLocks(), OutputLocks(), str(tmp_path / "a.tif")
    assert first.claim(path) and not second.claim(path) and second.claim(str(tmp_path / "b.tif"))
    first.release()
    assert second.claim(path)
    second.release()


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_disk_without_locks_keeps_nobody_away(tmp_path, monkeypatch, number):
    def no_locks(*_):
        raise OSError(number, "no locks here")

    monkeypatch.setattr(LOCKING, no_locks)
    locks = OutputLocks()
    assert locks.claim(str(tmp_path / "a.tif"))
    locks.release()
    with try_lock(tmp_path / "lock") as held:
        assert held is not None


def test_many_share_a_lock_which_nobody_has_alone_meanwhile(tmp_path):
    path = tmp_path / "lock"
    path.touch()
    with try_lock(path, is_shared=True) as first:
        with try_lock(path, is_shared=True) as second:
            assert first is not None and second is not None and try_lock(path) is None
        assert try_lock(path) is None
    with try_lock(path) as alone:
        assert alone is not None and try_lock(path, is_shared=True) is None


def test_a_shared_lock_needs_a_file_and_writes_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        try_lock(tmp_path / "lock", is_shared=True)
    with mounted_disk(tmp_path / "disk", "size=1m") as disk:
        (disk / "lock").touch()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with try_lock(disk / "lock", is_shared=True) as shared:
            assert shared is not None
