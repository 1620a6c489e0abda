"""Composites of several dates: median, most frequent class, greenest pixel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepslide_qgis.engine.imagery.clouds import UNCLASSIFIED
from deepslide_qgis.engine.imagery.vegetation import ndvi

WITHOUT_NDVI = np.float32(-2)
"""Rank of a pixel without NDVI: below any NDVI."""


def merge_images(images: Sequence[np.ndarray]) -> np.ndarray:
    """Return the mosaic of the images of one date, earlier images first; the first array is modified."""
    first, *others = images
    for other in others:
        np.copyto(first, other, where=np.isnan(first))
    return first


def median(values: np.ndarray) -> np.ndarray:
    """Return the median over the first axis of ``values`` (T, …), ignoring NaN; ``values`` is sorted in place."""
    if len(values) == 1:
        return values[0]
    values.sort(axis=0)  # NaN come last
    known = np.isfinite(values).sum(axis=0)
    lower, upper = np.maximum((known - 1) // 2, 0), np.maximum(known // 2, 0)
    low = np.take_along_axis(values, lower[np.newaxis], axis=0)[0]
    high = np.take_along_axis(values, upper[np.newaxis], axis=0)[0]
    return (low + high) / 2


def most_frequent(classes: np.ndarray) -> np.ndarray:
    """Return the most frequent scene class over the first axis of ``classes`` (T, …), ignoring NaN.

    Ties go to the highest class: water and snow, not the land below. "Unclassified" loses them all.
    """
    winners, most = np.full(classes.shape[1:], np.nan, np.float32), np.ones(classes.shape[1:], np.int16)
    values = np.unique(classes[np.isfinite(classes)])
    for value in sorted(values, key=lambda value: (value != UNCLASSIFIED, value)):
        times = (classes == value).sum(axis=0, dtype=np.int16)
        better = times >= most
        winners[better], most[better] = value, times[better]
    return winners


class GreenestPixel:
    """The bands of each pixel at the date with its highest NDVI; dates are fed one by one.

    ``bands`` (C, h, w) float32 and ``ndvi`` (h, w) are NaN, and ``chosen`` (h, w) −1, where no date was usable;
    ``counts`` (h, w) is the number of usable dates. Dates on which a pixel has no NDVI (shadow, dark water) are used
    only if no other date is usable.
    """

    def __init__(self, band_count: int, shape: tuple[int, int], red: int, infrared: int):
        self.bands = np.full((band_count, *shape), np.nan, np.float32)
        self.ndvi = np.full(shape, np.nan, np.float32)
        self.chosen = np.full(shape, -1, np.int16)
        self.counts = np.zeros(shape, np.int16)
        self._rank = np.full(shape, np.nan, np.float32)
        self._red, self._infrared = red, infrared

    def feed(self, number: int, bands: np.ndarray) -> None:
        """Add date ``number``: ``bands`` (C, h, w), NaN for clouds and gaps; a tie keeps the earlier date."""
        red, infrared = bands[self._red], bands[self._infrared]
        index, usable = ndvi(infrared, red), np.isfinite(red) & np.isfinite(infrared)
        rank = np.where(np.isfinite(index), index, WITHOUT_NDVI)
        better = usable & ~(self._rank >= rank)
        self.counts += usable
        self._rank[better], self.ndvi[better] = rank[better], index[better]
        self.chosen[better] = number
        np.copyto(self.bands, bands, where=better)
