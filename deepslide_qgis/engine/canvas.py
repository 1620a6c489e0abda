"""Row strips on which tiles are blended: written when finished, then forgotten."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.engine.reused_memory import ReusedMemory
from deepslide_qgis.engine.tiling import Axis


class Canvas:
    """Blends tiles of ``layers`` values per pixel, one row of tiles at a time, top to bottom.

    Holds (layers, tile height, raster width) float32 whatever the height of the raster.
    """

    def __init__(self, layers: int, rows: Axis, columns: Axis):
        self._rows, self._columns = rows, columns
        self._weighted = np.empty((layers, rows.tile_px, columns.tile_px), np.float32)
        self._strip = np.zeros((layers, min(rows.tile_px, rows.length), columns.length), np.float32)
        self._memory = ReusedMemory()
        self._top = 0

    def add(self, row: int, column: int, values: np.ndarray) -> None:
        """Blend the tile's ``values`` (layers, tile height, tile width) in, weighted."""
        down, across = self._rows.spans[row], self._columns.spans[column]
        height, width = down.stop - down.start, across.stop - across.start
        weights = self._rows.weights[row, :height, np.newaxis] * self._columns.weights[column, :width]
        local = slice(down.start - self._top, down.stop - self._top)
        weighted = self._weighted[:, :height, :width]
        np.multiply(values[:, :height, :width], weights, out=weighted)
        self._strip[:, local, across] += weighted

    def finish(self, row: int) -> tuple[int, np.ndarray]:
        """Return the top pixel row and a copy of the rows that no later row of tiles changes; move down."""
        top, bottom = self._top, self._rows.finished(row)
        count = bottom - top
        done = self._memory.empty((len(self._strip), count, self._columns.length))
        done[:] = self._strip[:, :count]
        kept = self._strip.shape[1] - count
        self._strip[:, :kept] = self._strip[:, count:]
        self._strip[:, kept:] = 0
        self._top = bottom
        return top, done
