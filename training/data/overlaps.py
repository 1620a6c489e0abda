"""Where rasters lie, and which show the same ground: what is learnt from judges nothing, in whatever file it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # what PROJ cannot do is raised as this: no public error includes it
from rasterio.crs import CRS
from rasterio.warp import transform_bounds

from deepslide_qgis.engine.rasters.grid import read_grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import open_raster
from training.data.pairs import Pair

LARGE = 0.05
"""Of the smaller of two rasters: what they share from here on makes them one."""
NO_REAL_PLACE = "no real place"
"""Stands in the tag ``source`` of what ``training simulate`` makes: its coordinates are drawn."""
NOWHERE = (np.nan,) * 4


@dataclass(frozen=True)
class Place:
    """West, south, east and north of a raster in its CRS."""

    crs: CRS
    bounds: tuple[float, ...]

    def bounds_in(self, crs: CRS) -> tuple[float, ...]:
        """Return the bounds in another CRS; NaN where it does not reach."""
        if crs == self.crs:
            return self.bounds
        try:
            moved = transform_bounds(self.crs, crs, *self.bounds)
        except (rasterio.errors.RasterioError, CPLE_BaseError):
            return NOWHERE
        return moved if np.isfinite(moved).all() else NOWHERE


def shares(rasters: Sequence[Path]) -> np.ndarray:
    """Return how much of the smaller of two rasters lies in the other, by their bounds: (N, N).

    It is 0 for those that are not georeferenced or simulated. Raises RasterError where one cannot be opened.
    """
    places = [_place(path, path.stat().st_mtime_ns) for path in rasters]
    found = np.zeros((len(places), len(places)))
    for crs in dict.fromkeys(place.crs for place in places if place):
        boxes = np.array([place.bounds_in(crs) if place else NOWHERE for place in places])
        for i, place in enumerate(places):
            if place and place.crs == crs:
                found[i] = _shares(boxes[i], boxes)
    return np.minimum(found, found.T)


def groups_of(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Return ``pairs``, those together whose rasters show the same ground, directly or by way of others."""
    is_same = shares([pair.raster for pair in pairs]) >= LARGE
    left, groups = dict(enumerate(pairs)), []
    while left:
        group, reached = [], [next(iter(left))]
        while reached:
            number = reached.pop()
            if number in left:
                group.append(left.pop(number))
                reached += np.flatnonzero(is_same[number]).tolist()
        groups.append(group)
    return groups


@lru_cache(maxsize=4096)
def _place(path: Path, _changed_ns: int) -> Place | None:
    with raster_environment(), open_raster(str(path)) as raster:
        if raster.transform.is_identity or NO_REAL_PLACE in raster.tags().get("source", ""):
            return None
        grid = read_grid(raster)
    if grid.crs is None:
        return None
    (west, north), (east, south) = grid.transform @ (0, 0), grid.transform @ (grid.width, grid.height)
    return Place(grid.crs, (west, south, east, north))


def _shares(box: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Return what ``box`` and each of ``boxes`` (N, 4) have in common, by the area of the smaller: (N,)."""
    sides = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    smaller = np.minimum(areas, np.prod(box[2:] - box[:2]))
    return np.nan_to_num(np.prod(np.maximum(sides, 0), axis=1) / smaller)
