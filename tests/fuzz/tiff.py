"""Where things lie in a little-endian classic TIFF, so that damage can be done past its head."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

OFFSETS, COUNTS = (273, 324), (279, 325)
SIZES = {1: "B", 3: "H", 4: "I", 16: "Q"}
ENTRY_BYTES = 12


@dataclass(frozen=True)
class Entry:
    """One entry of the first directory: its tag, type and number of values, and where entry and values lie."""

    tag: int
    kind: int
    count: int
    at: int
    values_at: int


def entries(content: bytes) -> Iterator[Entry]:
    """Yield the entries of the first directory."""
    directory = struct.unpack_from("<I", content, 4)[0]
    for number in range(struct.unpack_from("<H", content, directory)[0]):
        at = directory + 2 + ENTRY_BYTES * number
        tag, kind, count = struct.unpack_from("<HHI", content, at)
        is_inside = struct.calcsize(SIZES.get(kind, "Q")) * count <= 4
        yield Entry(tag, kind, count, at, at + 8 if is_inside else struct.unpack_from("<I", content, at + 8)[0])


def values(content: bytes, tags: tuple[int, ...]) -> tuple[int, ...]:
    """Return the values of the first entry that has one of ``tags``."""
    entry = next(entry for entry in entries(content) if entry.tag in tags)
    return struct.unpack_from(f"<{entry.count}{SIZES[entry.kind]}", content, entry.values_at)


def blocks(content: bytes) -> list[tuple[int, int]]:
    """Return where the strips or tiles lie, each with its length; none of those that are not written."""
    return [block for block in zip(values(content, OFFSETS), values(content, COUNTS)) if all(block)]
