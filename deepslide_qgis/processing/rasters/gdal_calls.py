"""Calls of GDAL whose failures are errors, whichever way its Python bindings report them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Callable, TypeVar

from osgeo import gdal
from qgis.core import QgsFeedback

from deepslide_qgis.core.errors import Cancelled, RasterError

CACHE_BYTES = 256 << 20
"""What GDAL may keep of large rasters while they are gone through once; it would keep a twentieth of the memory."""

Item = TypeVar("Item")

_lock = threading.Lock()
_bounded: list[int] = []


@contextmanager
def bounded_cache() -> Iterator[None]:
    """Let GDAL keep less of the rasters that are read here; the last to leave gives it its usual cache back."""
    with _lock:
        _bounded.append(_bounded[0] if _bounded else gdal.GetCacheMax())
        gdal.SetCacheMax(min(_bounded[0], CACHE_BYTES))
    try:
        yield
    finally:
        with _lock:
            usual = _bounded.pop()
            if not _bounded:
                gdal.SetCacheMax(usual)


def gdal_call(doing: str, function: Callable, *arguments: Any, **options: Any) -> Any:
    """Return what ``function`` returns; raise RasterError, told as ``doing``, for None, an error code or a raise."""
    gdal.ErrorReset()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        result = function(*arguments, **options)
    except RuntimeError as error:
        raise RasterError(f"{doing} failed: {error}") from error
    finally:
        gdal.PopErrorHandler()
    if result is None or (isinstance(result, int) and result != 0):
        raise RasterError(f"{doing} failed: {gdal.GetLastErrorMsg() or 'GDAL gives no reason'}")
    return result


def open_gdal(path: str) -> gdal.Dataset:
    """Return the raster ``path`` open for reading; raise RasterError that says what to do."""
    try:
        return gdal_call("Opening", gdal.OpenEx, path, gdal.OF_RASTER | gdal.OF_READONLY)
    except RasterError as error:
        raise RasterError(
            f"'{path}' cannot be opened as a raster: {error.message}",
            "Check that the file exists and is whole; copy or download it again.",
        ) from error


def gdal_progress(feedback: QgsFeedback, first: float, last: float) -> Callable:
    """Return a progress function for GDAL that obeys cancel and fills the bar from ``first`` to ``last``, if at all."""

    def progress(share: float, _message: str, _data: Any) -> int:
        if last > first:
            feedback.setProgress(first + share * (last - first))
        return 0 if feedback.isCanceled() else 1

    return progress


def stop_if_cancelled(feedback: QgsFeedback) -> None:
    """Raise Cancelled when the person pressed cancel."""
    if feedback.isCanceled():
        raise Cancelled()


def watched(items: Iterable[Item], feedback: QgsFeedback) -> Iterator[Item]:
    """Yield ``items``; raise Cancelled when the person presses cancel meanwhile, even at the last of them."""
    for item in items:
        stop_if_cancelled(feedback)
        yield item
    stop_if_cancelled(feedback)


@contextmanager
def cancel_heard(feedback: QgsFeedback) -> Iterator[None]:
    """Raise Cancelled instead of what GDAL says of a call that cancel broke off."""
    try:
        yield
    except RasterError:
        stop_if_cancelled(feedback)
        raise
    stop_if_cancelled(feedback)
