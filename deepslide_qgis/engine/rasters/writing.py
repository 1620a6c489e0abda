"""What goes wrong while a raster is written becomes an error, also what GDAL only mentions."""

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
"""How rasterio tells what GDAL failed in, as information only: some of GDAL's functions succeed all the same."""


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Turn every way in which writing ``path`` fails, those that GDAL only mentions included, into an OutputError."""
    heard = _Listener()
    for gdal in GDAL:
        if not gdal.isEnabledFor(logging.INFO):
            gdal.setLevel(logging.INFO)
        gdal.addHandler(heard)
    try:
        yield
    except (OSError, TypeError, rasterio.errors.RasterioError, CPLE_BaseError) as error:  # TypeError: the file is gone
        raise _output_error(path, str(error), getattr(error, "errno", None)) from error
    finally:
        for gdal in GDAL:
            gdal.removeHandler(heard)
    if heard.errors:
        raise _output_error(path, heard.errors[0], None)


class _Listener(logging.Handler):
    """Collects what GDAL reports as failures in this thread while nobody raises them."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        is_failure = record.levelno >= logging.ERROR or words.startswith(FAILURE)
        if is_failure and record.thread == self._thread:
            self.errors.append(words.partition("msg=")[2] or words)


def _output_error(path: str, reason: str, number: int | None) -> OutputError:
    folder = Path(path).parent
    full = number == errno.ENOSPC or (folder.is_dir() and shutil.disk_usage(folder).free < 1 << 20)
    if full or "No space left" in reason:
        return OutputError(
            f"The disk is full: '{path}' could not be written.", "Free some space or choose another folder."
        )
    return OutputError(
        f"'{path}' could not be written: {reason}",
        "Check the folder and its permissions, and close programs that have the file open.",
    )
