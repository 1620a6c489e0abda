"""What the process may use: cores, at what priority, files that are open at once. QGIS comes first."""

from __future__ import annotations

import os
import sys

NICENESS = 5
BELOW_NORMAL = 0x4000
"""BELOW_NORMAL_PRIORITY_CLASS of the Windows API."""
MOST_FILES = 10_240
"""More open files than this macOS gives to no process, whatever it says."""


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


def allow_many_files() -> None:
    """Let this process open as many files at once as it may: composites read a year of bands, some systems give 256."""
    if sys.platform == "win32":
        return  # what GDAL opens there counts otherwise
    import resource

    given, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(MOST_FILES, most)
    if given != resource.RLIM_INFINITY and given < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
