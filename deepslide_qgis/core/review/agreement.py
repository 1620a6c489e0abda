"""Agreement between two reviewers: share and Cohen's kappa.

Kappa: J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.review.review import LANDSLIDES, ReviewStatus


def verdict(status: ReviewStatus) -> Optional[str]:
    """Return the verdict of a status, the same for accepted and edited; None for a candidate that is not judged."""
    if status in LANDSLIDES:
        return "landslide"
    return {ReviewStatus.REJECTED: "none", ReviewStatus.UNSURE: "unsure"}.get(status)


@dataclass(frozen=True)
class Agreement:
    """Counts of the candidates that both reviewers judged, by pair of verdicts (mine, theirs)."""

    counts: dict[tuple[str, str], int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> Optional[float]:
        """Return the share of equal verdicts, None if there is no common candidate."""
        same = sum(count for (mine, theirs), count in self.counts.items() if mine == theirs)
        return same / self.total if self.total else None

    @property
    def kappa(self) -> Optional[float]:
        """Return Cohen's kappa: 1 agreement, 0 as by chance; None if undefined."""
        if not self.total:
            return None
        mine, theirs = Counter(), Counter()
        for (one, other), count in self.counts.items():
            mine[one] += count
            theirs[other] += count
        by_chance = sum(mine[name] * theirs[name] for name in mine) / self.total**2
        return None if by_chance == 1 else (self.share - by_chance) / (1 - by_chance)


def agreement(pairs: Iterable[tuple[ReviewStatus, ReviewStatus]]) -> Agreement:
    """Return the agreement over ``pairs`` of statuses (mine, theirs), without pairs that one reviewer left open."""
    verdicts = ((verdict(mine), verdict(theirs)) for mine, theirs in pairs)
    return Agreement(dict(Counter(pair for pair in verdicts if None not in pair)))
