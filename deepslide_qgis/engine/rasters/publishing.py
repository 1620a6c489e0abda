"""Renames the results of one run to their final names together, without losing old or new files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.run_files import partial_path, publish, record_path
from deepslide_qgis.engine.rasters.write_errors import convert_write_errors


def check_target(path: str, inputs: Sequence[str]) -> None:
    """Raise OutputError, before the computation, if ``path`` cannot be the result of a run that reads ``inputs``."""
    target = Path(path)
    if target.exists() and any(Path(source).exists() and target.samefile(source) for source in inputs):
        raise OutputError(f"'{path}' is read by this run and cannot be its result.", "Choose another name.")
    if target.suffix.lower() not in (".tif", ".tiff"):
        raise OutputError(f"'{path}' does not end in .tif; results are GeoTIFFs.", "Choose a name ending in .tif.")
    if not target.parent.is_dir():
        raise OutputError(f"There is no folder '{target.parent}' to write into.", "Create it or choose another.")
    if not os.access(target.parent, os.W_OK):
        raise OutputError(f"The folder '{target.parent}' cannot be written to.", "Choose another folder.")
    for file in (target, Path(record_path(path))):
        _check_replaceable(file)


def _check_replaceable(file: Path) -> None:
    if file.is_dir():
        raise OutputError(f"'{file}' is a folder, so no result can have that name.", "Choose another name.")
    try:
        if file.exists():
            os.rename(file, file)  # fails on Windows if the file is open
    except OSError as error:
        raise OutputError(
            f"'{file}' cannot be replaced: {error.strerror or error}.",
            "Remove its layer from QGIS, close other programs that have it open, or choose another name.",
        ) from error


def publish_together(paths: Sequence[str]) -> None:
    """Rename the partial files of all ``paths``, the record after the rasters, to their final names.

    If one cannot be renamed, earlier results are restored, and the new results get free names in the same folder,
    listed in the OutputError: they may be the work of hours.
    """
    backups, published = {path: _link_backup(path) for path in paths}, []
    try:
        for path in paths:
            with convert_write_errors(path):
                publish(partial_path(path), path)
                published.append(path)
    except OutputError as error:
        for path in published:
            os.replace(path, partial_path(path))
            if backups[path]:
                os.replace(backups[path], path)
        raise _publish_under_free_names(paths, error) from error
    finally:
        for backup in filter(None, backups.values()):
            Path(backup).unlink(missing_ok=True)
    for path in paths:
        Path(f"{path}.aux.xml").unlink(missing_ok=True)  # statistics of an overwritten file


def _link_backup(path: str) -> Optional[str]:
    """Hard-link the existing file ``path`` to a backup name and return that; None if there is no file or no link
    support."""
    backup = f"{partial_path(path)}.tmp"
    try:
        Path(backup).unlink(missing_ok=True)
        os.link(path, backup)
    except OSError:
        return None
    return backup


def _publish_under_free_names(paths: Sequence[str], error: OutputError) -> OutputError:
    """Give the partial files of ``paths`` free names; return ``error`` extended by these names."""
    for number in count(2):
        free_names = [_add_number(path, number) for path in paths]
        if not any(Path(name).exists() for name in free_names):
            break
    for path, name in zip(paths, free_names, strict=True):
        with convert_write_errors(name):
            publish(partial_path(path), name)
    files = ", ".join(f"'{Path(name).name}'" for name in free_names)
    return OutputError(f"{error.message} The new results are whole; they are called {files}.", error.remedy)


def _add_number(path: str, number: int) -> str:
    """Return ``a/b.tif`` as ``a/b_2.tif``, and ``a/b.run.json`` as ``a/b_2.run.json``."""
    stem, dot, ending = Path(path).name.partition(".")
    return str(Path(path).with_name(f"{stem}_{number}{dot}{ending}"))
