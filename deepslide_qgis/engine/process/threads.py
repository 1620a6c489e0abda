"""Limits of the process: cores, priority, open files. QGIS comes first."""

from __future__ import annotations

import os
import sys

NICENESS = 5
BELOW_NORMAL = 0x4000
"""BELOW_NORMAL_PRIORITY_CLASS of the Windows API."""
LARGEST_FILE_LIMIT = 10_240
"""macOS allows no process more open files, whatever limit it reports."""


def count_cores() -> int:
    """Return the number of cores that this process may use.

    ``OMP_NUM_THREADS`` sets a lower number, as for torch, if many engines share a machine.
    """
    requested = os.environ.get("OMP_NUM_THREADS", "")
    if requested.isdigit() and int(requested):
        return int(requested)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def lower_priority() -> None:
    """Lower the priority of this process, so that QGIS stays responsive."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), BELOW_NORMAL)
    else:
        os.nice(NICENESS)


def allow_many_files() -> None:
    """Raise the limit of open files to the maximum: composites read a year of bands, some systems allow 256."""
    if sys.platform == "win32":
        return  # GDAL's files are not limited there
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LARGEST_FILE_LIMIT if hard == resource.RLIM_INFINITY else min(LARGEST_FILE_LIMIT, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
