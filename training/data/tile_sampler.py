"""Sampler of training tiles whose order and random seeds depend on the member's seed and the epoch alone.

So the same seed gives the same member, and an interrupted run continues unchanged. The number of loader processes and
other random draws have no influence.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch.utils.data import Sampler

Draw = tuple[int, int]
"""Number of a tile within the epoch, and the seed for drawing and augmenting the tile."""


class TileSampler(Sampler[Draw]):
    """Yields each of ``count`` tiles once an epoch in random order; Lightning calls ``set_epoch``."""

    def __init__(self, count: int, seed: int):
        self._count, self._seed = count, seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        self._epoch = epoch

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Draw]:
        random = np.random.default_rng((self._seed, self._epoch))
        order = random.permutation(self._count)
        seeds = random.integers(2**62, size=self._count)
        yield from ((int(index), int(seed)) for index, seed in zip(order, seeds, strict=True))
