"""The study of one band setting: its ranked members and its ensembles of every size, scored on unseen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.ensembles.ensemble_choice import MEAN
from training.ensembles.folds import Fold, folds_of
from training.ensembles.growth import LARGEST, grow
from training.ensembles.ranking import RankedMember, rank_counts
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.thresholds import f1_of, pool_scores, threshold_of


@dataclass(frozen=True)
class StudiedMember:
    """One member: its scores on the validation data, which rank it, and on the scoring data."""

    member: str
    validation: PixelScores
    scores: PixelScores


@dataclass(frozen=True)
class SizeScores:
    """The ensemble of the best ``size`` members: its scores on the choosing and on the scoring data."""

    size: int
    validation: PixelScores
    scores: PixelScores


@dataclass(frozen=True)
class SettingStudy:
    """Members ranked on validation, ensembles by size, and the ensemble of the size chosen on validation.

    ``halved``: without a test split, each half of validation scores what the other half chose, so ``sizes`` and
    ``chosen`` pool two choices. ``chosen.size`` is 0 if the halves chose different sizes.
    """

    setting: str
    rule: str
    how: str
    halved: bool
    members: tuple[StudiedMember, ...]
    sizes: tuple[SizeScores, ...]
    chosen: SizeScores

    @property
    def single(self) -> SizeScores:
        """The best member on validation; if halved, the pooled best members of both halves."""
        return self.sizes[0]

    @property
    def oracle(self) -> StudiedMember:
        """The best member on the scoring data, which is known in hindsight only."""
        return max(self.members, key=lambda row: f1_of(row.scores))


def study(
    setting: str,
    validation: SplitPixels,
    test: Optional[SplitPixels],
    rule: str,
    how: str = MEAN,
    largest: int = LARGEST,
) -> SettingStudy:
    """Rank, combine and score the members of one setting on the folds of :func:`folds_of`."""
    folds = [_study_fold(fold, rule, how, largest) for fold in folds_of(validation, test)]
    whole = {member: sum((fold.choosing[member] for fold in folds), PixelCounts.none()) for member in folds[0].choosing}
    members = tuple(
        StudiedMember(row.member, row.scores, pool_scores([fold.members[row.member] for fold in folds]))
        for row in rank_counts(whole, rule, validation.recorded)
    )
    sizes = tuple(_pool(k + 1, [fold.sizes[k] for fold in folds]) for k in range(len(folds[0].sizes)))
    best = [max(fold.sizes, key=lambda row: f1_of(row.validation)) for fold in folds]
    size = best[0].size if len({row.size for row in best}) == 1 else 0
    return SettingStudy(setting, rule, how, test is None, members, sizes, _pool(size, best))


@dataclass(frozen=True)
class _StudiedFold:
    choosing: dict[str, PixelCounts]
    members: dict[str, PixelScores]
    sizes: tuple[SizeScores, ...]


def _study_fold(fold: Fold, rule: str, how: str, largest: int) -> _StudiedFold:
    choosing = {member: fold.choosing.count(member) for member in fold.choosing.probabilities}
    members = {member: fold.scoring.count(member).at(threshold_of(counts, rule)) for member, counts in choosing.items()}
    order: tuple[RankedMember, ...] = rank_counts(choosing, rule, fold.choosing.recorded)
    grown = zip(grow(fold.choosing, order, how, largest), grow(fold.scoring, order, how, largest), strict=True)
    sizes = []
    for size, (chosen, scored) in enumerate(grown, 1):
        threshold = threshold_of(chosen, rule)
        sizes.append(SizeScores(size, chosen.at(threshold), scored.at(threshold)))
    return _StudiedFold(choosing, members, tuple(sizes))


def _pool(size: int, rows: list[SizeScores]) -> SizeScores:
    return SizeScores(size, pool_scores([row.validation for row in rows]), pool_scores([row.scores for row in rows]))
