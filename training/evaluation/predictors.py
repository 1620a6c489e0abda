"""The three predictors that are always compared, chosen for each fold: single member, ensemble, oracle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.ensembles.ensemble_choice import ChosenEnsemble, choose_ensemble, choose_oracle
from training.ensembles.folds import Fold
from training.ensembles.split_pixels import SplitPixels, count_by_group

SINGLE, ENSEMBLE, ORACLE = "single", "ensemble", "oracle"
NAMES = {
    SINGLE: "single member chosen on validation",
    ENSEMBLE: "ensemble",
    ORACLE: "oracle (best member in hindsight)",
}


@dataclass(frozen=True)
class Predictors:
    """Single member, ensemble and oracle of each fold, in the order of the folds."""

    folds: tuple[Fold, ...]
    chosen: tuple[dict[str, ChosenEnsemble], ...]

    def fold_of(self, group: int) -> int:
        """Return the fold that scores a group (case study or tile)."""
        for number, fold in enumerate(self.folds):
            if fold.scoring.chosen_groups is None or fold.scoring.chosen_groups[group]:
                return number
        raise IndexError(group)


def choose_predictors(folds: tuple[Fold, ...], rule: str, how: str, size: int) -> Predictors:
    """Choose single member, ensemble and oracle on each fold; ``size`` 0: the size that is best there."""
    chosen = tuple(
        {
            SINGLE: choose_ensemble(fold.choosing, rule, size=1),
            ENSEMBLE: choose_ensemble(fold.choosing, rule, how, size),
            ORACLE: choose_oracle(fold, rule),
        }
        for fold in folds
    )
    return Predictors(folds, chosen)


@dataclass(frozen=True)
class GroupCounts:
    """Pixel counts of one case study or tile, and its threshold."""

    name: str
    counts: PixelCounts
    threshold: float


def count_groups(predictors: Predictors, who: str) -> tuple[GroupCounts, ...]:
    """Return the counts of every scored group, in the order of the split."""
    found: dict[int, GroupCounts] = {}
    for fold, chosen in zip(predictors.folds, predictors.chosen, strict=True):
        counts: dict[int, PixelCounts] = {}
        for block in fold.scoring.blocks():
            count_by_group(chosen[who].probability(fold.scoring, block), block, counts)
        for group, count in counts.items():
            found[group] = GroupCounts(fold.scoring.names[group], count, chosen[who].threshold)
    return tuple(found[group] for group in sorted(found))


def predict_mask(predictors: Predictors, who: str, group: int, pixels: slice) -> np.ndarray:
    """Return the mask (bool) that the predictor ``who`` gives at the flat ``pixels`` of one group."""
    number = predictors.fold_of(group)
    chosen, scoring = predictors.chosen[number][who], predictors.folds[number].scoring
    part = SplitPixels(
        scoring.label[pixels],
        scoring.group[pixels],
        scoring.names,
        {row.member: scoring.probabilities[row.member][pixels] for row in chosen.members},
    )
    parts = [chosen.probability(part, block) >= chosen.threshold for block in part.blocks()]
    return np.concatenate(parts) if parts else np.zeros(0, bool)
