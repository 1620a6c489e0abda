"""A layer's file, with all that belongs to it, is made in a folder of its own and takes its place when it is whole."""

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
"""What SQLite keeps beside a GeoPackage: it would be taken for the new one's."""
BESIDE_SHAPEFILES = (".cpg", ".idm", ".ind", ".prj", ".qix", ".qpj", ".sbn", ".sbx")
"""What a shapefile may have and the new one may lack."""


@contextmanager
def made_beside(path: str) -> Iterator[Path]:
    """Give an empty folder beside ``path``, whose files go where ``path`` is at the end, in place of older ones.

    After an error nothing of it is left, and what was there before stays. Raises OutputError.
    """
    target = Path(path).absolute()
    with _told(path):
        folder = Path(tempfile.mkdtemp(prefix=f"{target.stem}.part.", dir=target.parent))
    try:
        yield folder
        with _told(path):
            _replace(target, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _replace(target: Path, folder: Path) -> None:
    for old in _beside(target):
        old.unlink(missing_ok=True)
    for made in sorted(folder.iterdir()):
        publish(made, target.parent / made.name)


def _beside(target: Path) -> list[Path]:
    sides = BESIDE_SHAPEFILES if target.suffix.lower() == ".shp" else ()
    return [*(Path(f"{target}{ending}") for ending in JOURNALS), *(target.with_suffix(side) for side in sides)]


@contextmanager
def _told(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            translate("'{}' could not be written: {}").format(path, error),
            translate("Check that no other program holds it open, and the folder and the space left."),
        ) from error
