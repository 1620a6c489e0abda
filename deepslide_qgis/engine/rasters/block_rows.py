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
        self._next = 0

    def add(self, top: int, values: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (top, rows) of what is complete with ``values`` (…, h, w), which begin at row ``top``.

        Raises ValueError for rows that do not follow those that wait.
        """
        if self._held is not None:
            if top != self._next:
                raise ValueError(f"Rows from {top} on do not follow those that end at {self._next}.")
            lacking = min(self._block_px - top % self._block_px, self._height - top)  # none waits at a border
            block = np.concatenate([self._held, values[..., :lacking, :]], axis=-2)
            first, self._held = top - self._held.shape[-2], None
            if values.shape[-2] < lacking:
                self._hold(top, values, block)
                return
            yield first, block
            top, values = top + lacking, values[..., lacking:, :]
        bottom = top + values.shape[-2]
        whole = values.shape[-2] if bottom == self._height else max(bottom - bottom % self._block_px - top, 0)
        if whole:
            yield top, values[..., :whole, :]
        if whole < values.shape[-2]:
            self._hold(top, values, values[..., whole:, :].copy())  # a view would keep all of them

    def check_all_came(self) -> None:
        """Raise ValueError where rows still wait for others."""
        if self._held is not None:
            raise ValueError(f"The rows after {self._next} were never written.")

    def _hold(self, top: int, values: np.ndarray, rows: np.ndarray) -> None:
        self._held, self._next = rows, top + values.shape[-2]
