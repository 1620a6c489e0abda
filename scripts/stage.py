"""Assemble the plugin in build/deepslide_qgis by symbolic links, in the layout that QGIS expects.

QGIS identifies a plugin by the ``metadata.txt`` inside its folder; here that file is at the top of the repository.
Tests, screenshots, the zip and a developer's QGIS profile all use the staged folder. Run this again after adding a file
at the top of the package; changes inside need nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
STAGED = REPOSITORY / "build" / "deepslide_qgis"
FROM_REPOSITORY_ROOT = ("metadata.txt", "LICENSE", "CHANGELOG.md", "resources")


def plugin_parts() -> dict[str, Path]:
    """Return the entries of the plugin folder: name and source path."""
    package = REPOSITORY / "deepslide_qgis"
    parts = {part.name: part for part in package.iterdir() if part.name != "__pycache__"}
    parts.update({name: REPOSITORY / name for name in FROM_REPOSITORY_ROOT})
    return {name: part for name, part in sorted(parts.items()) if part.exists() and not name.startswith(".")}


def stage() -> Path:
    """Link every part into the staged folder, remove stale links, and return the folder."""
    STAGED.mkdir(parents=True, exist_ok=True)
    parts = plugin_parts()
    for stale in (entry for entry in STAGED.iterdir() if entry.is_symlink() and entry.name not in parts):
        stale.unlink()
    for name, part in parts.items():
        link, target = STAGED / name, os.path.relpath(part, STAGED)
        if not link.is_symlink() or os.readlink(link) != target:
            link.unlink(missing_ok=True)
            link.symlink_to(target, target_is_directory=part.is_dir())
    return STAGED


if __name__ == "__main__":
    print(f"The plugin is staged in {stage()}")
