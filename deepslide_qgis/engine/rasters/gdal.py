"""GDAL itself, for what rasterio has no word: the overviews of a file that is being written.

It is called by ctypes, in the library that rasterio has loaded, and so without Python's lock: other threads go on.
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
"""GDAL's class of errors from which on something was not done."""
Opened = TypeVar("Opened")
_one_at_a_time = threading.Lock()


def opened_with_handle(open_file: Callable[[], Opened], path: str) -> tuple[Opened, Optional[int]]:
    """Return the file that ``open_file`` opens with rasterio, and GDAL's own handle of it, for as long as it is open.

    rasterio does not tell; it is the one dataset that is open afterwards, was not before, and is called ``path``. None
    where GDAL is not found, or another thread opened something at the same time.
    """
    gdal = library()
    if not gdal:
        return open_file(), None
    with _one_at_a_time:
        before = _open_datasets()
        opened = open_file()
        new = _open_datasets() - before
    is_it = len(new) == 1 and gdal.GDALGetDescription(*new).decode(errors="replace") == path
    return opened, new.pop() if is_it else None


class FileOverviews:
    """Overviews of the file behind ``handle``, made empty, to be written before the file is closed.

    ``handle`` is one of :func:`opened_with_handle`. All raise RasterioIOError with GDAL's words.
    """

    def __init__(self, handle: int, factors: Sequence[int], bands: int):
        count = len(factors)
        self._handle = handle
        self.flush()  # on a full disk GDAL would not survive what comes next
        _done(library().GDALBuildOverviews, handle, b"NONE", count, _integers(factors), 0, None, None, None)
        of_file = [library().GDALGetRasterBand(handle, number + 1) for number in range(bands)]
        self._bands = [[library().GDALGetOverview(band, level) for band in of_file] for level in range(count)]

    def write(self, level: int, top: int, left: int, rows: np.ndarray) -> None:
        """Write ``rows``, (h, w) or (bands, h, w), into overview ``level``, 0 being the largest."""
        for band, plane in zip(self._bands[level], rows[np.newaxis] if rows.ndim == 2 else rows, strict=True):
            plane = np.ascontiguousarray(plane)
            height, width = plane.shape
            place, buffer = (left, top, width, height), (plane.ctypes.data, width, height, dtype_rev[plane.dtype.name])
            _done(library().GDALRasterIO, band, WRITE, *place, *buffer, 0, 0)

    def flush(self) -> None:
        """Have all that was written of the whole file on its way to the disk: closing would hold Python's lock."""
        _done(library().GDALFlushCache, self._handle)


def _done(function: Callable[..., Any], *arguments: Any) -> None:
    """Call ``function``; raise what GDAL says of it, which some functions do not return in all its versions."""
    gdal = library()
    gdal.CPLErrorReset()
    function(*arguments)
    if gdal.CPLGetLastErrorType() >= FAILURE:
        raise RasterioIOError(gdal.CPLGetLastErrorMsg().decode(errors="replace"))


def _open_datasets() -> set[int]:
    datasets, count = ctypes.POINTER(ctypes.c_void_p)(), ctypes.c_int()
    library().GDALGetOpenDatasets(ctypes.byref(datasets), ctypes.byref(count))
    return {datasets[i] for i in range(count.value)}


def _integers(values: Sequence[int]) -> ctypes.Array:
    return (ctypes.c_int * len(values))(*values)


@lru_cache(maxsize=1)
def library() -> Optional[ctypes.CDLL]:
    """Return the GDAL of rasterio: found through its own module, on Windows by name in the folder beside it."""
    beside = Path(rasterio.__file__).parents[1] / "rasterio.libs"
    for path in (rasterio._env.__file__, *map(str, sorted(beside.glob("gdal*.dll")))):
        try:
            gdal = _declared(ctypes.CDLL(path))
        except (OSError, AttributeError):  # not to be loaded, or without such functions
            continue
        if gdal.GDALVersionInfo(b"RELEASE_NAME").decode() == rasterio.__gdal_version__:
            return gdal
    return None


def _declared(gdal: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text, whole = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    many, place = ctypes.POINTER, (whole,) * 4
    for name, returned, taken in (
        ("GDALVersionInfo", text, (text,)),
        ("CPLErrorReset", None, ()),
        ("CPLGetLastErrorType", whole, ()),
        ("CPLGetLastErrorMsg", text, ()),
        ("GDALGetDescription", text, (pointer,)),
        ("GDALGetOpenDatasets", None, (many(many(pointer)), many(whole))),
        ("GDALBuildOverviews", whole, (pointer, text, whole, many(whole), whole, pointer, pointer, pointer)),
        ("GDALGetRasterBand", pointer, (pointer, whole)),
        ("GDALGetOverview", pointer, (pointer, whole)),
        ("GDALRasterIO", whole, (pointer, whole, *place, pointer, whole, whole, whole, whole, whole)),
        ("GDALFlushCache", None, (pointer,)),
    ):
        function = getattr(gdal, name)
        function.restype, function.argtypes = returned, taken
    return gdal
