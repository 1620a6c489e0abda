"""Unpacks a fetched .zip into a folder: checked first, unpacked completely or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.packs.zip_entries import ANEW, check_entries

LARGEST_BYTES = 2 << 40
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def unpack(path: Path, folder: Path) -> dict[str, int]:
    """Unpack ``path`` into ``folder``, overwriting files of the same names only; return sizes by relative name.

    Raises RequestError for a damaged or harmful archive, OutputError if there is not enough space.
    """
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(dir=folder, prefix=".unpacking-") as scratch:
            entries = archive.infolist()
            check_entries(entries, path, LARGEST_BYTES, RequestError)
            check_space(sum(entry.file_size for entry in entries), folder)
            archive.extractall(scratch)
            sizes = {entry.filename: entry.file_size for entry in entries if not entry.is_dir()}
            for name in sizes:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(Path(scratch) / name, folder / name)
            return sizes
    except OSError as error:
        raise OutputError(f"'{path}' cannot be unpacked into '{folder}': {error}.", "Free some space there.") from error
    except UNREADABLE as error:
        raise RequestError(f"'{path}' is not a readable .zip: {str(error)[:150]}.", ANEW) from error


def check_space(needed_bytes: int, folder: Path) -> None:
    """Raise OutputError if ``folder`` has less free space."""
    free = shutil.disk_usage(folder).free
    if needed_bytes > free:
        raise OutputError(
            f"{needed_bytes / 1e9:.1f} GB are needed in '{folder}', where {free / 1e9:.1f} GB are free.",
            "Free some space, or choose another --to.",
        )
