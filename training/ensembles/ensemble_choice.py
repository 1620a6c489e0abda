"""Chooses an ensemble on one split for use on another: its members, combination and threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.ensembles.folds import Fold
from training.ensembles.growth import LARGEST, combine_members, grow
from training.ensembles.ranking import RankedMember, rank
from training.ensembles.split_pixels import Block, SplitPixels
from training.ensembles.thresholds import f1_of, threshold_of

MEAN = "mean_probability"


@dataclass(frozen=True)
class ChosenEnsemble:
    """Members, best first, how they are combined, and the threshold of the combination."""

    members: tuple[RankedMember, ...]
    how: str
    threshold: float

    def probability(self, pixels: SplitPixels, block: Block) -> np.ndarray:
        """Return the combined probability (n,) at the pixels of ``block``."""
        return combine_members(pixels, block, self.members, self.how)


def choose_ensemble(choosing: SplitPixels, rule: str, how: str = MEAN, size: int = 0) -> ChosenEnsemble:
    """Return the best ``size`` members on ``choosing``, at most all; 0: the size with the best F1."""
    order = rank(choosing, rule)
    grown = grow(choosing, order, how, min(size or LARGEST, len(order)))
    if size == 0:
        f1 = [f1_of(counts.at(threshold_of(counts, rule))) for counts in grown]
        grown = grown[: f1.index(max(f1)) + 1]
    return ChosenEnsemble(order[: len(grown)], how, threshold_of(grown[-1], rule))


def choose_oracle(fold: Fold, rule: str) -> ChosenEnsemble:
    """Return the best member on the scoring data (hindsight), with its threshold from the choosing data."""
    thresholds = {row.member: row.scores.threshold for row in rank(fold.choosing, rule)}
    counts = {member: fold.scoring.count(member) for member in thresholds}
    best = max(counts, key=lambda member: f1_of(counts[member].at(thresholds[member])))
    return ChosenEnsemble((RankedMember(best, counts[best].at(thresholds[best])),), MEAN, thresholds[best])
