"""Memory for large arrays that is used again: the system clears what it gives out, and that costs more than arithmetic.

Blending, reading and making batches ready each fill arrays of tens of megabytes, again and again, of the same sizes.
"""

from __future__ import annotations

import math
import weakref
from collections import deque

import numpy as np
from numpy.typing import DTypeLike

KEPT = 4
"""Blocks that wait for their next use at most; what is given back beyond that goes back to the system."""


class ReusedMemory:
    """Gives arrays whose memory comes back by itself when their last view is gone; threads may share it."""

    def __init__(self) -> None:
        self._free: deque[np.ndarray] = deque(maxlen=KEPT)

    def empty(self, shape: tuple[int, ...], dtype: DTypeLike = np.float32) -> np.ndarray:
        """Return an array of ``shape`` that holds anything."""
        count = math.prod(shape)
        block = self._block(count * np.dtype(dtype).itemsize)
        seen = np.frombuffer(memoryview(block), dtype, count)  # what every view holds on to, and the block does not
        weakref.finalize(seen, self._free.append, block).atexit = False
        return seen.reshape(shape)

    def _block(self, size: int) -> np.ndarray:
        """Return a block of bytes that waits and is large enough, though not by far; else a new one."""
        for _ in range(len(self._free)):
            try:
                block = self._free.popleft()
            except IndexError:  # another thread took it
                break
            if size <= block.size <= 2 * size:
                return block
        return np.empty(size, np.uint8)
