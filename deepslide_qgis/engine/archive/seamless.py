"""Adjacent images joined before interpolation, so that heights have no step where two images meet.

Interpolated separately, images have no neighbours beyond their edges: along every whole degree of the Copernicus DEM
heights were off by the rise over half a pixel. From 50° latitude on its pixels become wider in longitude, in steps;
wider pixels are resampled to the narrowest first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from rasterio.enums import Resampling
from rasterio.transform import array_bounds
from rasterio.warp import reproject, transform_bounds
from rasterio.windows import Window

from deepslide_qgis.engine.archive.asset import Asset, has_same_pixels
from deepslide_qgis.engine.rasters.grid import Grid

READ_PX = 2048
"""Side of a piece that is joined at once, in pixels of the images."""
RIM = 2
"""Margin for interpolation around a window, in pixels of the image or the grid, whichever are larger."""
SPARE = 3 * RIM
"""Margin of an image group around the target grid: windows of another group extend beyond the grid."""


class JoinedImages:
    """The images of one band as one raster on ``grid``; the first of ``assets`` wins where several overlap."""

    def __init__(self, assets: Sequence[Asset], grid: Grid):
        self._grid = grid
        groups: list[_AlignedImages] = []
        for asset in assets:
            file_grid = asset.read_file_grid()
            group = next((group for group in groups if has_same_pixels(file_grid, group.grid)), None)
            if group is None:
                group = _AlignedImages.around(grid, file_grid)
                groups.append(group)
            asset.set_grid(group.grid)
            group.assets.append(asset)
        self._narrowest, *self._others = sorted(groups, key=lambda group: -group.per_pixel)
        self._piece_px = max(1, int(READ_PX / max(self._narrowest.per_pixel, 1)))

    def read(self, window: Window) -> np.ndarray:
        """Return the values in ``window`` of the grid: (h, w) float32, NaN without data; raise the errors of assets."""
        target, step = _subgrid(self._grid, window), self._piece_px
        values = np.empty((target.height, target.width), np.float32)
        for top in range(0, target.height, step):
            for left in range(0, target.width, step):
                piece = values[top : top + step, left : left + step]
                piece[...] = self._read(target.part(left, top, *piece.shape[::-1]))
        return values

    def _read(self, target: Grid) -> np.ndarray:
        values, joined = self._narrowest.read(target)
        for group in self._others:
            gaps = np.isnan(values)
            if gaps.any():
                values[gaps] = _resample(*group.read(joined), joined)[gaps]
        return _resample(values, joined, target)


@dataclass(frozen=True)
class _AlignedImages:
    """Images with a common pixel grid, on ``grid``; ``per_pixel`` of their pixels make one target pixel."""

    grid: Grid
    per_pixel: float
    assets: list[Asset] = field(default_factory=list)

    @classmethod
    def around(cls, target: Grid, file_grid: Grid) -> _AlignedImages:
        """Return the group of an image with grid ``file_grid``, limited to ``target`` and its margin."""
        sizes = target.pixel_m or (1.0,), file_grid.pixel_m or target.pixel_m or (1.0,)
        per_pixel = max(sizes[0]) / min(sizes[1])
        return cls(_subgrid(file_grid, _window_around(file_grid, target, SPARE * max(per_pixel, 1))), per_pixel)

    def read(self, target: Grid) -> tuple[np.ndarray, Grid]:
        """Return the values around ``target``, NaN without data, and their grid."""
        window = _window_around(self.grid, target, RIM * max(self.per_pixel, 1))
        window = window.intersection(Window(0, 0, self.grid.width, self.grid.height))
        values = np.full((window.height, window.width), np.nan, np.float32)
        for asset in self.assets:
            gaps = np.isnan(values)
            if gaps.any():
                values[gaps] = asset.read(window)[gaps]
        return values, _subgrid(self.grid, window)


def _window_around(grid: Grid, target: Grid, rim_px: float) -> Window:
    """Return the window of ``grid``, possibly beyond its edges, that covers ``target`` and a margin."""
    bounds = array_bounds(target.height, target.width, target.transform)
    west, south, east, north = transform_bounds(target.crs, grid.crs, *bounds)
    (left, top), (right, bottom) = ~grid.transform @ (west, north), ~grid.transform @ (east, south)
    column, row = math.floor(left - rim_px), math.floor(top - rim_px)
    return Window(column, row, math.ceil(right + rim_px) - column, math.ceil(bottom + rim_px) - row)


def _subgrid(grid: Grid, window: Window) -> Grid:
    return grid.part(window.col_off, window.row_off, window.width, window.height)


def _resample(values: np.ndarray, grid: Grid, target: Grid) -> np.ndarray:
    """Return ``values`` on ``grid``, interpolated on ``target``, NaN without data."""
    resampled = np.full((target.height, target.width), np.nan, np.float32)
    reproject(
        values,
        resampled,
        src_transform=grid.transform,
        src_crs=grid.crs,
        src_nodata=np.nan,
        dst_transform=target.transform,
        dst_crs=target.crs,
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    return resampled
