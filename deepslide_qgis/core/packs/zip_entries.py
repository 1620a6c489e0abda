"""Safety checks on the entries of a .zip before unpacking: no path outside the folder, no links, no zip bombs."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from deepslide_qgis.core.errors import DeepSlideError

BOMB_RATIO = 100
BOMB_BYTES = 100 << 20
ANEW = "Download or export it again."


def check_entries(
    entries: Sequence[zipfile.ZipInfo], path: Path, largest_bytes: int, error: type[DeepSlideError]
) -> None:
    """Raise ``error`` if unpacking ``entries`` is unsafe or takes more than ``largest_bytes``."""
    names = set()
    for entry in entries:
        name = entry.filename
        if not is_inside(name) or "\0" in entry.orig_filename:
            raise error(f"'{path}' holds the unsafe path '{name}' and was not unpacked.", ANEW)
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise error(f"'{path}' holds the link or device '{name}' and was not unpacked.", ANEW)
        if name.lower() in names:
            raise error(f"'{path}' holds '{name}' twice and was not unpacked.", ANEW)
        names.add(name.lower())
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > largest_bytes or (unpacked > BOMB_BYTES and unpacked > BOMB_RATIO * packed):
        raise error(
            f"'{path}' would unpack from {packed / 1e6:.1f} MB to {unpacked / 1e6:.0f} MB and was not unpacked.",
            "Nothing that belongs here shrinks as much. Get it from another source.",
        )


def is_inside(name: str) -> bool:
    """Return True if the relative path ``name`` stays in its folder on every system."""
    inner = PurePosixPath(name)
    return not (inner.is_absolute() or ".." in inner.parts or "\\" in name or ":" in name or "\0" in name)
