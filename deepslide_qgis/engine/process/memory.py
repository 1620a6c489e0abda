"""Memory of the machine, and a check that a raster's strips fit into it."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from pathlib import Path

from deepslide_qgis.core.errors import RasterError

BYTES_PER_PIXEL = 4
SHORT_SHARE = 0.1
"""Memory is short if less than this share of it is free."""
LAYERS_PER_STRIP = 12
"""Float32 layers of a strip besides its bands: sums, finished rows, rows being written."""


class _WindowsMemory(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("total", "free", "page_total", "page_free", "v_total", "v_free")),
        ("extended", ctypes.c_ulonglong),
    )


def memory_bytes() -> tuple[int, int]:
    """Return the machine's memory and the memory free for a process; (0, 0) if unknown."""
    if sys.platform == "win32":
        status = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
        is_ok = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return (status.total, status.free) if is_ok else (0, 0)
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return 0, 0
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:  # macOS has no such file; most of its used memory can be reclaimed
        return total, total
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith(" kB")}
    return total, sizes.get("MemAvailable", total)


def memory_is_short() -> bool:
    """Return True if so little memory is free that caches should be emptied."""
    total, free = memory_bytes()
    return free < total * SHORT_SHARE


def release_memory() -> None:
    """Return unused memory, also of the GPU, to the system before a long wait or a retry with less."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "cuda"):
        return
    if torch.cuda.is_initialized():
        torch.cuda.empty_cache()
        if hasattr(torch, "accelerator") and hasattr(torch.accelerator, "empty_host_cache"):
            torch.accelerator.empty_host_cache()  # pinned memory is unavailable to other programs
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()


def tile_row_bytes(width: int, bands: int, tall_px: int) -> int:
    """Return the bytes of one row of tiles over the whole width."""
    return width * tall_px * (bands + LAYERS_PER_STRIP) * BYTES_PER_PIXEL


def check_strip_fits(width: int, bands: int, tile_px: int) -> None:
    """Raise RasterError if one row of tiles over the whole width takes more memory than the machine has."""
    needed = tile_row_bytes(width, bands, tile_px)
    total, _ = memory_bytes()
    if total and needed > total:
        raise RasterError(
            f"The raster is {width} pixels wide: one row of tiles takes {needed / 2**30:.0f} GiB of memory, "
            f"and this computer has {total / 2**30:.0f} GiB.",
            "Cut the raster into narrower parts (Raster > Extraction > Clip), or choose a smaller tile size.",
        )
