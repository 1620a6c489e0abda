"""Strips: rows of tiles. Each pixel of the raster is read once, and copied only into the networks' inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from rasterio.windows import Window

from deepslide_qgis.engine.members.device_memory import DeviceMemory
from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.process.arrays import is_whole
from deepslide_qgis.engine.process.read_ahead import read_ahead
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source

READ_AHEAD_BYTES = 64 << 20
"""Limit of what is read ahead; one piece at least."""


@dataclass(frozen=True)
class Piece:
    """Rows of the raster from ``top`` on, in one read: ``bands`` (C, h, W), and where they can be predicted (h, W)."""

    top: int
    bands: np.ndarray
    usable: np.ndarray

    @property
    def bottom(self) -> int:
        return self.top + self.usable.shape[0]

    def within(self, rows: slice) -> Piece:
        """Return a view of the raster's ``rows`` in this piece."""
        first, last = max(rows.start, self.top), min(rows.stop, self.bottom)
        local = slice(first - self.top, last - self.top)
        return Piece(first, self.bands[:, local], self.usable[local])


@dataclass(frozen=True)
class Strip:
    """One row of tiles: ``pieces`` from top to bottom, whose bands are NaN without data, and ``usable`` (h, W) bool."""

    row: int
    pieces: tuple[Piece, ...]
    usable: np.ndarray

    def without_bands(self) -> Strip:
        """Return the strip for blending alone, so that the bands, most of a run's memory, can be freed."""
        return replace(self, pieces=())


def has_data(bands: np.ndarray, nodata: str) -> np.ndarray:
    """Return (h, w) bool: where ``bands`` (C, h, w) can be predicted under the card's policy ``nodata``.

    ``any``: a gap in any band is no-data. ``all``: only a gap in all bands is; other gaps are filled with the mean.
    """
    if is_whole(bands):
        return np.ones(bands.shape[1:], bool)
    combine = np.logical_and if nodata == "any" else np.logical_or
    known = np.isfinite(bands[0])
    for band in bands[1:]:  # band by band, to need no memory for all of them
        combine(known, np.isfinite(band), out=known)
    return known


def read_strips(source: Source, rows: Axis, nodata: str) -> Iterator[Strip]:
    """Yield the strips from top to bottom. A thread of its own reads ahead, each row once."""
    windows = list(source.row_windows())
    held: list[Piece] = []
    with closing(
        read_ahead(partial(_read_piece, source, nodata), windows, _max_pieces_ahead(source, windows))
    ) as pieces:
        for row, span in enumerate(rows.spans):
            held = [piece for piece in held if piece.bottom > span.start]
            while not held or held[-1].bottom < span.stop:
                held.append(next(pieces))
            inside = tuple(piece.within(span) for piece in held)
            yield Strip(row, inside, np.concatenate([piece.usable for piece in inside]))


def _read_piece(source: Source, nodata: str, window: Window) -> Piece:
    with raster_environment(source.cache_bytes):
        bands = source.read(window)
        return Piece(window.row_off, bands, has_data(bands, nodata) & source.wanted(window))


def _max_pieces_ahead(source: Source, windows: list[Window]) -> int:
    largest_px = max(int(window.width * window.height) for window in windows)
    return max(1, READ_AHEAD_BYTES // (source.band_count * largest_px * np.dtype(np.float32).itemsize))


def fill_tiles(
    strip: Strip,
    columns: Axis,
    chosen: Sequence[int],
    tall: int,
    memory: DeviceMemory,
) -> np.ndarray:
    """Return the tiles in the ``chosen`` columns as a batch for ``memory``: float32 (N, …, tall, columns.tile_px).

    Beyond the edges of the raster the tiles are mirrored.
    """
    batch = memory.allocate_batch(len(chosen), tall, columns.tile_px)
    top, height = strip.pieces[0].top, len(strip.usable)
    for tile, column in zip(batch, chosen, strict=True):
        span = columns.spans[column]
        width = span.stop - span.start
        for piece in strip.pieces:
            memory.fill_tile(tile[:, piece.top - top : piece.bottom - top, :width], piece.bands[:, :, span])
        _mirror_beyond(tile, height, width)
    return batch


def _mirror_beyond(tile: np.ndarray, height: int, width: int) -> None:
    """Fill the rest of ``tile`` (C, H, W) by mirroring its first ``height`` rows and ``width`` columns."""
    below, right = tile.shape[1] - height, tile.shape[2] - width
    if below or right:
        tile[:] = np.pad(tile[:, :height, :width], ((0, 0), (0, below), (0, right)), mode="symmetric")


def columns_with_data(strip: Strip, columns: Axis) -> list[int]:
    """Return the indices of the tiles that have at least one usable pixel."""
    return [column for column, span in enumerate(columns.spans) if strip.usable[:, span].any()]
