"""Averages over the members of an ensemble, in one pass: probability, spread and agreement.

Spread is the standard deviation over members, by Welford's running update; agreement is the share of
members whose probability reaches the threshold.
"""

from __future__ import annotations

import copy

import numpy as np

LAYERS = ("probability", "spread", "agreement")
LOGIT_LIMIT = 16.0
VOTE_THRESHOLD = 0.5
"""A member votes for landslide from this probability on (Ganerød et al. 2023)."""


class RunningEnsemble:
    """Takes the members' predictions of the same pixels one after another, in any order."""

    def __init__(self, combine: str, threshold: float):
        self._combine, self._threshold = combine, np.float32(threshold)
        self._count = 0
        self._mean = self._squares = self._agreeing = self._votes = self._logits = np.float32(0)

    def feed_logits(self, logits: np.ndarray) -> np.ndarray:
        """Add one member's ``logits``, float32 of any shape; return its probability."""
        probability = sigmoid(logits)
        self._feed(probability, logits)
        return probability

    def feed_probability(self, probability: np.ndarray) -> None:
        """Add one member's ``probability``, float32 of any shape, in [0, 1]."""
        tiny = np.float32(1e-7)
        inner = np.clip(probability, tiny, 1 - tiny)
        self._feed(probability, np.log(inner / (1 - inner)))

    def _feed(self, probability: np.ndarray, logits: np.ndarray) -> None:
        self._count += 1
        change = probability - self._mean
        self._mean = self._mean + change / np.float32(self._count)
        self._squares = self._squares + change * (probability - self._mean)
        self._agreeing = self._agreeing + (probability >= self._threshold)
        if self._combine == "vote":
            self._votes = self._votes + (probability >= VOTE_THRESHOLD)
        elif self._combine == "mean_logit":
            self._logits = self._logits + np.clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT)

    def only(self, chosen: np.ndarray) -> RunningEnsemble:
        """Return the ensemble of some of what was fed, ``chosen`` (N,) bool along the first axis, to go on with."""
        part = copy.copy(self)
        for name, values in vars(self).items():
            if isinstance(values, np.ndarray):
                setattr(part, name, values[chosen])
        return part

    @property
    def probability(self) -> np.ndarray:
        """The combined probability: mean probability, share of votes, or sigmoid of the mean logit."""
        if self._combine == "vote":
            return (self._votes / np.float32(self._count)).astype(np.float32)
        if self._combine == "mean_logit":
            return sigmoid(self._logits / np.float32(self._count))
        return self._mean

    def layers(self) -> np.ndarray:
        """Return probability, spread and agreement stacked in front: (3, …), float32."""
        count = np.float32(self._count)
        spread = np.sqrt(np.maximum(self._squares / count, 0))
        return np.stack([self.probability, spread, self._agreeing / count]).astype(np.float32)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(−logits)) in float32, without overflow."""
    return np.float32(0.5) * (np.float32(1) + np.tanh(np.float32(0.5) * logits))
