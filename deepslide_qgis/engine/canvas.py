"""Row strips on which tiles are blended: written when finished, then forgotten."""

from __future__ import annotations

from typing import Optional

import numpy as np

from deepslide_qgis.engine.arrays import Array, brought_to, copied, library_of, zeros_beside
from deepslide_qgis.engine.tiling import Axis


class Canvas:
    """Blends tiles of ``layers`` values per pixel, one row of tiles at a time, top to bottom.

    Holds (layers, tile height, raster width) float32 whatever the height of the raster, where the first tile is: in
    numpy's memory, or in torch's on a graphics card.
    """

    def __init__(self, layers: int, rows: Axis, columns: Axis):
        self._layers, self._rows, self._columns = layers, rows, columns
        self._strip: Optional[Array] = None
        self._top = 0

    def add(self, row: int, column: int, values: Array) -> None:
        """Blend the tile's ``values`` (layers, tile height, tile width) in, weighted."""
        if self._strip is None:
            self._begin(values)
        down, across = self._rows.spans[row], self._columns.spans[column]
        height, width = down.stop - down.start, across.stop - across.start
        weights = self._down[row, :height, None] * self._across[column, :width]
        local = slice(down.start - self._top, down.stop - self._top)
        weighted = self._weighted[:, :height, :width]
        library_of(values).multiply(values[:, :height, :width], weights, out=weighted)
        self._strip[:, local, across] += weighted

    def _begin(self, values: Array) -> None:
        height, width = min(self._rows.tile_px, self._rows.length), self._columns.length
        self._strip = zeros_beside(values, (self._layers, height, width))
        self._weighted = zeros_beside(values, values.shape)
        self._down, self._across = (brought_to(values, axis.weights) for axis in (self._rows, self._columns))

    def finish(self, row: int) -> tuple[int, Array]:
        """Return the top pixel row and a copy of the rows that no later row of tiles changes; move down."""
        top, bottom = self._top, self._rows.finished(row)
        count, self._top = bottom - top, bottom
        if self._strip is None:  # no tile had data so far
            return top, np.zeros((self._layers, count, self._columns.length), np.float32)
        done, kept = copied(self._strip[:, :count]), copied(self._strip[:, count:])
        self._strip[:, : kept.shape[1]] = kept
        self._strip[:, kept.shape[1] :] = 0
        return top, done
