"""Results on disk: whether they can be written, made whole, and their removal with what GDAL keeps beside them."""

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
def made_whole(*paths: str, feedback: Optional[QgsFeedback] = None) -> Iterator[tuple[str, ...]]:
    """Give names under which GDAL writes ``paths``, which get their own when all are written, and are on the disk.

    Otherwise nothing unfinished is left, and what was there before stays. Raises OutputError, and Cancelled where
    ``feedback`` tells that GDAL stopped because of that.
    """
    unfinished = tuple(map(partial_path, paths))
    try:
        yield unfinished
        for half, path in zip(unfinished, paths):
            _publish(half, path)
    except (RasterError, OSError) as error:
        if feedback is not None:
            stop_if_cancelled(feedback)
        message = translate("'{}' could not be written: {}").format("', '".join(paths), error)
        raise OutputError(message, translate("Check the folder and the space left.")) from error
    finally:
        remove_outputs(unfinished)


def _publish(unfinished: str, path: str) -> None:
    """Rename a raster and what GDAL keeps beside it; take away what an older raster of that name had there."""
    for side in SIDE_FILES:
        if Path(unfinished + side).exists():
            publish(unfinished + side, path + side)
        elif side:
            Path(path + side).unlink(missing_ok=True)


def not_there_yet(paths: Iterable[Optional[str]]) -> tuple[str, ...]:
    """Return those of ``paths`` that no file has: what a run may take away again where it fails.

    A file that was there before is still the older one, or a whole new one in its place: either stays.
    """
    return tuple(path for path in paths if path and not os.path.lexists(path))


def remove_outputs(outputs: Iterable[str]) -> None:
    """Remove the files ``outputs`` of a run that was cancelled or failed."""
    for path in outputs:
        for side in SIDE_FILES:
            Path(path + side).unlink(missing_ok=True)


def check_destination(value: Any, suffixes: tuple[str, ...] = ()) -> None:
    """Raise OutputError where the file that the output parameter ``value`` names cannot be written.

    ``suffixes`` are the endings that its name may have; any where none are given.
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
