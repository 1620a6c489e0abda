"""On what is chosen and on what is scored: validation and test, or the two halves of validation, both ways."""

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


def folds_of(validation: SplitPixels, test: Optional[SplitPixels], seed: int = SPLIT_SEED) -> tuple[Fold, ...]:
    """Return one fold where there is a test split, else two: each half of validation scores what the other chose.

    Raises RequestError where there is neither a test split nor a second case study or tile for validation.
    """
    if test is not None:
        return (Fold(validation, test),)
    if len(validation.names) < 2:
        raise RequestError(
            "There is no test split, and a single image for validation cannot be halved.",
            "Name a test split in [data], or give at least two case studies for validation.",
        )
    first, second = (validation.part(groups) for groups in halves(len(validation.names), seed))
    return Fold(first, second), Fold(second, first)


def halves(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the groups in two random halves of ``count`` groups."""
    shuffled = np.random.default_rng(seed).permutation(count)
    return np.sort(shuffled[: count // 2]), np.sort(shuffled[count // 2 :])
