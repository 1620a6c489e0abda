"""Calls into GDAL for what rasterio does not offer: overviews of a file that is still being written.

The calls go through ctypes to the library that rasterio has loaded, without holding Python's global lock.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional, TypeVar

import numpy as np
import rasterio
import rasterio._env
from rasterio.dtypes import dtype_rev
from rasterio.errors import RasterioIOError

WRITE = 1
FAILURE = 3
"""GDAL's lowest error class at which an operation was not done."""
Opened = TypeVar("Opened")
_open_lock = threading.Lock()


def open_with_handle(open_file: Callable[[], Opened], path: str) -> tuple[Opened, Optional[int]]:
    """Return the file that ``open_file`` opens with rasterio, and GDAL's handle of it, valid while the file is open.

    rasterio does not expose the handle: it is the only dataset called ``path`` that was not open before. The handle is
    None if GDAL is not found, or another thread opened a dataset at the same time.
    """
    gdal = load_gdal()
    if not gdal:
        return open_file(), None
    with _open_lock:
        before = _open_datasets()
        file = open_file()
        new = _open_datasets() - before
    is_ours = len(new) == 1 and gdal.GDALGetDescription(*new).decode(errors="replace") == path
    return file, new.pop() if is_ours else None


class FileOverviews:
    """Overviews of the open file ``handle``: created empty, then written before the file is closed.

    ``handle`` comes from :func:`open_with_handle`. All methods raise RasterioIOError with GDAL's message.
    """

    def __init__(self, handle: int, factors: Sequence[int], bands: int):
        count = len(factors)
        self._handle = handle
        self.flush()  # on a full disk GDAL would crash in the next call
        _call(load_gdal().GDALBuildOverviews, handle, b"NONE", count, _to_c_integers(factors), 0, None, None, None)
        file_bands = [load_gdal().GDALGetRasterBand(handle, number + 1) for number in range(bands)]
        self._bands = [[load_gdal().GDALGetOverview(band, level) for band in file_bands] for level in range(count)]

    def write(self, level: int, top: int, left: int, rows: np.ndarray) -> None:
        """Write ``rows``, (h, w) or (bands, h, w), into overview ``level``; 0 is the largest."""
        for band, plane in zip(self._bands[level], rows[np.newaxis] if rows.ndim == 2 else rows, strict=True):
            plane = np.ascontiguousarray(plane)
            height, width = plane.shape
            place, buffer = (left, top, width, height), (plane.ctypes.data, width, height, dtype_rev[plane.dtype.name])
            _call(load_gdal().GDALRasterIO, band, WRITE, *place, *buffer, 0, 0)

    def flush(self) -> None:
        """Flush all data of the file to disk: closing would do so while holding Python's global lock."""
        _call(load_gdal().GDALFlushCache, self._handle)


def _call(function: Callable[..., Any], *arguments: Any) -> None:
    """Call ``function``; raise GDAL's last error, which some versions do not return as a status."""
    gdal = load_gdal()
    gdal.CPLErrorReset()
    function(*arguments)
    if gdal.CPLGetLastErrorType() >= FAILURE:
        raise RasterioIOError(gdal.CPLGetLastErrorMsg().decode(errors="replace"))


def _open_datasets() -> set[int]:
    datasets, count = ctypes.POINTER(ctypes.c_void_p)(), ctypes.c_int()
    load_gdal().GDALGetOpenDatasets(ctypes.byref(datasets), ctypes.byref(count))
    return {datasets[i] for i in range(count.value)}


def _to_c_integers(values: Sequence[int]) -> ctypes.Array:
    return (ctypes.c_int * len(values))(*values)


@lru_cache(maxsize=1)
def load_gdal() -> Optional[ctypes.CDLL]:
    """Return rasterio's GDAL, through rasterio's extension module or, on Windows, by name in ``rasterio.libs``."""
    bundled = Path(rasterio.__file__).parents[1] / "rasterio.libs"
    for path in (rasterio._env.__file__, *map(str, sorted(bundled.glob("gdal*.dll")))):
        try:
            gdal = _declare_functions(ctypes.CDLL(path))
        except (OSError, AttributeError):  # not loadable, or without these functions
            continue
        if gdal.GDALVersionInfo(b"RELEASE_NAME").decode() == rasterio.__gdal_version__:
            return gdal
    return None


def _declare_functions(gdal: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text, integer = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    many, place = ctypes.POINTER, (integer,) * 4
    for name, result_type, argument_types in (
        ("GDALVersionInfo", text, (text,)),
        ("CPLErrorReset", None, ()),
        ("CPLGetLastErrorType", integer, ()),
        ("CPLGetLastErrorMsg", text, ()),
        ("GDALGetDescription", text, (pointer,)),
        ("GDALGetOpenDatasets", None, (many(many(pointer)), many(integer))),
        ("GDALBuildOverviews", integer, (pointer, text, integer, many(integer), integer, pointer, pointer, pointer)),
        ("GDALGetRasterBand", pointer, (pointer, integer)),
        ("GDALGetOverview", pointer, (pointer, integer)),
        ("GDALRasterIO", integer, (pointer, integer, *place, pointer, integer, integer, integer, integer, integer)),
        ("GDALFlushCache", None, (pointer,)),
    ):
        function = getattr(gdal, name)
        function.restype, function.argtypes = result_type, argument_types
    return gdal
