"""Ranking of members by F1 on validation data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.thresholds import f1_of, threshold_of


@dataclass(frozen=True)
class RankedMember:
    """One member with its scores on the ranking data, at the threshold of the rule."""

    member: str
    scores: PixelScores

    @property
    def f1(self) -> float:
        return f1_of(self.scores)


def rank(pixels: SplitPixels, rule: str) -> tuple[RankedMember, ...]:
    """Return all members of ``pixels``, best first; ties keep their order."""
    return rank_counts({member: pixels.count(member) for member in pixels.probabilities}, rule, pixels.recorded)


def rank_counts(
    counts: Mapping[str, PixelCounts], rule: str, recorded: Optional[Mapping[str, float]] = None
) -> tuple[RankedMember, ...]:
    """Return the members of ``counts``, best first by ``recorded`` F1 if given, else by their counts."""
    rows = [RankedMember(member, found.at(threshold_of(found, rule))) for member, found in counts.items()]
    return tuple(sorted(rows, key=lambda row: -(recorded[row.member] if recorded else row.f1)))
