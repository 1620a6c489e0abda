"""The canvas on which overlapping tiles are blended, one strip at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

import numpy as np

from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.process.arrays import Array, brought_to, empty_beside, library_of
from deepslide_qgis.engine.process.reused_memory import ReusedMemory


def blending_bytes(layers: int, rows: Axis, columns: Axis) -> int:
    """Return the memory of blending: two strips, one being blended and one being written."""
    return 2 * math.prod(_strip_shape(layers, rows, columns)) * np.dtype(np.float32).itemsize


def _strip_shape(layers: int, rows: Axis, columns: Axis) -> tuple[int, int, int]:
    return layers, min(rows.tile_px, rows.length), columns.length


class Canvas:
    """Blends tiles of ``layers`` values per pixel, one row of tiles at a time, from top to bottom.

    Holds (layers, tile height, raster width) float32, on the device of the first tile that is added. ``weights`` of
    rows and columns are set by the first tile, and may be passed to another canvas of the same axes.
    """

    def __init__(self, layers: int, rows: Axis, columns: Axis, weights: Optional[tuple[Array, Array]] = None):
        self._layers, self._rows, self._columns = layers, rows, columns
        self._memory = ReusedMemory()
        self._strip: Optional[Array] = None
        self.weights = weights
        self._top = 0

    def add(self, row: int, columns: Sequence[int], values: Array) -> None:
        """Add the tiles in ``columns`` of a ``row``; ``values`` (tiles, layers, height, width) is overwritten."""
        if self.weights is None:
            self.weights = brought_to(values, self._rows.weights), brought_to(values, self._columns.weights)
        down_weights, across_weights = self.weights
        if self._strip is None:
            self._strip = self._empty(values)
            self._strip[...] = 0
        for part in self._rows.fading([row]):
            faded = values[:, :, part]
            faded *= down_weights[row, part, None]
        for part in self._columns.fading(columns):
            weights = library_of(values).stack([across_weights[column, part] for column in columns])
            faded = values[..., part]
            faded *= weights[:, None, None]
        down, spans = self._rows.spans[row], self._columns.spans
        rows, height = slice(down.start - self._top, down.stop - self._top), down.stop - down.start
        for column, tile in zip(columns, values, strict=True):
            across = spans[column]
            under = self._strip[:, rows, across]
            under += tile[
                :, :height, : across.stop - across.start
            ]  # in place: naming the view keeps torch from copying

    def finish(self, row: int) -> tuple[int, Array]:
        """Move down; return the first pixel row and the rows (layers, h, W) that no later row of tiles changes."""
        top, bottom = self._top, self._rows.finished(row)
        count, self._top = bottom - top, bottom
        if self._strip is None:  # no tile with data so far
            return top, np.zeros((self._layers, count, self._columns.length), np.float32)
        done, left = self._strip[:, :count], self._strip[:, count:]
        self._strip = self._empty(left)
        self._strip[:, : left.shape[1]] = left
        self._strip[:, left.shape[1] :] = 0
        return top, done

    def _empty(self, values: Array) -> Array:
        return empty_beside(values, _strip_shape(self._layers, self._rows, self._columns), self._memory)
