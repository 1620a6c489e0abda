"""Overviews of a written raster, built while the rest of Python goes on.

rasterio holds Python's lock as long as GDAL builds overviews: for seconds, or minutes on a slow disk, no other thread
could say that the engine lives, and layers would wait for each other. So GDAL is called directly, as ctypes does
without the lock, in the library that rasterio has loaded; where that cannot be found, by rasterio all the same.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from pathlib import Path
from typing import Optional

import rasterio
import rasterio._env
from rasterio.enums import Resampling
from rasterio.errors import RasterioIOError

SMALLEST_OVERVIEW_PX = 256
ZLEVEL = 1
"""The fastest of deflate, as the layers have; what it leaves is 2 % larger than the default's."""
OPENED = 0x01 | 0x02 | 0x40
"""For writing, as a raster, with errors told."""


def complete(path: str, how: Resampling, threads: int) -> None:
    """Add overviews to the raster ``path`` and make sure that all of it can be read; ``threads`` compress.

    Raises rasterio's errors. That a block is not whole GDAL only mentions where overviews are made of it: ``writing``
    hears that. It mentions nothing where the last blocks of overviews find no space any more: they are read back.
    """
    with rasterio.open(path) as file:
        largest = max(file.width, file.height)
    factors = [2**i for i in range(1, largest.bit_length()) if largest // 2 ** (i - 1) > SMALLEST_OVERVIEW_PX]
    if not factors:
        read_back(path)
        return
    with rasterio.Env(ZLEVEL_OVERVIEW=ZLEVEL, GDAL_NUM_THREADS=str(threads)):
        build = _build if _gdal() else _build_halting
        build(path, factors, how)
    for level in range(len(factors)):
        read_back(path, overview_level=level)


def read_back(path: str, **options: int) -> None:
    """Read every block of the raster ``path`` with rasterio's ``options``; raise its errors where one is not whole."""
    with rasterio.open(path, **options) as file:
        for number in file.indexes:
            for _, window in file.block_windows(number):
                file.read(number, window=window)


def _build(path: str, factors: list[int], how: Resampling) -> None:
    gdal = _gdal()
    file = gdal.GDALOpenEx(path.encode(), OPENED, None, None, None)
    if not file:
        raise RasterioIOError(f"'{path}' could not be opened again: {_last_error(gdal)}")
    count = len(factors)
    failed = gdal.GDALBuildOverviews(
        file, how.name.upper().encode(), count, (ctypes.c_int * count)(*factors), 0, None, None, None
    )
    reason = _last_error(gdal)
    failed = gdal.GDALClose(file) or failed
    if failed:
        raise RasterioIOError(f"Overviews could not be built: {reason}")


def _build_halting(path: str, factors: list[int], how: Resampling) -> None:
    with rasterio.open(path, "r+") as file:
        file.build_overviews(factors, how)


def _last_error(gdal: ctypes.CDLL) -> str:
    return gdal.CPLGetLastErrorMsg().decode(errors="replace")


@lru_cache(maxsize=1)
def _gdal() -> Optional[ctypes.CDLL]:
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
    for name, returned, taken in (
        ("GDALVersionInfo", text, (text,)),
        ("CPLGetLastErrorMsg", text, ()),
        ("GDALOpenEx", pointer, (text, ctypes.c_uint, pointer, pointer, pointer)),
        ("GDALBuildOverviews", whole, (pointer, text, whole, ctypes.POINTER(whole), whole, pointer, pointer, pointer)),
        ("GDALClose", whole, (pointer,)),
    ):
        function = getattr(gdal, name)
        function.restype, function.argtypes = returned, taken
    return gdal
