"""Small disks, full disks and little memory, made by the system itself; needs root, as in a container."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

GROUPS = (
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"),
    (Path("/sys/fs/cgroup"), "memory.max"),
)
"""Where the kernel limits the memory of groups of processes: its first way, and its second."""


@contextmanager
def mounted_disk(folder: Path, options: str) -> Iterator[Path]:
    """Mount a disk of its own in ``folder``, as ``size=1m`` or ``ro``; skip the test where that is not allowed."""
    if os.name == "nt":
        pytest.skip("hardware: Windows mounts no small disks")
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("hardware: mounting a small disk needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, leave_bytes: int) -> Path:
    """Write a file that leaves ``leave_bytes`` of the disk free; return it."""
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            file.truncate(max(0, filler.stat().st_size - leave_bytes))
    return filler


@contextmanager
def little_memory(limit_bytes: int) -> Iterator[Path]:
    """Make a group of processes that the kernel kills when they take more; yield the file that takes their numbers."""
    for root, limit in GROUPS:
        group = root / f"deepslide-test-{os.getpid()}"
        try:
            group.mkdir()
            (group / limit).write_text(str(limit_bytes), encoding="ascii")
        except OSError:
            continue
        try:
            yield group / "cgroup.procs"
        finally:
            _dissolve(group)
        return
    pytest.skip("hardware: limiting a group's memory needs root and cgroups")


def _dissolve(group: Path) -> None:
    """End what is left in a group, and remove it."""
    deadline = time.monotonic() + 10
    while (members := (group / "cgroup.procs").read_text(encoding="ascii").split()) and time.monotonic() < deadline:
        for member in members:
            os.kill(int(member), signal.SIGKILL)
        time.sleep(0.05)
    group.rmdir()
