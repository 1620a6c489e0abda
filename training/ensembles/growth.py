"""Pixel counts of the ensembles of the best 1, 2, 3 … members, all sizes in one pass over the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, count_pixels
from training.ensembles.combining import Combination
from training.ensembles.ranking import RankedMember
from training.ensembles.split_pixels import Block, SplitPixels

LARGEST = 90
"""The largest ensemble of the reference study."""


def grow(
    pixels: SplitPixels, order: Sequence[RankedMember], how: str, largest: int = LARGEST
) -> tuple[PixelCounts, ...]:
    """Return the counts of the ensembles of the first 1, 2, … ``largest`` members of ``order``."""
    chosen = order[:largest]
    totals = [PixelCounts.none() for _ in chosen]
    for block in pixels.blocks():
        combination = Combination(how)
        for index, row in enumerate(chosen):
            combination.add(pixels.read(row.member, block), row.f1 or 1e-6)
            totals[index] += count_pixels(combination.probability, block.label)
    return tuple(totals)


def combine_members(pixels: SplitPixels, block: Block, members: Sequence[RankedMember], how: str) -> np.ndarray:
    """Return the combined probability (n,) of ``members`` at the pixels of ``block``."""
    combination = Combination(how)
    for row in members:
        combination.add(pixels.read(row.member, block), row.f1 or 1e-6)
    return combination.probability
