"""Members from best to worst by their F1 on validation data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.thresholds import f1_of, threshold_of


@dataclass(frozen=True)
class Ranked:
    """One member with its scores on the data that ranked it, at the threshold of the rule."""

    member: str
    scores: PixelScores

    @property
    def f1(self) -> float:
        return f1_of(self.scores)


def rank(pixels: SplitPixels, rule: str) -> tuple[Ranked, ...]:
    """Return all members of ``pixels``, best first; equals stay in their order."""
    return ranked({member: pixels.count(member) for member in pixels.probabilities}, rule, pixels.recorded)


def ranked(
    counts: Mapping[str, PixelCounts], rule: str, recorded: Optional[Mapping[str, float]] = None
) -> tuple[Ranked, ...]:
    """Return the members of ``counts``, best first: by what was ``recorded`` of them, else by their counts."""
    rows = [Ranked(member, found.at(threshold_of(found, rule))) for member, found in counts.items()]
    return tuple(sorted(rows, key=lambda row: -(recorded[row.member] if recorded else row.f1)))
