"""Locks: one holder at a time, and nobody kept away by a disk that knows no locks."""

from __future__ import annotations

import errno
import fcntl

import pytest

from deepslide_qgis.core.locks import OutputLocks, try_lock


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

    monkeypatch.setattr(fcntl, "flock", no_locks)
    locks = OutputLocks()
    assert locks.claim(str(tmp_path / "a.tif"))
    locks.release()
    with try_lock(tmp_path / "lock") as held:
        assert held is not None
