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
from deepslide_qgis.engine.imagery.joined_pixels import Factors, Scales, begun_at_multiples, means, scales_of
from deepslide_qgis.engine.imagery.target import TURN_DEG, bounds_in
from deepslide_qgis.engine.rasters.block_cache import keeping
from deepslide_qgis.engine.rasters.grid import Grid, grid_of
from deepslide_qgis.engine.rasters.layer_file import BLOCK_PX
from deepslide_qgis.engine.rasters.raster_values import read_values
from deepslide_qgis.engine.rasters.source import open_raster

BLOCK_WIDTH_PX = 2048
SAMPLE_BLOCKS = 6
SAMPLE_PX = 64
EDGE_POINTS = 9
"""Points along a side of a block by which its place in another CRS is found."""
ALIGNED = 1e-3
"""Grids whose pixels lie this near to each other, in pixels, are the same."""
FINER = 8
"""Classes are read this many times finer than the grid, and no finer: their edges move by a sixteenth of a pixel."""
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
    """Yield the blocks of the grid, those of some rows at a time."""
    for top in range(0, grid.height, BLOCK_PX):
        height = min(BLOCK_PX, grid.height - top)
        yield [
            Block(top, left, height, min(BLOCK_WIDTH_PX, grid.width - left))
            for left in range(0, grid.width, BLOCK_WIDTH_PX)
        ]


def sample_blocks(area: Block) -> list[Block]:
    """Return small blocks spread over ``area``."""
    rows, columns = _spread(area.top, area.height), _spread(area.left, area.width)
    return [Block(top, left, tall, wide) for top, tall in rows for left, wide in columns]


def _spread(first: int, length: int) -> list[tuple[int, int]]:
    if length <= SAMPLE_BLOCKS * SAMPLE_PX:
        return [(first + start, min(SAMPLE_PX, length - start)) for start in range(0, length, SAMPLE_PX)]
    step = (length - SAMPLE_PX) / (SAMPLE_BLOCKS - 1)
    return [(first + round(i * step), SAMPLE_PX) for i in range(SAMPLE_BLOCKS)]


class OnGrid:
    """Bands of one raster on the target grid, and beyond its edges; ``opening`` closes it.

    ``convert`` is what is made of the values before they are resampled: powers of decibels, reflectances of numbers.
    A raster whose pixels are those of the grid is read as it is; every other one is resampled block by block. Gaps
    are NaN before that, so that no fill value is ever averaged. Raises RasterError for a raster without a CRS, or one
    that lies elsewhere.
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
        self._covered = Block(0, 0, grid.height, grid.width) if on_globe else _covered(path, grid)
        placed = _globe(self._dataset, path) if on_globe else grid_of(self._dataset)
        self._crs, self._transform = placed.crs, placed.transform if on_globe else self._dataset.transform
        self._offset = _offset(self._transform, self._crs, grid)
        as_tall = BLOCK_PX if self._offset is None else math.gcd(BLOCK_PX, self._offset[0])
        opening.enter_context(keeping(self._dataset, len(self._numbers), as_tall, is_warped=self._offset is None))

    def read(self, block: Block, margin_px: int = 0) -> np.ndarray:
        """Return the bands in ``block`` and ``margin_px`` around it: (C, h, w) float32, NaN where there is no data."""
        top, left = block.top - margin_px, block.left - margin_px
        values = np.full(
            (len(self._numbers), block.height + 2 * margin_px, block.width + 2 * margin_px), np.nan, np.float32
        )
        if self._offset is None:
            self._resample(values, top, left)
        else:
            self._copy(values, top + self._offset[0], left + self._offset[1])
        return values

    def sample(self) -> np.ndarray:
        """Return pixels from all over the part of the grid that the raster covers: (C, N).

        Where none of them has data, they are those of the first block that has.
        """
        found = np.concatenate([self._pixels(block) for block in sample_blocks(self._covered)], axis=1)
        if np.isfinite(found).any():
            return found
        blocks = (block for row in blocks_of_rows(self._grid) for block in row)
        return next((pixels for pixels in map(self._pixels, blocks) if np.isfinite(pixels).any()), found)

    def _pixels(self, block: Block) -> np.ndarray:
        return self.read(block).reshape(len(self._numbers), -1)

    def _copy(self, values: np.ndarray, top: int, left: int) -> None:
        """Fill in the part that the raster has."""
        height, width = values.shape[1:]
        window = _clipped(left, top, left + width, top + height, self._dataset)
        if window is not None:
            rows = slice(window.row_off - top, window.row_off - top + window.height)
            columns = slice(window.col_off - left, window.col_off - left + window.width)
            values[:, rows, columns] = self._read(window)

    def _resample(self, values: np.ndarray, top: int, left: int) -> None:
        placed = self._grid.transform @ Affine.translation(left, top)
        for window, scales in self._source_windows(placed, values.shape[1:]):
            found, window, size = self._read_coarse(window, scales.factors)
            for source, target in zip(found, values, strict=True):
                resampled = np.full_like(target, np.nan)
                reproject(
                    source,
                    resampled,
                    src_transform=self._transform @ Affine.translation(window.col_off, window.row_off) @ size,
                    src_crs=self._crs,
                    src_nodata=np.nan,
                    dst_transform=placed,
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
        """Return the values of ``window``, pixels joined by ``factors``; the window that they cover; the size of one.

        What is converted is converted before it is averaged: decibels do not add up, nor does what fills gaps.
        """
        is_nearest = self._resampling == Resampling.nearest
        if is_nearest:
            factors = Factors(*(max(1, factor // FINER) for factor in factors))
        if factors == Factors(1, 1):
            return self._read(window), window, Affine.identity()
        if self.convert and not is_nearest:
            whole = begun_at_multiples(window, factors)
            return self._averaged(whole, factors), whole, Affine.scale(*factors)
        rows, columns = -(-window.height // factors.down), -(-window.width // factors.across)
        how = Resampling.nearest if is_nearest else Resampling.average
        values = self._read(window, out_shape=(len(self._numbers), rows, columns), resampling=how)
        return values, window, Affine.scale(window.width / columns, window.height / rows)

    def _averaged(self, window: Window, factors: Factors) -> np.ndarray:
        """Return the means of ``factors`` pixels without their gaps, read some rows of means at a time."""
        tall = factors.down * max(1, READ_PX // (len(self._numbers) * window.width * factors.down))
        bottom, found = window.row_off + window.height, []
        for top in range(window.row_off, bottom, tall):
            height = min(tall, bottom - top)
            found.append(means(self._read(Window(window.col_off, top, window.width, height)), factors))
        return np.concatenate(found, axis=1)

    def _source_windows(self, placed: Affine, shape: tuple[int, ...]) -> Iterator[tuple[Window, Scales]]:
        """Yield the pixels of the raster around a block that lies at ``placed``, and how many make one of it.

        They are two windows where the block lies across the 180th meridian, and the raster has longitudes.
        """
        rows, columns = (np.linspace(0, size, EDGE_POINTS) for size in shape)
        points = np.stack([axis.ravel() for axis in np.meshgrid(columns, rows)])
        xs, ys = placed @ points
        xs, ys = (np.asarray(axis) for axis in transform(self._grid.crs, self._crs, xs, ys))
        known = np.isfinite(xs) & np.isfinite(ys)
        if not known.any():
            return
        xs, ys = xs[known], ys[known]
        is_across = self._crs is not None and self._crs.is_geographic and np.ptp(xs) > TURN_DEG / 2
        columns, rows = ~self._transform @ (np.where(is_across & (xs < 0), xs + TURN_DEG, xs), ys)
        scales = scales_of(points[:, known], np.stack([columns, rows]))
        beside, above = (2 + 2 * scale for scale in scales)
        for side in (xs >= 0, xs < 0) if is_across else (np.ones(xs.shape, bool),):
            columns, rows = ~self._transform @ (xs[side], ys[side])
            box = columns.min() - beside, rows.min() - above, columns.max() + beside, rows.max() + above
            window = _clipped(*box, self._dataset)
            if window is not None:
                yield window, scales


def _clipped(left: float, top: float, right: float, bottom: float, dataset: DatasetReader) -> Optional[Window]:
    start, first = max(math.floor(left), 0), max(math.floor(top), 0)
    stop, last = min(math.ceil(right), dataset.width), min(math.ceil(bottom), dataset.height)
    return Window(start, first, stop - start, last - first) if start < stop and first < last else None


def _covered(path: str, grid: Grid) -> Block:
    """Return the part of the grid inside the raster's bounds; raise RasterError where there is none."""
    west, south, east, north = bounds_in(path, grid.crs)
    columns, rows = ~grid.transform @ (np.array([west, east]), np.array([north, south]))
    left, top = (max(math.floor(axis.min()), 0) for axis in (columns, rows))
    right, bottom = min(math.ceil(columns.max()), grid.width), min(math.ceil(rows.max()), grid.height)
    if left >= right or top >= bottom:
        raise RasterError(
            f"'{path}' does not overlap the area of the stack.",
            "Choose a raster of that area; check that its CRS is right.",
        )
    return Block(top, left, bottom - top, right - left)


def _offset(placed: Affine, crs: Optional[CRS], grid: Grid) -> Optional[tuple[int, int]]:
    """Return where the grid begins on the raster, (rows, columns), None where their pixels are not the same."""
    if crs != grid.crs:
        return None
    ratio = ~placed @ grid.transform
    column, row = round(ratio.c), round(ratio.f)
    turned = abs(ratio.a - 1) + abs(ratio.e - 1) + abs(ratio.b) + abs(ratio.d)
    if turned * max(grid.width, grid.height) > ALIGNED or max(abs(ratio.c - column), abs(ratio.f - row)) > ALIGNED:
        return None
    return row, column


def _globe(dataset: DatasetReader, path: str) -> Grid:
    """Return how a picture of the whole globe, twice as wide as tall, lies on it; raise RasterError for another."""
    if dataset.width != 2 * dataset.height or not dataset.transform.is_identity:
        raise RasterError(
            f"'{path}' is not georeferenced, and not a picture of the whole globe (twice as wide as tall).",
            "Georeference it (Raster > Projections > Assign Projection), or choose another raster.",
        )
    size = 360 / dataset.width
    return Grid(dataset.width, dataset.height, Affine(size, 0, -180, 0, -size, 90), GLOBE, None)
