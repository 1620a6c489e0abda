"""Results get their final names, those of one run together; neither what was there nor what is new is lost by that."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import partial_path, publish, record_path
from deepslide_qgis.engine.rasters.writing import writing


def check_target(path: str, inputs: Sequence[str]) -> None:
    """Raise OutputError where ``path`` cannot be the result of a run that reads ``inputs``, before it is computed."""
    target = Path(path)
    if target.exists() and any(Path(source).exists() and target.samefile(source) for source in inputs):
        raise OutputError(f"'{path}' is read by this run and cannot be its result.", "Choose another name.")
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise OutputError(f"'{path}' does not end in .tif; results are GeoTIFFs.", "Choose a name ending in .tif.")
    if not target.parent.is_dir():
        raise OutputError(f"There is no folder '{target.parent}' to write into.", "Create it or choose another.")
    if not os.access(target.parent, os.W_OK):
        raise OutputError(f"The folder '{target.parent}' cannot be written to.", "Choose another folder.")
    for there in (target, Path(record_path(path))):
        _check_replaceable(there)


def _check_replaceable(there: Path) -> None:
    if there.is_dir():
        raise OutputError(f"'{there}' is a folder, and a result would be called so.", "Choose another name.")
    try:
        if there.exists():
            os.rename(there, there)  # Windows does not rename what is open
    except OSError as error:
        raise OutputError(
            f"'{there}' cannot be replaced: {error.strerror or error}.",
            "Remove its layer from QGIS, close other programs that have it open, or choose another name.",
        ) from error


def publish_together(paths: Sequence[str]) -> None:
    """Rename the unfinished files of all ``paths``, the record after the rasters, to their final names.

    Where one cannot be, earlier results stay what they were, and the new ones get free names beside them, which the
    OutputError tells: they may be the work of hours.
    """
    asides, published = {path: _kept_aside(path) for path in paths}, []
    try:
        for path in paths:
            with writing(path):
                publish(partial_path(path), path)
                published.append(path)
    except OutputError as error:
        for path in published:
            os.replace(path, partial_path(path))
            if asides[path]:
                os.replace(asides[path], path)
        raise _published_elsewhere(paths, error) from error
    finally:
        for aside in filter(None, asides.values()):
            Path(aside).unlink(missing_ok=True)
    for path in paths:
        Path(f"{path}.aux.xml").unlink(missing_ok=True)  # statistics of an overwritten file


def _kept_aside(path: str) -> Optional[str]:
    """Give what ``path`` is now a second name and return that; None where nothing is there, or the disk cannot."""
    aside = f"{partial_path(path)}.tmp"
    try:
        Path(aside).unlink(missing_ok=True)
        os.link(path, aside)
    except OSError:
        return None
    return aside


def _published_elsewhere(paths: Sequence[str], error: OutputError) -> OutputError:
    """Give the unfinished files of ``paths`` names that are free; return ``error`` with where they are."""
    for number in count(2):
        named = [_numbered(path, number) for path in paths]
        if not any(Path(name).exists() for name in named):
            break
    for path, name in zip(paths, named, strict=True):
        with writing(name):
            publish(partial_path(path), name)
    files = ", ".join(f"'{Path(name).name}'" for name in named)
    return OutputError(f"{error.message} The new results are whole; they are called {files}.", error.remedy)


def _numbered(path: str, number: int) -> str:
    """Return ``a/b.tif`` as ``a/b_2.tif``, and ``a/b.run.json`` as ``a/b_2.run.json``."""
    stem, dot, ending = Path(path).name.partition(".")
    return str(Path(path).with_name(f"{stem}_{number}{dot}{ending}"))
