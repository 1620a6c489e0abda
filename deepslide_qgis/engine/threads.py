"""How many threads a runtime may use."""

from __future__ import annotations

import os


def threads() -> int:
    """Return the cores that this process may use.

    ``OMP_NUM_THREADS`` says fewer, as to torch: where many engines share a machine.
    """
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
