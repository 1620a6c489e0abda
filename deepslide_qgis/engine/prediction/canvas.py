"""Row strips on which tiles are blended: written when finished, then forgotten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

import numpy as np

from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.process.arrays import Array, array_module, convert_like, empty_on_same_device
from deepslide_qgis.engine.process.reused_memory import ReusedMemory


def strip_bytes(layers: int, rows: Axis, columns: Axis) -> int:
    """Return the memory that blending takes: two strips, while one is handed on."""
    return 2 * math.prod(_strip_shape(layers, rows, columns)) * np.dtype(np.float32).itemsize


def _strip_shape(layers: int, rows: Axis, columns: Axis) -> tuple[int, int, int]:
    return layers, min(rows.tile_px, rows.length), columns.length


class Canvas:
    """Blends tiles of ``layers`` values per pixel, one row of tiles at a time, top to bottom.

    Holds (layers, tile height, raster width) float32 whatever the height of the raster, where the first tile is: in
    numpy's memory, or in torch's on a graphics card.
    ``weights`` (rows', columns') are there, once a tile was added; another canvas of the same axes may be given them.
    """

    def __init__(self, layers: int, rows: Axis, columns: Axis, weights: Optional[tuple[Array, Array]] = None):
        self._layers, self._rows, self._columns = layers, rows, columns
        self._memory = ReusedMemory()
        self._strip: Optional[Array] = None
        self.weights = weights
        self._top = 0

    def add(self, row: int, columns: Sequence[int], values: Array) -> None:
        """Blend the ``values`` (tiles, layers, tile height, tile width) in; they become their weighted selves.

        The tiles are those of a ``row``, in ``columns``.
        """
        if self.weights is None:
            self.weights = convert_like(values, self._rows.weights), convert_like(values, self._columns.weights)
        down_weights, across_weights = self.weights
        if self._strip is None:
            self._strip = self._empty(values)
            self._strip[...] = 0
        for part in self._rows.fading([row]):
            faded = values[:, :, part]
            faded *= down_weights[row, part, None]
        for part in self._columns.fading(columns):
            weights = array_module(values).stack([across_weights[column, part] for column in columns])
            faded = values[..., part]
            faded *= weights[:, None, None]
        down, spans = self._rows.spans[row], self._columns.spans
        rows, height = slice(down.start - self._top, down.stop - self._top), down.stop - down.start
        for column, tile in zip(columns, values, strict=True):
            across = spans[column]
            under = self._strip[:, rows, across]
            under += tile[:, :height, : across.stop - across.start]  # with what is under it named torch copies nothing

    def finish(self, row: int) -> tuple[int, Array]:
        """Return the top pixel row and the rows that no later row of tiles changes, no longer used here; move down."""
        top, bottom = self._top, self._rows.finished(row)
        count, self._top = bottom - top, bottom
        if self._strip is None:  # no tile had data so far
            return top, np.zeros((self._layers, count, self._columns.length), np.float32)
        done, left = self._strip[:, :count], self._strip[:, count:]
        self._strip = self._empty(left)
        self._strip[:, : left.shape[1]] = left
        self._strip[:, left.shape[1] :] = 0
        return top, done

    def _empty(self, values: Array) -> Array:
        return empty_on_same_device(values, _strip_shape(self._layers, self._rows, self._columns), self._memory)
