"""Bounds of georeferenced rasters and how much they overlap, to keep rasters of the same ground in one split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # PROJ's errors, for which there is no public class
from rasterio.crs import CRS
from rasterio.warp import transform_bounds

from deepslide_qgis.engine.rasters.grid import read_grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import open_raster
from training.data.pairs import Pair

SAME_GROUND_SHARE = 0.05
"""Share of the smaller of two rasters from which on they count as the same ground."""
NO_REAL_PLACE = "no real place"
"""Occurs in the tag ``source`` of simulated rasters, whose coordinates are random."""
NOWHERE = (np.nan,) * 4


@dataclass(frozen=True)
class RasterExtent:
    """West, south, east and north of a raster in its CRS."""

    crs: CRS
    bounds: tuple[float, ...]

    def bounds_in(self, crs: CRS) -> tuple[float, ...]:
        """Return the bounds in another CRS, NaN if they cannot be transformed."""
        if crs == self.crs:
            return self.bounds
        try:
            moved = transform_bounds(self.crs, crs, *self.bounds)
        except (rasterio.errors.RasterioError, CPLE_BaseError):
            return NOWHERE
        return moved if np.isfinite(moved).all() else NOWHERE


def overlap_shares(rasters: Sequence[Path]) -> np.ndarray:
    """Return the overlap of every two rasters' bounds as share of the smaller one, (N, N).

    It is 0 for rasters that are simulated or not georeferenced. Raises RasterError if a raster cannot be opened.
    """
    extents = [_read_extent(path, path.stat().st_mtime_ns) for path in rasters]
    shares = np.zeros((len(extents), len(extents)))
    for crs in dict.fromkeys(extent.crs for extent in extents if extent):
        boxes = np.array([extent.bounds_in(crs) if extent else NOWHERE for extent in extents])
        for i, extent in enumerate(extents):
            if extent and extent.crs == crs:
                shares[i] = _shares_with(boxes[i], boxes)
    return np.minimum(shares, shares.T)


def group_overlapping(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Return ``pairs`` grouped so that rasters which overlap, directly or through others, are together."""
    is_same = overlap_shares([pair.raster for pair in pairs]) >= SAME_GROUND_SHARE
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
def _read_extent(path: Path, _changed_ns: int) -> RasterExtent | None:
    with raster_environment(), open_raster(str(path)) as raster:
        if raster.transform.is_identity or NO_REAL_PLACE in raster.tags().get("source", ""):
            return None
        grid = read_grid(raster)
    if grid.crs is None:
        return None
    (west, north), (east, south) = grid.transform @ (0, 0), grid.transform @ (grid.width, grid.height)
    return RasterExtent(grid.crs, (west, south, east, north))


def _shares_with(box: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Return the overlap of ``box`` with each of ``boxes`` (N, 4), as share of the smaller area, (N,)."""
    sides = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    smaller = np.minimum(areas, np.prod(box[2:] - box[:2]))
    return np.nan_to_num(np.prod(np.maximum(sides, 0), axis=1) / smaller)
