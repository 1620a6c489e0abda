"""Names of the files of a run: unfinished outputs, the record, what GDAL keeps beside a raster."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Union

RECORD_TAG = "DEEPSLIDE_RECORD"
"""The tag of a result raster that holds the record of its run, as JSON."""

SIDE_FILES = ("", ".aux.xml", ".ovr", ".msk", ".tmp")
"""Endings of a raster itself, its statistics, overviews and mask, and of one that GDAL is still writing."""


def partial_path(path: str) -> str:
    """Return the temporary name of the output ``path``: ``a/b.tif`` → ``a/b.part.tif``."""
    whole = Path(path)
    return str(whole.with_name(f"{whole.stem}.part{whole.suffix}"))


def unfinished_paths(path: str) -> tuple[str, ...]:
    """Return the files that may be there while the result ``path`` is being written."""
    return (partial_path(record_path(path)), *(partial_path(path) + suffix for suffix in SIDE_FILES))


def write_whole(path: Union[str, Path], text: str) -> None:
    """Write ``text`` to the file ``path``, whole or not at all, with a ? for half a character; raise OSError."""
    unfinished = Path(partial_path(str(path)))
    try:
        with open(unfinished, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        publish(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def publish(unfinished: Union[str, Path], path: Union[str, Path]) -> None:
    """Give the file or folder ``unfinished`` its final name, such that a power cut leaves what was there, or all of it.

    What is in a file may reach the disk long after its name, unless it is asked for. Raises OSError.
    """
    flush(Path(unfinished))
    os.replace(unfinished, path)
    _flush_names(Path(path).parent)


def flush(path: Path) -> None:
    """Have a file, or all files in a folder, on the disk; raise OSError."""
    if path.is_dir():
        for inner in path.iterdir():
            flush(inner)
        _flush_names(path)
        return
    with open(path, "r+b") as file:  # Windows flushes only what may be written
        os.fsync(file.fileno())


def _flush_names(folder: Path) -> None:
    """Have the names in a folder on the disk: Windows does so itself, and some network disks cannot."""
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
    """Return where the record of the run lies that wrote ``path``: ``a/b.tif`` → ``a/b.run.json``."""
    return str(Path(path).with_suffix(".run.json"))
