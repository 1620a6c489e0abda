"""What an engine that was killed leaves behind."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.core.run_files import unfinished_paths


def remove_unfinished(request: Any) -> list[str]:
    """Remove the unfinished outputs of ``request`` and their side files; return those that could not be.

    Files that another run writes just now stay: that run was first, and this one was refused.
    """
    outputs = getattr(request, "outputs", None)
    left = []
    for path in outputs.paths.values() if outputs else ():
        locks = OutputLocks()
        if not locks.claim(path):
            continue
        for unfinished in unfinished_paths(path):
            try:
                _remove(Path(unfinished))
            except (OSError, ValueError):
                left.append(unfinished)
        locks.release()
    return left


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
