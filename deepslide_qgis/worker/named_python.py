"""A Python that a person names to run the engine, instead of the environment that the plugin makes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.paths import data_folder
from deepslide_qgis.core.run_files import write_atomically

PYTHON_VARIABLE = "DEEPSLIDE_ENGINE_PYTHON"
OPTIONS_PAGE = "The page DeepSlide of QGIS's options"


def named_python() -> tuple[Optional[Path], str]:
    """Return the Python that is named, and where: in the variable, which wins, or on the options page."""
    if os.environ.get(PYTHON_VARIABLE):
        return Path(os.environ[PYTHON_VARIABLE]), PYTHON_VARIABLE
    try:
        named = _file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        named = ""
    return (Path(named) if named else None), OPTIONS_PAGE


def name_python(python: Optional[Path]) -> None:
    """Let ``python`` run the engine in every QGIS of this person; None goes back to the plugin's own environment.

    Raises OutputError where that cannot be written down.
    """
    try:
        if python is None:
            _file().unlink(missing_ok=True)
            return
        _file().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_file(), f"{python}\n")
    except OSError as error:
        raise OutputError(f"'{_file()}' cannot be written: {error}.", "Check the folder's permissions.") from error


def _file() -> Path:
    return data_folder() / "engine" / "python.txt"
