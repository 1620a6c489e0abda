"""Polygons of pixels that touch by a corner, brought together.

GDAL can connect pixels by corners itself, but its outlines then cross themselves, and repairing them takes longer than
all the rest. Polygons of pixels connected by their sides are valid, and where two of them touch, both turn.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from qgis.core import QgsFeedback

from deepslide_qgis.processing.rasters.gdal_calls import watched

RING_COUNT, FIRST_RING = 5, 9
"""Where in the WKB of a polygon its rings are counted, and where they begin."""


def groups_by_corner(polygons: Sequence[bytes], feedback: QgsFeedback) -> list[list[int]]:
    """Return the numbers of ``polygons`` (WKB, little-endian) that touch, directly or through others, together."""
    group = list(range(len(polygons)))

    def leader(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    first_there: dict[tuple[float, float], int] = {}
    for i, polygon in enumerate(watched(polygons, feedback)):
        for corner in _corners(polygon):
            other = first_there.setdefault(corner, i)
            if other != i:
                group[leader(i)] = leader(other)
    together: dict[int, list[int]] = {}
    for i in watched(range(len(polygons)), feedback):
        together.setdefault(leader(i), []).append(i)
    return list(together.values())


def crosses_itself(polygon: bytes) -> bool:
    """Return whether a ring of a polygon along edges of pixels comes back to a corner before its end."""
    return any(len(set(ring)) < len(ring) - 1 for ring in _rings(polygon))


def _corners(polygon: bytes) -> Iterator[tuple[float, float]]:
    """Yield the corners of all rings of a polygon."""
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
