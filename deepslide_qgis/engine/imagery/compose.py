"""One image of several dates: the median, the most frequent class, the greenest pixel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from deepslide_qgis.engine.imagery.clouds import UNCLASSIFIED
from deepslide_qgis.engine.imagery.vegetation import ndvi

WITHOUT_NDVI = np.float32(-2)
"""How green a pixel counts as that has no NDVI: less than any."""


def of_one_date(images: Sequence[np.ndarray]) -> np.ndarray:
    """Return the images of one date as one: where the first has gaps, the values of the next; it is written to."""
    first, *others = images
    for other in others:
        np.copyto(first, other, where=np.isnan(first))
    return first


def median(values: np.ndarray) -> np.ndarray:
    """Return the median over the first axis of ``values`` (T, …) without its NaN; it sorts ``values`` in place."""
    if len(values) == 1:
        return values[0]
    values.sort(axis=0)  # NaN go last
    known = np.isfinite(values).sum(axis=0)
    lower, upper = np.maximum((known - 1) // 2, 0), np.maximum(known // 2, 0)
    low = np.take_along_axis(values, lower[np.newaxis], axis=0)[0]
    high = np.take_along_axis(values, upper[np.newaxis], axis=0)[0]
    return (low + high) / 2


def most_frequent(classes: np.ndarray) -> np.ndarray:
    """Return the scene class that is most frequent over the first axis of ``classes`` (T, …) without their NaN.

    Of classes that are equally frequent it is the highest: water and snow, not the land they lie on; unclassified last.
    """
    found, most = np.full(classes.shape[1:], np.nan, np.float32), np.ones(classes.shape[1:], np.int16)
    values = np.unique(classes[np.isfinite(classes)])
    for value in sorted(values, key=lambda value: (value != UNCLASSIFIED, value)):
        times = (classes == value).sum(axis=0, dtype=np.int16)
        better = times >= most
        found[better], most[better] = value, times[better]
    return found


class GreenestPixel:
    """All bands of a pixel from the date at which it was greenest, fed date by date.

    ``bands`` (C, h, w) float32 and ``ndvi`` (h, w) are NaN, and ``chosen`` (h, w) −1, where no date was usable;
    ``counts`` (h, w) is the number of usable dates. A date on which the pixel has no NDVI, in shadow or over dark
    water, is taken where no other is usable.
    """

    def __init__(self, band_count: int, shape: tuple[int, int], red: int, infrared: int):
        self.bands = np.full((band_count, *shape), np.nan, np.float32)
        self.ndvi = np.full(shape, np.nan, np.float32)
        self.chosen = np.full(shape, -1, np.int16)
        self.counts = np.zeros(shape, np.int16)
        self._rank = np.full(shape, np.nan, np.float32)
        self._red, self._infrared = red, infrared

    def feed(self, number: int, bands: np.ndarray) -> None:
        """Take date ``number``: ``bands`` (C, h, w), NaN where clouds or gaps are; a tie keeps the earlier date."""
        red, infrared = bands[self._red], bands[self._infrared]
        index, usable = ndvi(infrared, red), np.isfinite(red) & np.isfinite(infrared)
        rank = np.where(np.isfinite(index), index, WITHOUT_NDVI)
        better = usable & ~(self._rank >= rank)
        self.counts += usable
        self._rank[better], self.ndvi[better] = rank[better], index[better]
        self.chosen[better] = number
        np.copyto(self.bands, bands, where=better)

    def feed_all(self, dates: Iterable[np.ndarray]) -> GreenestPixel:
        """Take several dates, numbered from 0."""
        for number, bands in enumerate(dates):
            self.feed(number, bands)
        return self
