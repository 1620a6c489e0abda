"""Overviews of a raster, computed from its rows as they are written, without reading the file back.

Each level halves the previous one, 2 × 2 pixels to one; at an odd side the last pixel is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.engine.rasters.block_rows import BlockRows

SMALLEST_PX = 256
"""The last level is no larger than this in either direction."""
LARGEST_FACTOR = 1024
"""Ranges of columns that are written one after the other meet at multiples of this."""
Conversion = Callable[[np.ndarray, Optional[float]], np.ndarray]


def overview_factors(height: int, width: int) -> list[int]:
    """Return the factor of each overview of a raster: 2, 4, 8 …"""
    factors = (2**i for i in range(1, LARGEST_FACTOR.bit_length()))
    return [factor for factor in factors if max(height, width) // (factor // 2) > SMALLEST_PX]


def _keep(values: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    return values


@dataclass(frozen=True)
class Reduction:
    """The method that combines pixels of an overview, and GDAL's name of it.

    ``halve`` maps (…, h, w) to half its size. Stored rows pass through ``decode`` before the first level; results pass
    through ``encode`` before they are written.
    """

    resampling: Resampling
    halve: Callable[[np.ndarray], np.ndarray]
    decode: Conversion = _keep
    encode: Conversion = _keep


class Overviews:
    """The levels of a raster (``height``, ``width``), computed one row of blocks at a time."""

    def __init__(self, height: int, width: int, block_px: int, reduction: Reduction, nodata: Optional[float]):
        self.factors = overview_factors(height, width)
        self._reduction, self._nodata = reduction, nodata
        self._rows = [BlockRows(block_px, -(-height // factor)) for factor in (1, *self.factors)]

    def add(self, top: int, left: int, rows: np.ndarray) -> Iterator[tuple[int, int, int, np.ndarray]]:
        """Yield (level, top, left, rows) of every complete row of blocks after adding ``rows`` (…, h, w); level 0 is
        the raster.

        Rows arrive from top to bottom; one range of columns is completed before the next starts, at a multiple of
        ``LARGEST_FACTOR``.
        """
        for first, complete in self._rows[0].add(top, rows):
            yield 0, first, left, complete
            if self.factors:
                yield from self._add_to_level(1, first, left, self._reduction.decode(complete, self._nodata))

    def _add_to_level(
        self, level: int, top: int, left: int, larger: np.ndarray
    ) -> Iterator[tuple[int, int, int, np.ndarray]]:
        left //= 2
        for first, values in self._rows[level].add(top // 2, self._reduction.halve(larger)):
            yield level, first, left, self._reduction.encode(values, self._nodata)
            if level < len(self.factors):
                yield from self._add_to_level(level + 1, first, left, values)

    def check_complete(self) -> None:
        """Raise ValueError if rows are still buffered."""
        for rows in self._rows:
            rows.check_complete()


def average_2x2(values: np.ndarray) -> np.ndarray:
    """Return the mean of every 2 × 2 pixels of ``values`` (…, h, w), ignoring NaN; NaN where all four are.

    ``values`` are float32, finite or NaN.
    """
    padding = [(0, 0)] * (values.ndim - 2) + [(0, side % 2) for side in values.shape[-2:]]
    values = np.pad(values, padding, mode="edge") if values.shape[-1] % 2 or values.shape[-2] % 2 else values
    upper, lower = values[..., 0::2, :], values[..., 1::2, :]
    sums = upper + lower
    means = sums[..., 0::2] + sums[..., 1::2]
    means *= 0.25
    missing = np.isnan(means)
    if missing.any():
        four = np.stack([half[..., i::2][missing] for half in (upper, lower) for i in range(2)])
        known = np.isfinite(four)
        with np.errstate(invalid="ignore"):  # all four are NaN
            means[missing] = np.where(known, four, 0).sum(axis=0) / known.sum(axis=0)
    return means


def _take_every_second(values: np.ndarray) -> np.ndarray:
    return values[..., ::2, ::2]


def _decode_mask(mask: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    share, missing = mask.astype(np.float32), mask == nodata
    if missing.any():
        share[missing] = np.nan
    return share


def _encode_mask(share: np.ndarray, nodata: Optional[float]) -> np.ndarray:
    mask, missing = (share >= 0.5).astype(np.uint8), np.isnan(share)
    if missing.any():
        mask[missing] = nodata
    return mask


AVERAGE = Reduction(Resampling.average, average_2x2)
NEAREST = Reduction(Resampling.nearest, _take_every_second)
MAJORITY = Reduction(Resampling.mode, average_2x2, _decode_mask, _encode_mask)
"""For a mask of 1 and 0: 1 where at least half of the known pixels are 1."""
