"""A pool of memory for large arrays: the system zeroes fresh memory, which costs more than the arithmetic on it.

Blending, reading and batching each fill arrays of tens of megabytes, again and again, of the same sizes.
"""

from __future__ import annotations

import math
import weakref
from collections import deque

import numpy as np
from numpy.typing import DTypeLike

FREE_BLOCKS = 4
"""Most free blocks in the pool; further ones are returned to the system."""


class ReusedMemory:
    """Pool of array memory: memory returns to the pool when the last view of an array is gone. Thread-safe."""

    def __init__(self) -> None:
        self._free: deque[np.ndarray] = deque(maxlen=FREE_BLOCKS)

    def empty(self, shape: tuple[int, ...], dtype: DTypeLike = np.float32) -> np.ndarray:
        """Return an uninitialised array of ``shape``."""
        count = math.prod(shape)
        block = self._take_block(count * np.dtype(dtype).itemsize)
        base = np.frombuffer(memoryview(block), dtype, count)  # every view keeps this object alive; the block does not
        weakref.finalize(base, self._free.append, block).atexit = False
        return base.reshape(shape)

    def _take_block(self, size: int) -> np.ndarray:
        """Return a free block that is large enough, but at most twice as large as needed; else a new block."""
        for _ in range(len(self._free)):
            try:
                block = self._free.popleft()
            except IndexError:  # another thread took it
                break
            if size <= block.size <= 2 * size:
                return block
        return np.empty(size, np.uint8)
