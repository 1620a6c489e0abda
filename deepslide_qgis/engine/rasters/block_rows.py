"""Buffer that groups rows into complete rows of blocks before they are written.

GDAL compresses a block whenever its cache is full. A half-filled block is later read back and compressed again, and its
first place in the file stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np


class BlockRows:
    """Buffer of the rows after the last block border, until the rows that complete the blocks arrive.

    Rows arrive from top to bottom of a raster of ``height`` rows with blocks of ``block_px`` rows.
    """

    def __init__(self, block_px: int, height: int):
        self._block_px, self._height = block_px, height
        self._buffer: Optional[np.ndarray] = None
        self._next = 0

    def add(self, top: int, values: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (top, rows) for the complete rows of blocks after adding ``values`` (…, h, w) from row ``top`` on.

        Raises ValueError for rows that do not follow the buffered ones.
        """
        if self._buffer is not None:
            if top != self._next:
                raise ValueError(f"Rows from {top} on do not follow those that end at {self._next}.")
            missing = min(self._block_px - top % self._block_px, self._height - top)  # at a border the buffer is empty
            block = np.concatenate([self._buffer, values[..., :missing, :]], axis=-2)
            first, self._buffer = top - self._buffer.shape[-2], None
            if values.shape[-2] < missing:
                self._store(top, values, block)
                return
            yield first, block
            top, values = top + missing, values[..., missing:, :]
        bottom = top + values.shape[-2]
        complete = values.shape[-2] if bottom == self._height else max(bottom - bottom % self._block_px - top, 0)
        if complete:
            yield top, values[..., :complete, :]
        if complete < values.shape[-2]:
            self._store(top, values, values[..., complete:, :].copy())  # a view would keep the whole array alive

    def check_complete(self) -> None:
        """Raise ValueError if rows are still buffered."""
        if self._buffer is not None:
            raise ValueError(f"The rows after {self._next} were never written.")

    def _store(self, top: int, values: np.ndarray, rows: np.ndarray) -> None:
        self._buffer, self._next = rows, top + values.shape[-2]
