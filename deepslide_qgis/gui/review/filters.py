"""Filter for the candidates that a review walks through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsGeometry, QgsPointXY

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.table import Candidate


@dataclass(frozen=True)
class Range:
    """A closed interval; None is no limit."""

    lowest: Optional[float] = None
    highest: Optional[float] = None

    def holds(self, value: Optional[float]) -> bool:
        """Return whether ``value`` is inside; None is inside only if there are no limits."""
        if self.lowest is None and self.highest is None:
            return True
        if value is None:
            return False
        return (self.lowest is None or value >= self.lowest) and (self.highest is None or value <= self.highest)


ANY = Range()
TO_DO = frozenset({ReviewStatus.CANDIDATE})


@dataclass(frozen=True)
class Filter:
    """Conditions for a candidate; ``view`` must contain its centre (layer's CRS), ``only`` are feature ids."""

    statuses: frozenset[ReviewStatus] = TO_DO
    area_m2: Range = ANY
    p_mean: Range = ANY
    slope_deg: Range = ANY
    view: Optional[QgsGeometry] = None
    only: Optional[frozenset[int]] = None

    def passes(self, row: Candidate) -> bool:
        """Return whether ``row`` fulfils the filter."""
        return (
            row.status in self.statuses
            and (self.only is None or row.fid in self.only)
            and self.area_m2.holds(row.area_m2)
            and self.p_mean.holds(row.p_mean)
            and self.slope_deg.holds(row.slope_mean)
            and (self.view is None or self.view.contains(QgsPointXY(row.x, row.y)))
        )
