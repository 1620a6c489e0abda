"""What an engine that was killed leaves behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from deepslide_qgis.core.partial import partial_path

SIDE_FILES = ("", ".ovr", ".aux.xml", ".msk", ".tmp")


def remove_unfinished(request: Any) -> list[str]:
    """Remove the unfinished outputs of ``request`` and their side files; return those that could not be."""
    outputs = getattr(request, "outputs", None)
    left = []
    for path in outputs.paths.values() if outputs else ():
        record = str(Path(path).with_suffix(".run.json"))
        for unfinished in (partial_path(record), *(partial_path(path) + suffix for suffix in SIDE_FILES)):
            try:
                Path(unfinished).unlink(missing_ok=True)
            except OSError:
                left.append(unfinished)
    return left
