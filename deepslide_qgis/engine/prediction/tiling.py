"""Tiles along the two axes of a raster, and the weights with which their overlaps are blended.

A tile's margin is read but fades out: where two tiles overlap, one's weight falls as cos² while the other's
rises, and at the raster's own edge nothing fades. The weights of all tiles sum to 1 at every pixel, so that
blending is a plain weighted sum and a constant prediction comes back constant, corners included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

STRIDE_PX = 32
"""Networks take sides that are multiples of this."""


@dataclass(frozen=True)
class Axis:
    """Tiles along one axis of ``length`` pixels; ``weights`` has the shape (tiles, tile_px), float32.

    ``tile_px`` can exceed ``length``: then the one tile is padded, and ``weights`` is 0 on the padding. The axis begins
    ``first_px`` pixels into the raster's.
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
        """Return where not all weights of the tiles ``indices`` are 1: the margins that they share with neighbours."""
        whole = np.flatnonzero((self.weights[indices] == 1).all(axis=0))
        first, last = (int(whole[0]), int(whole[-1]) + 1) if whole.size else (0, 0)
        parts = slice(0, first), slice(last, self.tile_px)
        return [part for part in parts if part.start < part.stop]

    def finished(self, index: int) -> int:
        """Return the first pixel that tiles after ``index`` still contribute to."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.length

    def around(self, first_px: int, stop_px: int) -> Axis:
        """Return the tiles that touch the pixels ``first_px`` to ``stop_px``, with the weights that they have here.

        Those pixels come out as they do on the whole axis; at the ends beyond them the weights do not sum to 1.
        """
        return self._some([i for i, span in enumerate(self.spans) if span.start < stop_px and span.stop > first_px])

    def beginning_in(self, first_px: int, stop_px: int) -> Axis | None:
        """Return the tiles that begin in the pixels ``first_px`` to ``stop_px``, with the weights that they have here.

        What they add up to is their share of the whole axis. None where no tile begins there.
        """
        beginning = [i for i, start in enumerate(self.starts) if first_px <= start < stop_px]
        return self._some(beginning) if beginning else None

    def _some(self, neighbours: list[int]) -> Axis:
        """Return an axis of some tiles that follow each other."""
        chosen, begin = slice(neighbours[0], neighbours[-1] + 1), self.starts[neighbours[0]]
        starts = tuple(start - begin for start in self.starts[chosen])
        return Axis(self.spans[neighbours[-1]].stop - begin, self.tile_px, starts, self.weights[chosen], begin)


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
