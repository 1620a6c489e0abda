"""Removal of unfinished output files after an engine was killed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.core.run_files import unfinished_paths


def remove_unfinished(request: Any) -> list[str]:
    """Remove the unfinished outputs of ``request`` and their side files; return those that could not be removed.

    Files locked by another run stay: they belong to that run, and this one was refused.
    """
    outputs = getattr(request, "outputs", None)
    not_removed = []
    for path in outputs.paths.values() if outputs else ():
        locks = OutputLocks()
        if not locks.claim(path):
            continue
        for unfinished in unfinished_paths(path):
            try:
                _remove(Path(unfinished))
            except (OSError, ValueError):
                not_removed.append(unfinished)
        locks.release()
    return not_removed


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
