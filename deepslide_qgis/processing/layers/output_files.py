"""Result files: checks before the run, atomic writing, removal with their side files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsFeedback

from deepslide_qgis.core.errors import OutputError, RasterError
from deepslide_qgis.core.run_files import SIDE_FILES, partial_path, publish
from deepslide_qgis.processing.layers.layer_destination import named_target
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled
from deepslide_qgis.processing.translation import translate


@contextmanager
def atomic_outputs(*paths: str, feedback: Optional[QgsFeedback] = None) -> Iterator[tuple[str, ...]]:
    """Give temporary names for ``paths``; rename them, flushed to disk, when all are complete.

    After an error nothing incomplete is left, and old files are unchanged. Raises OutputError, or Cancelled if
    ``feedback`` was cancelled.
    """
    unfinished = tuple(map(partial_path, paths))
    try:
        yield unfinished
        for partial, path in zip(unfinished, paths):
            _publish(partial, path)
    except (RasterError, OSError) as error:
        if feedback is not None:
            stop_if_cancelled(feedback)
        message = translate("'{}' could not be written: {}").format("', '".join(paths), error)
        raise OutputError(message, translate("Check the folder and the space left.")) from error
    finally:
        remove_outputs(unfinished)


def _publish(unfinished: str, path: str) -> None:
    """Rename a raster and its GDAL side files; remove side files of an older raster."""
    for side in SIDE_FILES:
        if Path(unfinished + side).exists():
            publish(unfinished + side, path + side)
        elif side:
            Path(path + side).unlink(missing_ok=True)


def missing_paths(paths: Iterable[Optional[str]]) -> tuple[str, ...]:
    """Return those of ``paths`` that do not exist yet, which a failed run may therefore remove.

    An existing file is either still the old one or a complete new one, and stays.
    """
    return tuple(path for path in paths if path and not os.path.lexists(path))


def remove_outputs(outputs: Iterable[str]) -> None:
    """Remove the files ``outputs`` of a cancelled or failed run, with their side files."""
    for path in outputs:
        for side in SIDE_FILES:
            Path(path + side).unlink(missing_ok=True)


def check_destination(value: Any, suffixes: tuple[str, ...] = ()) -> None:
    """Raise OutputError if the file that the output parameter ``value`` names cannot be written.

    ``suffixes`` are the allowed extensions; empty for any.
    """
    target = named_target(value)
    if not os.path.isabs(target):
        return
    folder = os.path.dirname(target)
    if suffixes and not target.lower().endswith(suffixes):
        endings = translate(" or ").join(suffixes)
        raise OutputError(
            translate("'{}' does not end in {}.").format(target, endings), translate("Choose such a name.")
        )
    if not os.path.isdir(folder):
        message = translate("There is no folder '{}' to write into.").format(folder)
        raise OutputError(message, translate("Create it or choose another."))
    if not os.access(folder, os.W_OK):
        message = translate("The folder '{}' cannot be written to.").format(folder)
        raise OutputError(message, translate("Choose another."))
