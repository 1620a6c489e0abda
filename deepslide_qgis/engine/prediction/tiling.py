"""Tiles along the two axes of a raster, and the weights with which their overlaps are blended.

Where two tiles overlap, the weight of one falls as cos² while that of the other rises; at the raster's edges weights
stay 1. The weights of all tiles sum to 1 at every pixel, so that blending is a plain weighted sum, and a constant
prediction stays constant, corners included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

STRIDE_PX = 32
"""Tile sides are multiples of this, as encoders of five stages need."""


@dataclass(frozen=True)
class Axis:
    """Tiles along one axis of ``length`` pixels, with blending ``weights`` (tiles, tile_px), float32.

    If ``tile_px`` exceeds ``length``, the only tile is padded and ``weights`` is 0 on the padding. The axis begins at
    pixel ``first_px`` of the raster's axis.
    """

    length: int
    tile_px: int
    starts: tuple[int, ...]
    weights: np.ndarray
    first_px: int = 0

    @property
    def spans(self) -> tuple[slice, ...]:
        """The pixels of the axis that each tile covers."""
        return tuple(slice(start, min(start + self.tile_px, self.length)) for start in self.starts)

    def fading(self, indices: Sequence[int]) -> list[slice]:
        """Return the parts of a tile in which a weight of the tiles ``indices`` is not 1: overlaps with indices."""
        whole = np.flatnonzero((self.weights[indices] == 1).all(axis=0))
        first, last = (int(whole[0]), int(whole[-1]) + 1) if whole.size else (0, 0)
        parts = slice(0, first), slice(last, self.tile_px)
        return [part for part in parts if part.start < part.stop]

    def finished(self, index: int) -> int:
        """Return the first pixel to which tiles after ``index`` contribute."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.length

    def around(self, first_px: int, stop_px: int) -> Axis:
        """Return the tiles that cover any pixel of ``first_px`` to ``stop_px``, with their weights on the whole axis.

        The weights sum to 1 on those pixels, not beyond them.
        """
        return self._select([i for i, span in enumerate(self.spans) if span.start < stop_px and span.stop > first_px])

    def beginning_in(self, first_px: int, stop_px: int) -> Axis | None:
        """Return the tiles that begin in the pixels ``first_px`` to ``stop_px``, with their weights on the whole axis.

        The blended tiles of disjoint parts add up to those of the whole axis. None where no tile begins there.
        """
        beginning = [i for i, start in enumerate(self.starts) if first_px <= start < stop_px]
        return self._select(beginning) if beginning else None

    def _select(self, indices: list[int]) -> Axis:
        """Return the axis of the consecutive tiles ``indices``."""
        chosen, begin = slice(indices[0], indices[-1] + 1), self.starts[indices[0]]
        starts = tuple(start - begin for start in self.starts[chosen])
        return Axis(self.spans[indices[-1]].stop - begin, self.tile_px, starts, self.weights[chosen], begin)


def tile_count(length: int, tile_px: int, margin_px: int) -> int:
    """Return the fewest tiles that cover ``length`` pixels with overlaps of at least twice the margin."""
    return 1 if length <= tile_px else math.ceil((length - 2 * margin_px) / (tile_px - 2 * margin_px))


def tile_axis(length: int, tile_px: int, margin_px: int, smallest_px: int = STRIDE_PX) -> Axis:
    """Return the fewest tiles that cover ``length`` pixels with overlaps of at least twice the margin.

    A raster smaller than a tile is padded only to the next multiple of 32, but not below ``smallest_px``.
    """
    if length <= tile_px:
        padded = max(math.ceil(length / STRIDE_PX) * STRIDE_PX, smallest_px)
        weights = (np.arange(padded) < length).astype(np.float32)[np.newaxis]
        return Axis(length, padded, (0,), weights)
    count = tile_count(length, tile_px, margin_px)
    starts = tuple(round(i * (length - tile_px) / (count - 1)) for i in range(count))
    return Axis(length, tile_px, starts, _blending_weights(length, tile_px, starts))


def _blending_weights(length: int, tile_px: int, starts: tuple[int, ...]) -> np.ndarray:
    weights = np.ones((len(starts), tile_px))
    for i, (left, right) in enumerate(zip(starts, starts[1:], strict=False)):
        overlap = left + tile_px - right
        rising = np.sin((np.arange(overlap) + 0.5) / max(overlap, 1) * np.pi / 2) ** 2
        weights[i, tile_px - overlap :] *= rising[::-1]
        weights[i + 1, :overlap] *= rising
    total = np.zeros(length)
    for start, weight in zip(starts, weights, strict=True):
        total[start : start + tile_px] += weight
    for start, weight in zip(starts, weights, strict=True):
        weight /= total[start : start + tile_px]
    return weights.astype(np.float32)
