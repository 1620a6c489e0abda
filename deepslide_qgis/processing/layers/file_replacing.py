"""Replacement of a layer's file and side files, from a temporary folder, once the new file is complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import publish
from deepslide_qgis.processing.translation import translate

JOURNALS = ("-wal", "-shm", "-journal")
"""SQLite files beside a GeoPackage; old ones would be applied to the new file."""
SHAPEFILE_SIDE_FILES = (".cpg", ".idm", ".ind", ".prj", ".qix", ".qpj", ".sbn", ".sbx")
"""Optional side files of a shapefile, which the new one may not have."""


@contextmanager
def replacement_folder(path: str) -> Iterator[Path]:
    """Create an empty folder beside ``path``; at the end move its files over those at ``path``.

    After an error the folder is removed, and the old files are unchanged. Raises OutputError.
    """
    target = Path(path).absolute()
    with _output_errors(path):
        folder = Path(tempfile.mkdtemp(prefix=f"{target.stem}.part.", dir=target.parent))
    try:
        yield folder
        with _output_errors(path):
            _replace(target, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace(target: Path, folder: Path) -> None:
    for old in _side_files(target):
        old.unlink(missing_ok=True)
    for made in sorted(folder.iterdir()):
        publish(made, target.parent / made.name)


def _side_files(target: Path) -> list[Path]:
    sides = SHAPEFILE_SIDE_FILES if target.suffix.lower() == ".shp" else ()
    return [*(Path(f"{target}{ending}") for ending in JOURNALS), *(target.with_suffix(side) for side in sides)]


@contextmanager
def _output_errors(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            translate("'{}' could not be written: {}").format(path, error),
            translate("Check that no other program holds it open, and the folder and the space left."),
        ) from error
