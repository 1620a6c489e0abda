"""A Python chosen by the user to run the engine, instead of the environment that the plugin makes."""

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
    """Return (Python or None, where it is named); the environment variable overrides the options page."""
    if os.environ.get(PYTHON_VARIABLE):
        return Path(os.environ[PYTHON_VARIABLE]), PYTHON_VARIABLE
    try:
        named = _python_file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        named = ""
    return (Path(named) if named else None), OPTIONS_PAGE


def save_named_python(python: Optional[Path]) -> None:
    """Run the engine with ``python`` in every QGIS of this user; None restores the plugin's own environment.

    Raises OutputError if the file cannot be written.
    """
    try:
        if python is None:
            _python_file().unlink(missing_ok=True)
            return
        _python_file().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_python_file(), f"{python}\n")
    except OSError as error:
        raise OutputError(
            f"'{_python_file()}' cannot be written: {error}.", "Check the folder's permissions."
        ) from error


def _python_file() -> Path:
    return data_folder() / "engine" / "python.txt"
