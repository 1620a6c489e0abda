"""Names of the files of a run: unfinished outputs, the record, what GDAL keeps beside a raster."""

from __future__ import annotations

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
    """Write ``text`` to the file ``path``, whole or not at all; raise OSError."""
    unfinished = Path(partial_path(str(path)))
    try:
        with open(unfinished, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def record_path(path: str) -> str:
    """Return where the record of the run lies that wrote ``path``: ``a/b.tif`` → ``a/b.run.json``."""
    return str(Path(path).with_suffix(".run.json"))
