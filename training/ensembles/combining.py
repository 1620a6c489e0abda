"""Combines the probabilities of members: mean probability, vote, mean logit, or mean weighted by validation F1."""

from __future__ import annotations

import numpy as np

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import COMBINATIONS
from deepslide_qgis.engine.prediction.ensemble import VOTE_THRESHOLD, sigmoid

WEIGHTED = "weighted"
WAYS = (*COMBINATIONS, WEIGHTED)
"""The combinations of a pack's card, and the weighted mean, which is for comparison only."""

SMALLEST = np.float32(2.0**-12)
"""Half the step of float16 below 1: stored probabilities beyond it equal 0 or 1."""


class Combination:
    """Accumulates the probabilities of members at the same pixels."""

    def __init__(self, how: str):
        if how not in WAYS:
            raise RequestError(f"Members cannot be combined by '{how}'.", f"Known ways: {', '.join(WAYS)}.")
        self._how = how
        self._sum = np.float32(0)
        self._weight = 0.0

    def add(self, probability: np.ndarray, weight: float = 1.0) -> None:
        """Add one member's ``probability``, float32 of any shape; ``weight`` is used by the weighted mean only."""
        weight = weight if self._how == WEIGHTED else 1.0
        self._sum = self._sum + np.float32(weight) * self._term(probability)
        self._weight += weight

    @property
    def probability(self) -> np.ndarray:
        """The combined probability of the members added so far."""
        mean = self._sum / np.float32(self._weight)
        return sigmoid(mean) if self._how == "mean_logit" else mean

    def _term(self, probability: np.ndarray) -> np.ndarray:
        if self._how == "vote":
            return (probability >= VOTE_THRESHOLD).astype(np.float32)
        return logit(probability) if self._how == "mean_logit" else probability


def logit(probability: np.ndarray) -> np.ndarray:
    """Return log(p / (1 − p)) in float32, p clipped to the range that float16 resolves."""
    inner = np.clip(probability, SMALLEST, 1 - SMALLEST)
    return np.log(inner / (1 - inner))
