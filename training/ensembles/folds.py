"""The data to choose on and to score on: validation and test, or each half of validation for the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from deepslide_qgis.core.errors import RequestError
from training.ensembles.split_pixels import SplitPixels

SPLIT_SEED = 20


@dataclass(frozen=True)
class Fold:
    """Members, sizes and thresholds are chosen on ``choosing``, never on ``scoring``."""

    choosing: SplitPixels
    scoring: SplitPixels


def folds_of(validation: SplitPixels, test: Optional[SplitPixels]) -> tuple[Fold, ...]:
    """Return one fold if there is a test split, else two: each half of validation scores what the other chose.

    Raises RequestError if there is neither a test split nor a second case study or tile for validation.
    """
    if test is not None:
        return (Fold(validation, test),)
    if len(validation.names) < 2:
        raise RequestError(
            "There is no test split, and a single image for validation cannot be halved.",
            "Name a test split in [data], or give at least two case studies for validation.",
        )
    first, second = (validation.part(groups) for groups in halves(len(validation.names), SPLIT_SEED))
    return Fold(first, second), Fold(second, first)


def halves(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the group numbers of two random halves of ``count`` groups."""
    shuffled = np.random.default_rng(seed).permutation(count)
    return np.sort(shuffled[: count // 2]), np.sort(shuffled[count // 2 :])
