"""GDAL calls with uniform errors, bounded cache, progress and cancel."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Callable, TypeVar

from osgeo import gdal
from qgis.core import QgsFeedback

from deepslide_qgis.core.errors import Cancelled, RasterError

CACHE_BYTES = 256 << 20
"""Limit of GDAL's block cache while large rasters are read once; GDAL's default is 5 % of the memory."""

Item = TypeVar("Item")

_lock = threading.Lock()
_bounded: list[int] = []


@contextmanager
def bounded_cache() -> Iterator[None]:
    """Reduce GDAL's block cache in the context; the last of nested or parallel contexts restores it."""
    with _lock:
        _bounded.append(_bounded[0] if _bounded else gdal.GetCacheMax())
        gdal.SetCacheMax(min(_bounded[0], CACHE_BYTES))
    try:
        yield
    finally:
        with _lock:
            previous_max = _bounded.pop()
            if not _bounded:
                gdal.SetCacheMax(previous_max)


def gdal_call(action: str, function: Callable, *arguments: Any, **options: Any) -> Any:
    """Call ``function``; raise RasterError, with ``action`` in its message, for None, an error code or an exception."""
    gdal.ErrorReset()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        result = function(*arguments, **options)
    except RuntimeError as error:
        raise RasterError(f"{action} failed: {error}") from error
    finally:
        gdal.PopErrorHandler()
    if result is None or (isinstance(result, int) and result != 0):
        raise RasterError(f"{action} failed: {gdal.GetLastErrorMsg() or 'GDAL gives no reason'}")
    return result


def open_gdal(path: str) -> gdal.Dataset:
    """Return the raster ``path``, opened for reading; raise RasterError with a remedy."""
    try:
        return gdal_call("Opening", gdal.OpenEx, path, gdal.OF_RASTER | gdal.OF_READONLY)
    except RasterError as error:
        raise RasterError(
            f"'{path}' cannot be opened as a raster: {error.message}",
            "Check that the file exists and is whole; copy or download it again.",
        ) from error


def gdal_progress(feedback: QgsFeedback, first: float, last: float) -> Callable:
    """Return a GDAL progress function that obeys cancel and, if last > first, sets the progress bar."""

    def progress(share: float, _message: str, _data: Any) -> int:
        if last > first:
            feedback.setProgress(first + share * (last - first))
        return 0 if feedback.isCanceled() else 1

    return progress


def stop_if_cancelled(feedback: QgsFeedback) -> None:
    """Raise Cancelled if the user pressed cancel."""
    if feedback.isCanceled():
        raise Cancelled()


def cancellable(items: Iterable[Item], feedback: QgsFeedback) -> Iterator[Item]:
    """Yield ``items``; raise Cancelled once the user presses cancel, even during the last item."""
    for item in items:
        stop_if_cancelled(feedback)
        yield item
    stop_if_cancelled(feedback)


@contextmanager
def cancelled_instead_of_error(feedback: QgsFeedback) -> Iterator[None]:
    """Raise Cancelled in place of the RasterError of a GDAL call that cancel interrupted."""
    try:
        yield
    except RasterError:
        stop_if_cancelled(feedback)
        raise
    stop_if_cancelled(feedback)
