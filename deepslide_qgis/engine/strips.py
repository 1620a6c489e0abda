"""Row strips of tiles, each pixel of the raster read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rasterio.windows import Window

from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.engine.normalisation import normalise
from deepslide_qgis.engine.source import Source
from deepslide_qgis.engine.tiling import Axis

READ_PX = 64
"""Rows read at a time, so that what reading needs besides stays small."""


@dataclass(frozen=True)
class Strip:
    """One row of tiles: ``bands`` (C, h, raster width) with NaN gaps, ``usable`` (h, raster width) bool."""

    row: int
    bands: np.ndarray
    usable: np.ndarray


def has_data(bands: np.ndarray, nodata: str) -> np.ndarray:
    """Return where ``bands`` (C, h, w) can be predicted, by the card's policy ``nodata``: (h, w) bool.

    ``any``: no band may lack data. ``all``: one band with data is enough; gaps are filled by the scaled mean.
    """
    known = np.isfinite(bands)
    return known.all(axis=0) if nodata == "any" else known.any(axis=0)


def read_strips(source: Source, rows: Axis, nodata: str) -> Iterator[Strip]:
    """Yield the strips from top to bottom; rows that two strips share are read once and carried over.

    A strip is valid until the next one is asked for: they share their memory.
    """
    tall, width = min(rows.tile_px, rows.length), source.grid.width
    bands = np.empty((source.band_count, tall, width), np.float32)
    usable = np.empty((tall, width), bool)
    bottom = 0
    for row, span in enumerate(rows.spans):
        kept = bottom - span.start
        bands[:, :kept] = bands[:, tall - kept :]
        usable[:kept] = usable[tall - kept :]
        for top in range(bottom, span.stop, READ_PX):
            window = Window(0, top, width, min(READ_PX, span.stop - top))
            fresh = source.read(window)
            local = slice(top - span.start, top - span.start + int(window.height))
            bands[:, local] = fresh
            usable[local] = has_data(fresh, nodata) & source.wanted(window)
        bottom = span.stop
        yield Strip(row, bands, usable)


def tile_inputs(
    strip: Strip, columns: Axis, chosen: list[int], tall: int, normalisation: Normalisation, gain: float
) -> np.ndarray:
    """Return the network input of the tiles ``chosen``, float32 (N, C, tall, columns.tile_px)."""
    batch = np.empty((len(chosen), normalisation.channels, tall, columns.tile_px), np.float32)
    for tile, column in zip(batch, chosen, strict=True):
        tile[:] = _tile_input(strip, columns, column, tall, normalisation, gain)
    return batch


def _tile_input(strip: Strip, columns: Axis, column: int, tall: int, normalisation: Normalisation, gain: float):
    """Return the network input of one tile, float32 (C, tall, columns.tile_px), mirrored beyond the raster."""
    bands = normalise(strip.bands[:, :, columns.spans[column]], normalisation, gain)
    below, right = tall - bands.shape[1], columns.tile_px - bands.shape[2]
    if below or right:
        bands = np.pad(bands, ((0, 0), (0, below), (0, right)), mode="symmetric")
    return bands


def columns_with_data(strip: Strip, columns: Axis) -> list[int]:
    """Return the columns of tiles that hold at least one usable pixel."""
    return [column for column, span in enumerate(columns.spans) if strip.usable[:, span].any()]
