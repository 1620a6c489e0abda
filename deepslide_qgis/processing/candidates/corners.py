"""Grouping of polygons whose pixels touch at a corner.

GDAL can connect pixels diagonally itself, but its outlines then cross themselves, and their repair takes longer than
everything else. Outlines of 4-connected pixels are valid, and where two of them touch, both have a vertex.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from qgis.core import QgsFeedback

from deepslide_qgis.processing.rasters.gdal_calls import cancellable

RING_COUNT, FIRST_RING = 5, 9
"""Byte offsets in the WKB of a polygon: number of rings, first ring."""


def group_by_corner(polygons: Sequence[bytes], feedback: QgsFeedback) -> list[list[int]]:
    """Return groups of indices of ``polygons`` (WKB, little-endian) that touch, directly or through others."""
    group = list(range(len(polygons)))

    def find_root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    first_at_corner: dict[tuple[float, float], int] = {}
    for i, polygon in enumerate(cancellable(polygons, feedback)):
        for corner in _corners(polygon):
            other = first_at_corner.setdefault(corner, i)
            if other != i:
                group[find_root(i)] = find_root(other)
    groups: dict[int, list[int]] = {}
    for i in cancellable(range(len(polygons)), feedback):
        groups.setdefault(find_root(i), []).append(i)
    return list(groups.values())


def crosses_itself(polygon: bytes) -> bool:
    """Return whether a ring along pixel edges visits a vertex twice."""
    return any(len(set(ring)) < len(ring) - 1 for ring in _rings(polygon))


def _corners(polygon: bytes) -> Iterator[tuple[float, float]]:
    """Yield the vertices of all rings of a polygon."""
    for ring in _rings(polygon):
        yield from ring


def _rings(polygon: bytes) -> Iterator[list[tuple[float, float]]]:
    (rings,) = struct.unpack_from("<I", polygon, RING_COUNT)
    position = FIRST_RING
    for _ in range(rings):
        (count,) = struct.unpack_from("<I", polygon, position)
        numbers = struct.unpack_from(f"<{2 * count}d", polygon, position + 4)
        yield list(zip(numbers[::2], numbers[1::2]))
        position += 4 + 16 * count
