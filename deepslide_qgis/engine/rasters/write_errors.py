"""Conversion of all failures while writing a raster, including those that GDAL only logs, to OutputError."""

from __future__ import annotations

import errno
import logging
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rasterio
from rasterio._err import CPLE_BaseError

from deepslide_qgis.core.errors import OutputError

GDAL = tuple(map(logging.getLogger, ("rasterio._env", "rasterio._err")))
FAILURE = "GDAL signalled an error"
"""Prefix of rasterio's log message about a GDAL failure, logged as information because some GDAL functions succeed
anyway."""


@contextmanager
def convert_write_errors(path: str) -> Iterator[None]:
    """Raise every failure while writing ``path``, including those that GDAL only logs, as OutputError."""
    listener = _FailureListener()
    for gdal in GDAL:
        if not gdal.isEnabledFor(logging.INFO):
            gdal.setLevel(logging.INFO)
        gdal.addHandler(listener)
    try:
        yield
    except (OSError, TypeError, rasterio.errors.RasterioError, CPLE_BaseError) as error:  # TypeError: file gone
        raise _make_output_error(path, str(error), getattr(error, "errno", None)) from error
    finally:
        for gdal in GDAL:
            gdal.removeHandler(listener)
    if listener.errors:
        raise _make_output_error(path, listener.errors[0], None)


class _FailureListener(logging.Handler):
    """Collects the failures that GDAL logs in this thread without raising them."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        is_failure = record.levelno >= logging.ERROR or message.startswith(FAILURE)
        if is_failure and record.thread == self._thread:
            self.errors.append(message.partition("msg=")[2] or message)


def _make_output_error(path: str, reason: str, number: int | None) -> OutputError:
    folder = Path(path).parent
    is_full = number == errno.ENOSPC or (folder.is_dir() and shutil.disk_usage(folder).free < 1 << 20)
    if is_full or "No space left" in reason:
        return OutputError(
            f"The disk is full: '{path}' could not be written.", "Free some space or choose another folder."
        )
    return OutputError(
        f"'{path}' could not be written: {reason}",
        "Check the folder and its permissions, and close programs that have the file open.",
    )
