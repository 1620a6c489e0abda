"""Overviews of a raster, made of its rows as they come: nothing is read back and decompressed for them.

Each level is made of the one before, two pixels by two; where a side is odd its last pixel stands for two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.engine.rasters.block_rows import BlockRows

SMALLEST_PX = 256
"""A level that is no larger in either direction is the last."""
LARGEST_FACTOR = 1024
"""Columns of a raster that are written one after the other meet at multiples of it."""
Changed = Callable[[np.ndarray, Optional[float]], np.ndarray]


def overview_factors(height: int, width: int) -> list[int]:
    """Return by how much each overview of a raster is smaller: 2, 4, 8 …"""
    factors = (2**i for i in range(1, LARGEST_FACTOR.bit_length()))
    return [factor for factor in factors if max(height, width) // (factor // 2) > SMALLEST_PX]


def _unchanged(values: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    return values


@dataclass(frozen=True)
class Reduction:
    """How pixels become one of an overview, and what GDAL calls that.

    ``halved`` takes (…, h, w) and returns half of it. It is given what ``taken`` makes of stored rows, at the first
    level; ``stored`` is what is written of its results.
    """

    resampling: Resampling
    halved: Callable[[np.ndarray], np.ndarray]
    taken: Changed = _unchanged
    stored: Changed = _unchanged


class Overviews:
    """The levels of a raster (``height``, ``width``), row of blocks by row of blocks."""

    def __init__(self, height: int, width: int, block_px: int, reduction: Reduction, nodata: Optional[float]):
        self.factors = overview_factors(height, width)
        self._reduction, self._nodata = reduction, nodata
        self._rows = [BlockRows(block_px, -(-height // factor)) for factor in (1, *self.factors)]

    def add(self, top: int, left: int, rows: np.ndarray) -> Iterator[tuple[int, int, int, np.ndarray]]:
        """Yield (level, top, left, rows) of what is complete with the raster's ``rows`` (…, h, w): 0 is the raster.

        They come from top to bottom, and down to it before those of other columns, which begin at a multiple of
        ``LARGEST_FACTOR``.
        """
        for first, whole in self._rows[0].add(top, rows):
            yield 0, first, left, whole
            if self.factors:
                yield from self._level(1, first, left, self._reduction.taken(whole, self._nodata))

    def _level(self, level: int, top: int, left: int, larger: np.ndarray) -> Iterator[tuple[int, int, int, np.ndarray]]:
        left //= 2
        for first, values in self._rows[level].add(top // 2, self._reduction.halved(larger)):
            yield level, first, left, self._reduction.stored(values, self._nodata)
            if level < len(self.factors):
                yield from self._level(level + 1, first, left, values)

    def check_all_came(self) -> None:
        """Raise ValueError where rows still wait for others."""
        for rows in self._rows:
            rows.check_all_came()


def averaged(values: np.ndarray) -> np.ndarray:
    """Return the mean of every two by two pixels of ``values`` (…, h, w) that are no NaN; NaN where all are.

    The values are float32 and finite otherwise.
    """
    beyond = [(0, 0)] * (values.ndim - 2) + [(0, side % 2) for side in values.shape[-2:]]
    values = np.pad(values, beyond, mode="edge") if values.shape[-1] % 2 or values.shape[-2] % 2 else values
    upper, lower = values[..., 0::2, :], values[..., 1::2, :]
    sums = upper + lower
    means = sums[..., 0::2] + sums[..., 1::2]
    means *= 0.25
    lacking = np.isnan(means)
    if lacking.any():
        four = np.stack([half[..., i::2][lacking] for half in (upper, lower) for i in range(2)])
        known = np.isfinite(four)
        with np.errstate(invalid="ignore"):  # none of four
            means[lacking] = np.where(known, four, 0).sum(axis=0) / known.sum(axis=0)
    return means


def _nearest(values: np.ndarray) -> np.ndarray:
    return values[..., ::2, ::2]


def _share(mask: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    share, lacking = mask.astype(np.float32), mask == nodata
    if lacking.any():
        share[lacking] = np.nan
    return share


def _mask(share: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    mask, lacking = (share >= 0.5).astype(np.uint8), np.isnan(share)
    if lacking.any():
        mask[lacking] = nodata
    return mask


AVERAGE = Reduction(Resampling.average, averaged)
NEAREST = Reduction(Resampling.nearest, _nearest)
MAJORITY = Reduction(Resampling.mode, averaged, _share, _mask)
"""Of a mask of 1 and 0: 1 where at least half of what is known is."""
