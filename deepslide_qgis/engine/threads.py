"""How many threads a runtime may use, and at what priority: QGIS comes first."""

from __future__ import annotations

import os
import sys

NICENESS = 5
BELOW_NORMAL = 0x4000
"""BELOW_NORMAL_PRIORITY_CLASS of the Windows API."""


def threads() -> int:
    """Return the cores that this process may use.

    ``OMP_NUM_THREADS`` says fewer, as to torch: where many engines share a machine.
    """
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def yield_to_others() -> None:
    """Let this process stand back where others want the cores, too, so that QGIS stays quick beside it."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), BELOW_NORMAL)
    else:
        os.nice(NICENESS)
