"""Row strips of tiles, each pixel of the raster read once, and none copied but into network inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from rasterio.windows import Window

from deepslide_qgis.engine.members.place import Place
from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.process.arrays import has_integer_dtype
from deepslide_qgis.engine.process.read_ahead import read_ahead
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source

READ_AHEAD_BYTES = 64 << 20
"""So much is read, at most, before it is asked for; always one piece."""


@dataclass(frozen=True)
class Piece:
    """Rows of the whole width as the source read them, from row ``top`` on: ``bands`` (C, h, W), ``usable`` (h, W)."""

    top: int
    bands: np.ndarray
    usable: np.ndarray

    @property
    def bottom(self) -> int:
        return self.top + self.usable.shape[0]

    def within(self, rows: slice) -> Piece:
        """Return what lies in ``rows`` of the raster, without copying."""
        first, last = max(rows.start, self.top), min(rows.stop, self.bottom)
        local = slice(first - self.top, last - self.top)
        return Piece(first, self.bands[:, local], self.usable[local])


@dataclass(frozen=True)
class Strip:
    """One row of tiles in ``pieces`` that lie below each other; bands have NaN gaps, ``usable`` is (h, W) bool."""

    row: int
    pieces: tuple[Piece, ...]
    usable: np.ndarray

    def without_bands(self) -> Strip:
        """Return what blending needs of it: the bands are most of the memory that a run takes."""
        return replace(self, pieces=())


def has_data(bands: np.ndarray, nodata: str) -> np.ndarray:
    """Return where ``bands`` (C, h, w) can be predicted, by the card's policy ``nodata``: (h, w) bool.

    ``any``: no band may lack data. ``all``: one band with data is enough; gaps are filled by the scaled mean.
    """
    if has_integer_dtype(bands):
        return np.ones(bands.shape[1:], bool)
    combine = np.logical_and if nodata == "any" else np.logical_or
    known = np.isfinite(bands[0])
    for band in bands[1:]:  # band by band: what is known of all of them at once would take memory anew each time
        combine(known, np.isfinite(band), out=known)
    return known


def read_strips(source: Source, rows: Axis, nodata: str) -> Iterator[Strip]:
    """Yield the strips from top to bottom; every row is read once, by a thread of its own that reads ahead."""
    windows = list(source.row_windows())
    held: list[Piece] = []
    with closing(read_ahead(partial(_read, source, nodata), windows, _most_ahead(source, windows))) as pieces:
        for row, span in enumerate(rows.spans):
            held = [piece for piece in held if piece.bottom > span.start]
            while not held or held[-1].bottom < span.stop:
                held.append(next(pieces))
            inside = tuple(piece.within(span) for piece in held)
            yield Strip(row, inside, np.concatenate([piece.usable for piece in inside]))


def _read(source: Source, nodata: str, window: Window) -> Piece:
    with raster_environment(source.cache_bytes):
        bands = source.read(window)
        return Piece(window.row_off, bands, has_data(bands, nodata) & source.wanted(window))


def _most_ahead(source: Source, windows: list[Window]) -> int:
    largest_px = max(int(window.width * window.height) for window in windows)
    return max(1, READ_AHEAD_BYTES // (source.band_count * largest_px * np.dtype(np.float32).itemsize))


def filled_tiles(
    strip: Strip,
    columns: Axis,
    chosen: Sequence[int],
    tall: int,
    place: Place,
) -> np.ndarray:
    """Return the tiles ``chosen`` as a batch for ``place``: float32 (N, …, tall, columns.tile_px)."""
    batch = place.empty(len(chosen), tall, columns.tile_px)
    top, height = strip.pieces[0].top, len(strip.usable)
    for tile, column in zip(batch, chosen, strict=True):
        span = columns.spans[column]
        width = span.stop - span.start
        for piece in strip.pieces:
            place.fill(tile[:, piece.top - top : piece.bottom - top, :width], piece.bands[:, :, span])
        _mirror_beyond(tile, height, width)
    return batch


def _mirror_beyond(tile: np.ndarray, height: int, width: int) -> None:
    """Mirror what ``tile`` (C, H, W) holds of the raster, ``height`` and ``width``, into the rest of it."""
    below, right = tile.shape[1] - height, tile.shape[2] - width
    if below or right:
        tile[:] = np.pad(tile[:, :height, :width], ((0, 0), (0, below), (0, right)), mode="symmetric")


def columns_with_data(strip: Strip, columns: Axis) -> list[int]:
    """Return the columns of tiles that hold at least one usable pixel."""
    return [column for column, span in enumerate(columns.spans) if strip.usable[:, span].any()]
