"""The input raster: opened, bands matched to the setting, read in row strips on the prediction grid."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import copy
from typing import Optional

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL errors that rasterio does not translate
from rasterio.enums import ColorInterp, Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.core.request import Part
from deepslide_qgis.engine.process.reused_memory import ReusedMemory
from deepslide_qgis.engine.rasters.block_cache import block_cache_bytes
from deepslide_qgis.engine.rasters.grid import Grid, read_grid
from deepslide_qgis.engine.rasters.raster_values import View, read_integers, read_values

SAMPLE_WINDOWS = 6
SAMPLE_WINDOW_PX = 64
"""Windows lie at multiples of their size, so that each touches as few blocks as possible."""
SAMPLED_PX = 1 << 16
"""Medians of this many evenly spread pixels are as good as those of a million."""
READ_BYTES = 192 << 20
"""Largest size of one read, except for rasters so wide that 64 rows exceed this."""
LEAST_ROWS_PX = 64
Usable = Callable[[np.ndarray], np.ndarray]
COLOURS = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)


class Source:
    """An open raster with the bands of a setting on the prediction grid.

    Missing data are determined here, from declared values, NaN, mask bands and alpha. Use the source as a context
    manager, and read inside a ``raster_environment`` of its ``cache_bytes``.
    """

    def __init__(self, path: str, setting: BandSetting, chosen: tuple[int, ...], gsd_m: float):
        with ExitStack() as opening:
            self._dataset = opening.enter_context(open_raster(path))
            self.match = match_bands(setting, describe_bands(self._dataset), chosen)
            self.original = read_grid(self._dataset)
            self.grid = self.original.scaled_to(gsd_m)
            self._views = _open_views(self._dataset, self.grid, setting, self.match.numbers, opening)
            self._masks: list[tuple[View, bool]] = []
            self._memory = ReusedMemory()
            self._may_be_integers = len(self._views) == 1
            self._left = self._top = 0
            self._kept: Optional[Part] = None
            self._path = path
            is_warped = self._views[0][0] is not self._dataset
            self.cache_bytes = block_cache_bytes(self._dataset, self.band_count, self._rows_at_once(), is_warped)
            self._open = opening.pop_all()

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def band_count(self) -> int:
        return len(self.match.numbers)

    @property
    def files(self) -> list[str]:
        """Return the files of the raster, those behind a virtual raster included."""
        return self._dataset.files

    def limit(self, mask_path: str, keep: bool) -> None:
        """Restrict the prediction to the pixels where the byte raster ``mask_path`` is not 0 (``keep``) or is 0."""
        mask = self._open.enter_context(open_raster(mask_path))
        if self.grid.crs and mask.crs:
            mask = self._open.enter_context(_warp(mask, self.grid, Resampling.nearest, mask.nodata))
        elif (mask.height, mask.width) != (self.grid.height, self.grid.width):
            unreferenced = "mask of where to predict" if self.grid.crs else "raster"
            raise RequestError(
                f"The {unreferenced} has no CRS, and the two differ in size: they cannot be laid over each other.",
                "Give both a CRS (Raster > Projections > Assign Projection), or use a mask on the raster's grid.",
            )
        self._masks.append((mask, keep))

    def part(self, seen: Part, kept: Optional[Part] = None) -> Source:
        """Return a source of the pixels ``seen``, of which ``kept`` (default: all) are wanted; its grid starts there.

        The files still belong to this source, which closes them.
        """
        view, left, top = copy(self), seen.left_px, seen.top_px
        view.grid = self.grid.part(left - self._left, top - self._top, seen.width_px, seen.height_px)
        view._left, view._top, view._kept = left, top, kept
        return view

    def panel(self, first_px: int, kept: slice, width_px: int) -> Source:
        """Return a source of ``width_px`` columns from ``first_px`` on, of which ``kept`` are wanted."""
        left, height = self._left + first_px, self.grid.height
        wanted = Part(left + kept.start, self._top, kept.stop - kept.start, height)
        return self.part(Part(left, self._top, width_px, height), wanted)

    def _to_whole_grid(self, window: Window) -> Window:
        """Return ``window`` in pixels of the whole raster's grid."""
        return Window(window.col_off + self._left, window.row_off + self._top, window.width, window.height)

    def read(self, window: Window) -> np.ndarray:
        """Return the bands in ``window``: (C, h, w) float32, NaN where a band has no data.

        As long as no window had missing data, the file's own integers may be returned (``arrays.has_integer_dtype``).
        """
        window, numbers = self._to_whole_grid(window), list(self.match.numbers)
        if self._may_be_integers:
            stored = read_integers(self._views[0][0], numbers, window, self._path, self._memory)
            if stored is not None:
                return stored
            self._may_be_integers = False  # most of the following windows will have gaps, too
        bands = self._memory.empty((self.band_count, int(window.height), int(window.width)))
        if len(self._views) == 1:
            return read_values(self._views[0][0], numbers, window, self._path, bands)
        for view, positions in self._views:
            seen = [numbers[position] for position in positions]
            bands[positions] = read_values(view, seen, window, self._path)
        return bands

    def row_windows(self) -> Iterator[Window]:
        """Yield full-width windows from top to bottom, aligned to the file's blocks.

        A block is decoded as a whole: windows that cut blocks decode them several times.
        """
        rows, bottom = self._rows_at_once(), 0
        while bottom < self.grid.height:
            stop = min(bottom + rows - (self._top + bottom) % rows, self.grid.height)
            yield Window(0, bottom, self.grid.width, stop - bottom)
            bottom = stop

    def _rows_at_once(self) -> int:
        block_px = self._views[0][0].block_shapes[0][0]
        rows = math.ceil(LEAST_ROWS_PX / block_px) * block_px
        row_bytes = self.grid.width * self.band_count * np.dtype(np.float32).itemsize
        while rows >= 2 * LEAST_ROWS_PX and rows * row_bytes > READ_BYTES:
            rows //= 2
        return rows

    def wanted(self, window: Window) -> np.ndarray:
        """Return the pixels of ``window`` that the request wants predicted: (h, w) bool."""
        wanted = np.ones((int(window.height), int(window.width)), bool)
        window = self._to_whole_grid(window)
        if self._kept:
            rows, columns = np.ogrid[: wanted.shape[0], : wanted.shape[1]]
            rows, columns = rows + window.row_off - self._kept.top_px, columns + window.col_off - self._kept.left_px
            wanted &= (rows >= 0) & (rows < self._kept.height_px) & (columns >= 0) & (columns < self._kept.width_px)
        for mask, keep in self._masks:
            marked = np.nan_to_num(read_values(mask, 1, window, mask.name)) != 0
            wanted &= marked if keep else ~marked
        return wanted

    def area_px(self) -> int:
        """Return how many pixels lie in the area of interest, all of them where none is named."""
        area = next((mask for mask, keep in self._masks if keep), None)
        if area is None:
            return self.grid.width * self.grid.height
        windows = map(self._to_whole_grid, self.row_windows())
        return sum(np.count_nonzero(np.nan_to_num(read_values(area, 1, window, area.name))) for window in windows)

    def sample(self, usable: Usable) -> np.ndarray:
        """Return pixels from all over the raster, (C, N) float32, where ``usable`` (C, h, w) → (h, w) is True.

        The area of interest and exclusions are ignored: a pixel's prediction must not depend on them. Reads a lattice
        of small windows, and all rows only if these hold nothing usable. Raises RasterError if no pixel is usable.
        """
        for windows in (_lattice_windows(self.grid), _row_windows(self.grid)):
            samples = [_thin(bands[:, usable(bands)], SAMPLE_WINDOW_PX**2) for bands in map(self.read, windows)]
            if any(pixels.size for pixels in samples):
                return _thin(np.concatenate(samples, axis=1), SAMPLED_PX).astype(np.float32)
        raise RasterError(
            "The raster has no data: every pixel is no-data.", "Check its no-data value, and the bands chosen."
        )

    def check_something_wanted(self, usable: Usable) -> None:
        """Raise RasterError if the area of interest and the exclusions leave no usable pixel."""
        if not self._masks:
            return
        for windows in (_lattice_windows(self.grid), _row_windows(self.grid)):
            if any((self.wanted(window) & usable(self.read(window))).any() for window in windows):
                return
        raise RasterError(
            "No data is left to predict inside the area of interest and outside the excluded areas.",
            "Check that they overlap the raster as they should, and their CRS.",
        )


def _thin(pixels: np.ndarray, most: int) -> np.ndarray:
    """Return every n-th of ``pixels`` (C, N), about ``most``; n is odd, so that no column of a window is skipped."""
    return pixels[:, :: (pixels.shape[1] // most) | 1]


def open_raster(path: str) -> rasterio.DatasetReader:
    """Open ``path`` for reading; raise RasterError with a remedy."""
    try:
        dataset = rasterio.open(path)
    except (rasterio.errors.RasterioError, CPLE_BaseError, ValueError, TypeError) as error:
        if os.strerror(errno.EMFILE) in str(error):
            raise RasterError(
                f"So many files are open that '{path}' cannot be opened, too.",
                "Choose fewer dates (a shorter period), or let the system allow more open files (ulimit -n).",
            ) from error
        raise RasterError(
            f"'{path}' cannot be opened as a raster: {error}", "Check that the file exists and is whole."
        ) from error
    if dataset.count == 0:
        dataset.close()
        raise RasterError(f"'{path}' holds no bands.", "Choose one of its sub-datasets.")
    return dataset


def warp_north_up(dataset: rasterio.DatasetReader, grid: Grid, opening: ExitStack) -> View:
    """Return ``dataset`` on its north-up ``grid``: itself, or a warped view that ``opening`` closes."""
    if _is_on_grid(dataset, grid):
        return dataset
    return opening.enter_context(_warp(dataset, grid, Resampling.nearest, dataset.nodata))


def describe_bands(dataset: rasterio.DatasetReader) -> list[Optional[str]]:
    """Return the bands' descriptions, colour names for missing ones; a last alpha band is left out."""
    colours = list(dataset.colorinterp)
    described = [
        text or (colour.name if colour in COLOURS else None)
        for text, colour in zip(dataset.descriptions, colours, strict=True)
    ]
    return described[:-1] if colours[-1] == ColorInterp.alpha else described


def _open_views(
    dataset: rasterio.DatasetReader, grid: Grid, setting: BandSetting, numbers: tuple[int, ...], opening: ExitStack
) -> list[tuple[View, list[int]]]:
    """Return the views of the file, each with the positions in the setting of its bands: the file itself, or warped
    views.

    A view has one no-data value and one resampling: bands share a view if both are equal.
    """
    if _is_on_grid(dataset, grid):
        return [(dataset, list(range(len(numbers))))]
    numeric_resampling = Resampling.bilinear if grid.width > dataset.width else Resampling.average
    groups: dict[tuple[Resampling, str], list[int]] = {}
    for position, (band, number) in enumerate(zip(setting.bands, numbers, strict=True)):
        resampling = Resampling.nearest if band.categorical else numeric_resampling
        groups.setdefault((resampling, repr(dataset.nodatavals[number - 1])), []).append(position)
    return [
        (
            opening.enter_context(_warp(dataset, grid, resampling, dataset.nodatavals[numbers[positions[0]] - 1])),
            positions,
        )
        for (resampling, _), positions in groups.items()
    ]


def _is_on_grid(dataset: rasterio.DatasetReader, grid: Grid) -> bool:
    is_same_size = (dataset.height, dataset.width) == (grid.height, grid.width)
    return is_same_size and (grid.crs is None or dataset.transform == grid.transform)


def _warp(dataset: rasterio.DatasetReader, grid: Grid, resampling: Resampling, nodata: Optional[float]) -> WarpedVRT:
    has_alpha = ColorInterp.alpha in dataset.colorinterp
    return WarpedVRT(
        dataset,
        crs=grid.crs,
        transform=grid.transform,
        width=grid.width,
        height=grid.height,
        resampling=resampling,
        src_nodata=nodata,
        nodata=nodata,
        add_alpha=nodata is None and not has_alpha,
    )


def _lattice_windows(grid: Grid) -> Iterator[Window]:
    for top, rows in _spread_windows(grid.height):
        for left, width in _spread_windows(grid.width):
            yield Window(left, top, width, rows)


def _spread_windows(length: int) -> list[tuple[int, int]]:
    """Return starts and sizes of windows along an axis: all of a short axis, evenly spread over a long one."""
    if length <= SAMPLE_WINDOWS * SAMPLE_WINDOW_PX:
        return [(start, min(SAMPLE_WINDOW_PX, length - start)) for start in range(0, length, SAMPLE_WINDOW_PX)]
    step = (length / SAMPLE_WINDOW_PX - 1) / (SAMPLE_WINDOWS - 1)
    return [(int(i * step) * SAMPLE_WINDOW_PX, SAMPLE_WINDOW_PX) for i in range(SAMPLE_WINDOWS)]


def _row_windows(grid: Grid) -> Iterator[Window]:
    for top in range(0, grid.height, SAMPLE_WINDOW_PX):
        yield Window(0, top, grid.width, min(SAMPLE_WINDOW_PX, grid.height - top))
