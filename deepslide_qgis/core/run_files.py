"""Names of the files of a run: partial outputs, the run record, GDAL's side files."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Union

RECORD_TAG = "DEEPSLIDE_RECORD"
"""The raster tag that holds the run record as JSON."""

SIDE_FILES = ("", ".aux.xml", ".ovr", ".msk", ".tmp")
"""Suffixes of the raster itself, its statistics, overviews and mask, and of GDAL's temporary file."""


def partial_path(path: str) -> str:
    """Return the temporary name of the output ``path``: ``a/b.tif`` → ``a/b.part.tif``."""
    final = Path(path)
    return str(final.with_name(f"{final.stem}.part{final.suffix}"))


def unfinished_paths(path: str) -> tuple[str, ...]:
    """Return the files that may exist while the result ``path`` is being written."""
    return (partial_path(record_path(path)), *(partial_path(path) + suffix for suffix in SIDE_FILES))


def write_atomically(path: Union[str, Path], text: str) -> None:
    """Write ``text`` to the file ``path``, completely or not at all, with ? for lone surrogates; raise OSError."""
    unfinished = Path(partial_path(str(path)))
    try:
        with open(unfinished, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        publish(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def publish(unfinished: Union[str, Path], path: Union[str, Path]) -> None:
    """Flush the file or folder ``unfinished`` to disk, then rename it to ``path``; raise OSError.

    Without the flush, a power cut could leave the new name with incomplete content.
    """
    flush(Path(unfinished))
    os.replace(unfinished, path)
    _flush_names(Path(path).parent)


def flush(path: Path) -> None:
    """Flush a file, or all files in a folder, to disk; raise OSError."""
    if path.is_dir():
        for inner in path.iterdir():
            flush(inner)
        _flush_names(path)
        return
    with open(path, "r+b") as file:  # Windows flushes only files opened for writing
        os.fsync(file.fileno())


def _flush_names(folder: Path) -> None:
    """Flush a folder's directory entries to disk: Windows does so itself, some network disks cannot."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        logging.getLogger(__name__).debug("the names in %s cannot be flushed", folder)
    finally:
        os.close(handle)


def record_path(path: str) -> str:
    """Return the path of the run record of the result ``path``: ``a/b.tif`` → ``a/b.run.json``."""
    return str(Path(path).with_suffix(".run.json"))
