"""Resident memory of this process and its children, sampled while something runs."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

LOOK_S = 0.1


class MemoryWatch:
    """Samples the resident memory of this process and its children until it is left."""

    def __init__(self) -> None:
        self.peak_mb = self.own_mb = self.children_mb = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_S):
            own_mb, children_mb = resident_mb(os.getpid()), sum(map(resident_mb, children(os.getpid())))
            self.own_mb, self.children_mb = max(self.own_mb, own_mb), max(self.children_mb, children_mb)
            self.peak_mb = max(self.peak_mb, own_mb + children_mb)


def children(process: int) -> list[int]:
    """Return the processes that ``process`` started."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def resident_mb(process: int) -> float:
    """Return the resident memory of a process, 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
