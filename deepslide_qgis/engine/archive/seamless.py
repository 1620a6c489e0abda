"""Images that touch, joined before they are interpolated: heights without a step where two of them meet.

Interpolated one by one they have no neighbours beyond their edges: along every whole degree of the Copernicus DEM
heights were off by what half a pixel rises. From 50° on its pixels get wider in longitude, in steps; what is wider is
brought to the narrowest first.
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

from deepslide_qgis.engine.archive.asset import Asset, fits
from deepslide_qgis.engine.rasters.grid import Grid

READ_PX = 2048
"""Of the images, along a side of what is joined at once: a window of large pixels takes several pieces."""
RIM = 2
"""What interpolation needs around a window, in pixels of the image or the grid, whichever are larger."""
SPARE = 3 * RIM
"""What a sheet has around the target grid: the windows of another sheet reach beyond it."""


class Seamless:
    """The images of one band as one, on ``grid``; of what several show, the first of ``assets`` is taken."""

    def __init__(self, assets: Sequence[Asset], grid: Grid):
        self._grid = grid
        sheets: list[_Sheet] = []
        for asset in assets:
            own = asset.own_grid()
            sheet = next((sheet for sheet in sheets if fits(own, sheet.grid)), None)
            if sheet is None:
                sheet = _Sheet.around(grid, own)
                sheets.append(sheet)
            asset.lay_on(sheet.grid)
            sheet.assets.append(asset)
        self._narrowest, *self._others = sorted(sheets, key=lambda sheet: -sheet.per_pixel)
        self._piece_px = max(1, int(READ_PX / max(self._narrowest.per_pixel, 1)))

    def read(self, window: Window) -> np.ndarray:
        """Return the values in ``window`` of the grid: (h, w) float32, NaN without data; raise what assets raise."""
        target, step = _part(self._grid, window), self._piece_px
        values = np.empty((target.height, target.width), np.float32)
        for top in range(0, target.height, step):
            for left in range(0, target.width, step):
                piece = values[top : top + step, left : left + step]
                piece[...] = self._read(target.part(left, top, *piece.shape[::-1]))
        return values

    def _read(self, target: Grid) -> np.ndarray:
        values, joined = self._narrowest.read(target)
        for sheet in self._others:
            gaps = np.isnan(values)
            if gaps.any():
                values[gaps] = _resampled(*sheet.read(joined), joined)[gaps]
        return _resampled(values, joined, target)


@dataclass(frozen=True)
class _Sheet:
    """Images whose pixels are parts of one raster, which lies on ``grid``; ``per_pixel`` make one of the target's."""

    grid: Grid
    per_pixel: float
    assets: list[Asset] = field(default_factory=list)

    @classmethod
    def around(cls, target: Grid, own: Grid) -> _Sheet:
        """Return the sheet of an image whose grid is ``own``, as much of it as ``target`` and its surroundings need."""
        sizes = target.pixel_m or (1.0,), own.pixel_m or target.pixel_m or (1.0,)
        per_pixel = max(sizes[0]) / min(sizes[1])
        return cls(_part(own, _window(own, target, SPARE * max(per_pixel, 1))), per_pixel)

    def read(self, target: Grid) -> tuple[np.ndarray, Grid]:
        """Return the values around ``target``, NaN without data, and the grid of them."""
        window = _window(self.grid, target, RIM * max(self.per_pixel, 1))
        window = window.intersection(Window(0, 0, self.grid.width, self.grid.height))
        values = np.full((window.height, window.width), np.nan, np.float32)
        for asset in self.assets:
            gaps = np.isnan(values)
            if gaps.any():
                values[gaps] = asset.read(window)[gaps]
        return values, _part(self.grid, window)


def _window(grid: Grid, target: Grid, rim_px: float) -> Window:
    """Return the pixels of ``grid``, beyond its edges, too, that lie in ``target`` or in a rim around it."""
    bounds = array_bounds(target.height, target.width, target.transform)
    west, south, east, north = transform_bounds(target.crs, grid.crs, *bounds)
    (left, top), (right, bottom) = ~grid.transform @ (west, north), ~grid.transform @ (east, south)
    column, row = math.floor(left - rim_px), math.floor(top - rim_px)
    return Window(column, row, math.ceil(right + rim_px) - column, math.ceil(bottom + rim_px) - row)


def _part(grid: Grid, window: Window) -> Grid:
    return grid.part(window.col_off, window.row_off, window.width, window.height)


def _resampled(values: np.ndarray, grid: Grid, target: Grid) -> np.ndarray:
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
