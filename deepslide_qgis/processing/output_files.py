"""Results on disk: whether they can be written, and their removal with what GDAL keeps beside them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import SIDE_FILES
from deepslide_qgis.processing.algorithm import translate


def remove_outputs(outputs: dict[str, str]) -> None:
    """Remove the files ``outputs`` of a run that was cancelled or failed."""
    for path in outputs.values():
        for side in SIDE_FILES:
            Path(path + side).unlink(missing_ok=True)


def check_destination(value: Any, suffixes: tuple[str, ...] = ()) -> None:
    """Raise OutputError where the file that the output parameter ``value`` names cannot be written.

    ``suffixes`` are the endings that its name may have; any where none are given.
    """
    target = value.sink if hasattr(value, "sink") else value
    target = target.staticValue() if hasattr(target, "staticValue") else target
    if not isinstance(target, str) or not os.path.isabs(target):
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
