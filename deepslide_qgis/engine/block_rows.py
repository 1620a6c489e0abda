"""Rows on their way into a file, handed on by whole rows of its blocks.

GDAL compresses a block whenever it has to make room; one that was half full by then is read back and compressed again,
and its first place in the file stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np


class BlockRows:
    """Keeps the rows after the last border of blocks back until those that follow complete them.

    Rows come from top to bottom of a raster of ``height`` rows whose blocks are ``block_px`` high.
    """

    def __init__(self, block_px: int, height: int):
        self._block_px, self._height = block_px, height
        self._held: Optional[np.ndarray] = None

    def add(self, top: int, values: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (top, rows) of what is complete with ``values`` (…, h, w), which begin at row ``top``."""
        if self._held is not None:
            lacking = min(self._up(top), self._height) - top
            block = np.concatenate([self._held, values[..., :lacking, :]], axis=-2)
            first, self._held = top - self._held.shape[-2], None
            if values.shape[-2] < lacking:
                self._held = block
                return
            yield first, block
            top, values = top + lacking, values[..., lacking:, :]
        bottom = top + values.shape[-2]
        whole = values.shape[-2] if bottom == self._height else max(bottom - bottom % self._block_px - top, 0)
        if whole:
            yield top, values[..., :whole, :]
        if whole < values.shape[-2]:
            self._held = values[..., whole:, :].copy()  # a view would keep all of them

    def _up(self, row: int) -> int:
        """Return the next border of blocks at or after ``row``."""
        return -(-row // self._block_px) * self._block_px
