"""Which tile comes when, and by which chance it is drawn and changed: decided by seed and epoch alone.

So the same seed gives the same member, a run that was interrupted goes on as it would have gone on, and neither the
number of loader processes nor what is drawn elsewhere matters.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from torch.utils.data import Sampler

Draw = tuple[int, int]
"""The number of a tile within the epoch, and the seed of its chance."""


class Draws(Sampler[Draw]):
    """Yields each of ``count`` tiles once an epoch, in random order; Lightning calls ``set_epoch``."""

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
