"""Scores computed from counts of pixels and objects; a division by 0 gives NaN.

Formulas: Ganerød et al. 2023, section 3.5; Roebber 2009 (frequency bias); Matthews 1975 (MCC).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


def ratio(part: float, whole: float) -> float:
    """Return ``part`` / ``whole``, NaN if ``whole`` is 0."""
    return part / whole if whole else float("nan")


@dataclass(frozen=True)
class PixelScores:
    """True positives, false positives, false negatives and true negatives at a threshold."""

    threshold: float
    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def precision(self) -> float:
        return ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float:
        return ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float:
        return ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def iou(self) -> float:
        return ratio(self.tp, self.tp + self.fp + self.fn)

    @property
    def frequency_bias(self) -> float:
        """Return predicted area / mapped area; above 1 the prediction is too large."""
        return ratio(self.tp + self.fp, self.tp + self.fn)

    @property
    def mcc(self) -> float:
        """Return Matthews' correlation coefficient, computed in integers up to the root."""
        sides = (self.tp + self.fp) * (self.tp + self.fn) * (self.tn + self.fp) * (self.tn + self.fn)
        return ratio(self.tp * self.tn - self.fp * self.fn, sqrt(sides))


@dataclass(frozen=True)
class ObjectScores:
    """Counts of all and found landslides, of all candidates and hits, under one matching ``rule``."""

    rule: str
    landslides: int
    found: int
    candidates: int
    hits: int

    @property
    def recall(self) -> float:
        return ratio(self.found, self.landslides)

    @property
    def precision(self) -> float:
        return ratio(self.hits, self.candidates)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 0 if both are 0."""
        if not self.landslides or not self.candidates:
            return float("nan")
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class SizeClass:
    """Landslides from ``from_m2`` to below ``to_m2``: count of all, of touched, and of half covered (found) ones."""

    from_m2: float
    to_m2: float
    landslides: int
    touched: int
    found: int
