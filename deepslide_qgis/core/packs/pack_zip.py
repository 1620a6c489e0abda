"""Packs as .zip: checked before unpacking, and unpacked once."""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.zip_entries import ANEW, check_entries

MAXIMUM_ENTRIES = 1000
MAXIMUM_LISTING_BYTES = 1 << 20
MAXIMUM_UNPACKED_BYTES = 20 * 1024**3
MAXIMUM_CARD_BYTES = 1 << 20
LONGEST_REASON = 150
"""In characters: zipfile quotes damaged names at any length."""
END_RECORD = b"PK\x05\x06"
END_RECORD_BYTES = 22
LARGE_RECORD = b"PK\x06\x06"
LARGE_RECORD_BYTES = 56 + 20
"""The ZIP64 end record and its locator, which precede the plain end record."""
MAXIMUM_COMMENT_BYTES = 0xFFFF
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""Exceptions of zipfile for damaged, encrypted or unsupported archives."""


def card_text(path: Path, card_name: str) -> str:
    """Return the text of the card inside the .zip ``path``, without unpacking."""
    with _open_zip(path) as archive:
        entry = archive.getinfo(_find_card(archive, path, card_name))
        if entry.file_size > MAXIMUM_CARD_BYTES:
            raise PackError(f"The card in '{path}' is too large to be one ({entry.file_size} bytes).", ANEW)
        return archive.read(entry).decode("utf-8", "replace")


def unpack(path: Path, target: Path, card_name: str) -> None:
    """Unpack the .zip ``path`` into the folder ``target``, completely or not at all; tolerate a parallel process."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _open_zip(path) as archive, tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        _check_space(archive, target.parent)
        archive.extractall(scratch)
        inner = Path(scratch) / PurePosixPath(_find_card(archive, path, card_name)).parent
        try:
            os.replace(inner, target)
        except OSError:
            if not target.is_dir():  # else another process unpacked the same content
                shutil.move(str(inner), str(target))
        Path(scratch).mkdir(exist_ok=True)  # the scratch folder itself may have been moved


@contextmanager
def _open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open ``path``; raise PackError if it is unreadable or contains unsafe entries."""
    try:
        _check_listing(path)
        with zipfile.ZipFile(path) as archive:
            check_entries(archive.infolist(), path, MAXIMUM_UNPACKED_BYTES, PackError)
            yield archive
    except UNREADABLE as error:
        raise PackError(f"'{path}' is not a readable .zip: {str(error)[:LONGEST_REASON]}.", ANEW) from error


def _check_listing(path: Path) -> None:
    """Refuse a central directory with too many entries before zipfile reads it: a million entries fill the memory."""
    with open(path, "rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - END_RECORD_BYTES - MAXIMUM_COMMENT_BYTES - LARGE_RECORD_BYTES))
        tail = file.read()
    start = tail.rfind(END_RECORD)
    if start < 0 or len(tail) - start < END_RECORD_BYTES:
        raise zipfile.BadZipFile("it has no end record")
    entries, listing_bytes = struct.unpack("<HI", tail[start + 10 : start + 16])
    large = tail[max(0, start - LARGE_RECORD_BYTES) : start]
    if large.startswith(LARGE_RECORD) and len(large) == LARGE_RECORD_BYTES:  # zipfile prefers the ZIP64 record
        entries, listing_bytes = struct.unpack("<QQ", large[32:48])
    if entries > MAXIMUM_ENTRIES or listing_bytes > MAXIMUM_LISTING_BYTES:
        raise PackError(f"'{path}' holds more than {MAXIMUM_ENTRIES} files and was not unpacked.", ANEW)


def _check_space(archive: zipfile.ZipFile, folder: Path) -> None:
    """Raise PackError if the disk is too full, which zipfile would report as an unreadable archive."""
    needed, free = sum(entry.file_size for entry in archive.infolist()), shutil.disk_usage(folder).free
    if needed > free:
        raise PackError(
            f"The pack needs {needed / 1e6:.0f} MB in '{folder}', where {free / 1e6:.0f} MB are free.",
            "Make room, or let DEEPSLIDE_DATA name another folder.",
        )


def _find_card(archive: zipfile.ZipFile, path: Path, card_name: str) -> str:
    cards = [name for name in archive.namelist() if PurePosixPath(name).name == card_name]
    if len(cards) != 1:
        raise PackError(f"'{path}' holds {len(cards)} files {card_name}; a model pack holds one.", ANEW)
    return cards[0]
