"""Share of an area covered by an image: a lattice of points, tested against the footprint."""

from __future__ import annotations

from typing import Any

import numpy as np

POINTS = 24
"""Points along each side of the area."""


def make_lattice(bbox_deg: tuple[float, ...]) -> np.ndarray:
    """Return points spread evenly over the box (west, south, east, north): (POINTS², 2) longitudes and latitudes.

    The lattice includes the edges, so that an image of a thin strip is not missed.
    """
    west, south, east, north = bbox_deg
    steps = np.linspace(0, 1, POINTS)
    longitudes, latitudes = np.meshgrid(west + steps * (east - west), south + steps * (north - south))
    return np.column_stack((longitudes.ravel(), latitudes.ravel()))


def find_points_inside(footprint: dict[str, Any], points: np.ndarray) -> np.ndarray:
    """Return a bool (N,) for ``points`` (N, 2) inside the GeoJSON (multi-)polygon ``footprint``; holes are outside."""
    polygons = footprint["coordinates"] if footprint["type"] == "MultiPolygon" else [footprint["coordinates"]]
    is_inside = np.zeros(len(points), bool)
    for polygon in polygons:
        crossings = np.zeros(len(points), int)
        for ring in polygon:
            crossings += _count_crossings(np.asarray(ring, float)[:, :2], points)
        is_inside |= crossings % 2 == 1
    return is_inside


def box_polygon(bbox_deg: list[float]) -> dict[str, Any]:
    """Return a bounding box as a GeoJSON polygon; heights in a box of six numbers are ignored."""
    west, south, east, north = (bbox_deg[i] for i in ((0, 1, 2, 3) if len(bbox_deg) == 4 else (0, 1, 3, 4)))
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _count_crossings(ring: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Count, for each point, the edges of ``ring`` that a ray to the east crosses."""
    count = np.zeros(len(points), int)
    x, y = points[:, 0], points[:, 1]
    for (x0, y0), (x1, y1) in zip(ring[:-1], ring[1:], strict=True):
        if y0 == y1:
            continue
        spans = (y0 <= y) != (y1 <= y)
        count += spans & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return count
