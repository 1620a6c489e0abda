"""Folders of the plugin's own files, the same in QGIS, in a checkout and in the engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE_FOLDER = Path(__file__).parent.parent
DATA_VARIABLE = "DEEPSLIDE_DATA"


def resources_folder() -> Path:
    """Return the folder ``resources``: inside the installed package, or beside the package in a checkout."""
    inside = PACKAGE_FOLDER / "resources"
    return inside if inside.is_dir() else PACKAGE_FOLDER.parent / "resources"


def data_folder() -> Path:
    """Return the user's folder for the engine's environment and installed packs (DEEPSLIDE_DATA overrides the
    default)."""
    if os.environ.get(DATA_VARIABLE):
        return Path(os.environ[DATA_VARIABLE])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "DeepSlide"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "DeepSlideQGIS"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "deepslide-qgis"
