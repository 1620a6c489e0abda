"""Rasters of any grid and CRS, read block by block on the target grid, with a margin around each block."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Optional

import numpy as np
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.io import DatasetReader
from rasterio.transform import Affine
from rasterio.warp import reproject, transform
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.imagery.box_averages import Factors, Scales, align_window, average_boxes, measure_scales
from deepslide_qgis.engine.imagery.target import TURN_DEG, read_bounds
from deepslide_qgis.engine.rasters.block_cache import enlarged_block_cache
from deepslide_qgis.engine.rasters.grid import Grid, read_grid
from deepslide_qgis.engine.rasters.layer_file import BLOCK_PX
from deepslide_qgis.engine.rasters.raster_values import read_values
from deepslide_qgis.engine.rasters.source import open_raster

BLOCK_WIDTH_PX = 2048
SAMPLE_BLOCKS = 6
SAMPLE_PX = 64
EDGE_POINTS = 9
"""Points along a block's side that are transformed to another CRS."""
ALIGNED = 1e-3
"""Largest distance, in pixels, between pixels of grids that count as equal."""
FINER = 8
"""Classes are read this many times finer than the grid: their edges move by a sixteenth of a pixel at most."""
READ_PX = 1 << 22
GLOBE = CRS.from_epsg(4326)


@dataclass(frozen=True)
class Block:
    """A rectangle of the target grid, in pixels."""

    top: int
    left: int
    height: int
    width: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    def within(self, rows: np.ndarray) -> np.ndarray:
        """Return the view of ``rows`` (…, h, grid width) that the block covers."""
        return rows[..., self.left : self.left + self.width]


def blocks_of_rows(grid: Grid) -> Iterator[list[Block]]:
    """Yield the blocks of the grid, one row of blocks at a time."""
    for top in range(0, grid.height, BLOCK_PX):
        height = min(BLOCK_PX, grid.height - top)
        yield [
            Block(top, left, height, min(BLOCK_WIDTH_PX, grid.width - left))
            for left in range(0, grid.width, BLOCK_WIDTH_PX)
        ]


def sample_blocks(area: Block) -> list[Block]:
    """Return small blocks spread over ``area``."""
    rows, columns = _spread_blocks(area.top, area.height), _spread_blocks(area.left, area.width)
    return [Block(top, left, height, width) for top, height in rows for left, width in columns]


def _spread_blocks(first: int, length: int) -> list[tuple[int, int]]:
    if length <= SAMPLE_BLOCKS * SAMPLE_PX:
        return [(first + start, min(SAMPLE_PX, length - start)) for start in range(0, length, SAMPLE_PX)]
    step = (length - SAMPLE_PX) / (SAMPLE_BLOCKS - 1)
    return [(first + round(i * step), SAMPLE_PX) for i in range(SAMPLE_BLOCKS)]


class RasterOnGrid:
    """Bands of one raster on the target grid, and beyond its edges; ``opening`` closes it.

    ``convert`` is applied to the values before resampling, such as decibels to power or numbers to reflectance. A
    raster on the same pixel grid is read directly; any other is resampled block by block. Gaps are NaN before
    resampling, so that fill values are never averaged. Raises RasterError for a raster without CRS, or outside the
    grid.
    """

    def __init__(
        self,
        path: str,
        numbers: Sequence[int],
        grid: Grid,
        resampling: Resampling,
        opening: ExitStack,
        is_globe: bool = False,
    ):
        self.convert: Optional[Callable[[np.ndarray], np.ndarray]] = None
        self._path, self._numbers, self._grid, self._resampling = path, list(numbers), grid, resampling
        self._dataset = opening.enter_context(open_raster(path))
        wrong = [number for number in numbers if not 1 <= number <= self._dataset.count]
        if wrong:
            raise RasterError(f"'{path}' has no band {wrong[0]}; it has {self._dataset.count}.", "Choose another.")
        on_globe = is_globe and self._dataset.crs is None
        self._covered_block = Block(0, 0, grid.height, grid.width) if on_globe else _find_covered_block(path, grid)
        raster_grid = _make_globe_grid(self._dataset, path) if on_globe else read_grid(self._dataset)
        self._crs, self._transform = raster_grid.crs, raster_grid.transform if on_globe else self._dataset.transform
        self._grid_offset = _find_grid_offset(self._transform, self._crs, grid)
        block_rows = BLOCK_PX if self._grid_offset is None else math.gcd(BLOCK_PX, self._grid_offset[0])
        opening.enter_context(
            enlarged_block_cache(self._dataset, len(self._numbers), block_rows, is_warped=self._grid_offset is None)
        )

    def read(self, block: Block, margin_px: int = 0) -> np.ndarray:
        """Return the bands in ``block`` with ``margin_px`` around it: (C, h, w) float32, NaN without data."""
        top, left = block.top - margin_px, block.left - margin_px
        values = np.full(
            (len(self._numbers), block.height + 2 * margin_px, block.width + 2 * margin_px), np.nan, np.float32
        )
        if self._grid_offset is None:
            self._resample(values, top, left)
        else:
            self._copy(values, top + self._grid_offset[0], left + self._grid_offset[1])
        return values

    def sample(self) -> np.ndarray:
        """Return pixels from all over the part of the grid that the raster covers: (C, N).

        If none of them has data, return the pixels of the first block with data.
        """
        spread = np.concatenate([self._read_pixels(block) for block in sample_blocks(self._covered_block)], axis=1)
        if np.isfinite(spread).any():
            return spread
        blocks = (block for row in blocks_of_rows(self._grid) for block in row)
        return next((pixels for pixels in map(self._read_pixels, blocks) if np.isfinite(pixels).any()), spread)

    def _read_pixels(self, block: Block) -> np.ndarray:
        return self.read(block).reshape(len(self._numbers), -1)

    def _copy(self, values: np.ndarray, top: int, left: int) -> None:
        """Fill in the part that the raster covers."""
        height, width = values.shape[1:]
        window = _clip_window(left, top, left + width, top + height, self._dataset)
        if window is not None:
            rows = slice(window.row_off - top, window.row_off - top + window.height)
            columns = slice(window.col_off - left, window.col_off - left + window.width)
            values[:, rows, columns] = self._read(window)

    def _resample(self, values: np.ndarray, top: int, left: int) -> None:
        block_transform = self._grid.transform @ Affine.translation(left, top)
        for window, scales in self._source_windows(block_transform, values.shape[1:]):
            found, window, size = self._read_coarse(window, scales.factors)
            for source, target in zip(found, values, strict=True):
                resampled = np.full_like(target, np.nan)
                reproject(
                    source,
                    resampled,
                    src_transform=self._transform @ Affine.translation(window.col_off, window.row_off) @ size,
                    src_crs=self._crs,
                    src_nodata=np.nan,
                    dst_transform=block_transform,
                    dst_crs=self._grid.crs,
                    dst_nodata=np.nan,
                    resampling=self._resampling,
                    XSCALE=min(1.0, size.a / scales.across),
                    YSCALE=min(1.0, size.e / scales.down),
                )
                np.copyto(target, resampled, where=np.isnan(target))

    def _read(self, window: Window, **reading: object) -> np.ndarray:
        values = read_values(self._dataset, self._numbers, window, self._path, **reading)
        return self.convert(values) if self.convert else values

    def _read_coarse(self, window: Window, factors: Factors) -> tuple[np.ndarray, Window, Affine]:
        """Return the values of ``window`` reduced by ``factors``, the window that they cover, and their pixel size.

        Conversion precedes averaging: decibels cannot be averaged, nor fill values.
        """
        is_nearest = self._resampling == Resampling.nearest
        if is_nearest:
            factors = Factors(*(max(1, factor // FINER) for factor in factors))
        if factors == Factors(1, 1):
            return self._read(window), window, Affine.identity()
        if self.convert and not is_nearest:
            aligned = align_window(window, factors)
            return self._read_averaged(aligned, factors), aligned, Affine.scale(*factors)
        rows, columns = -(-window.height // factors.down), -(-window.width // factors.across)
        resampling = Resampling.nearest if is_nearest else Resampling.average
        values = self._read(window, out_shape=(len(self._numbers), rows, columns), resampling=resampling)
        return values, window, Affine.scale(window.width / columns, window.height / rows)

    def _read_averaged(self, window: Window, factors: Factors) -> np.ndarray:
        """Return the means of boxes of ``factors`` pixels, ignoring gaps, read some rows at a time."""
        rows = factors.down * max(1, READ_PX // (len(self._numbers) * window.width * factors.down))
        bottom, found = window.row_off + window.height, []
        for top in range(window.row_off, bottom, rows):
            height = min(rows, bottom - top)
            found.append(average_boxes(self._read(Window(window.col_off, top, window.width, height)), factors))
        return np.concatenate(found, axis=1)

    def _source_windows(self, block_transform: Affine, shape: tuple[int, ...]) -> Iterator[tuple[Window, Scales]]:
        """Yield the raster windows that cover a block with ``block_transform``, and the scales.

        There are two windows if the block crosses the 180th meridian on a raster in longitudes.
        """
        rows, columns = (np.linspace(0, size, EDGE_POINTS) for size in shape)
        points = np.stack([axis.ravel() for axis in np.meshgrid(columns, rows)])
        xs, ys = block_transform @ points
        xs, ys = (np.asarray(axis) for axis in transform(self._grid.crs, self._crs, xs, ys))
        known = np.isfinite(xs) & np.isfinite(ys)
        if not known.any():
            return
        xs, ys = xs[known], ys[known]
        is_across = self._crs is not None and self._crs.is_geographic and np.ptp(xs) > TURN_DEG / 2
        columns, rows = ~self._transform @ (np.where(is_across & (xs < 0), xs + TURN_DEG, xs), ys)
        scales = measure_scales(points[:, known], np.stack([columns, rows]))
        margin_x, margin_y = (2 + 2 * scale for scale in scales)
        for side in (xs >= 0, xs < 0) if is_across else (np.ones(xs.shape, bool),):
            columns, rows = ~self._transform @ (xs[side], ys[side])
            box = columns.min() - margin_x, rows.min() - margin_y, columns.max() + margin_x, rows.max() + margin_y
            window = _clip_window(*box, self._dataset)
            if window is not None:
                yield window, scales


def _clip_window(left: float, top: float, right: float, bottom: float, dataset: DatasetReader) -> Optional[Window]:
    start, first = max(math.floor(left), 0), max(math.floor(top), 0)
    stop, last = min(math.ceil(right), dataset.width), min(math.ceil(bottom), dataset.height)
    return Window(start, first, stop - start, last - first) if start < stop and first < last else None


def _find_covered_block(path: str, grid: Grid) -> Block:
    """Return the part of the grid inside the raster's bounds; raise RasterError if there is none."""
    west, south, east, north = read_bounds(path, grid.crs)
    columns, rows = ~grid.transform @ (np.array([west, east]), np.array([north, south]))
    left, top = (max(math.floor(axis.min()), 0) for axis in (columns, rows))
    right, bottom = min(math.ceil(columns.max()), grid.width), min(math.ceil(rows.max()), grid.height)
    if left >= right or top >= bottom:
        raise RasterError(
            f"'{path}' does not overlap the area of the stack.",
            "Choose a raster of that area; check that its CRS is right.",
        )
    return Block(top, left, bottom - top, right - left)


def _find_grid_offset(raster_transform: Affine, crs: Optional[CRS], grid: Grid) -> Optional[tuple[int, int]]:
    """Return the origin of the grid on the raster, (row, column); None if their pixel grids differ."""
    if crs != grid.crs:
        return None
    ratio = ~raster_transform @ grid.transform
    column, row = round(ratio.c), round(ratio.f)
    deviation = abs(ratio.a - 1) + abs(ratio.e - 1) + abs(ratio.b) + abs(ratio.d)
    if deviation * max(grid.width, grid.height) > ALIGNED or max(abs(ratio.c - column), abs(ratio.f - row)) > ALIGNED:
        return None
    return row, column


def _make_globe_grid(dataset: DatasetReader, path: str) -> Grid:
    """Return the grid of a global image, twice as wide as tall; raise RasterError for any other."""
    if dataset.width != 2 * dataset.height or not dataset.transform.is_identity:
        raise RasterError(
            f"'{path}' is not georeferenced, and not a picture of the whole globe (twice as wide as tall).",
            "Georeference it (Raster > Projections > Assign Projection), or choose another raster.",
        )
    size = 360 / dataset.width
    return Grid(dataset.width, dataset.height, Affine(size, 0, -180, 0, -size, 90), GLOBE, None)
