"""Running averages over the members of an ensemble: probability, spread and agreement.

Spread is the standard deviation over members, by Welford's running update; agreement is the share of members whose
probability reaches the threshold. All functions take numpy arrays or torch tensors.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np

from deepslide_qgis.engine.process.arrays import Array, library_of

LAYERS = ("probability", "spread", "agreement")
LOGIT_LIMIT = 16.0
VOTE_THRESHOLD = 0.5
"""A member votes for landslide from this probability on (Ganerød et al. 2023)."""


class RunningEnsemble:
    """Accumulates the members' predictions of the same pixels, in any order."""

    def __init__(self, combine: str, threshold: float):
        self._combine, self._threshold = combine, float(np.float32(threshold))
        self._count = 0
        self._sums: dict[str, Array] = {}

    def feed_logits(self, logits: Array) -> Array:
        """Add one member's ``logits``, float32 of any shape; return its probability."""
        probability = sigmoid(logits)
        self._feed(probability, logits)
        return probability

    def feed_probability(self, probability: Array) -> None:
        """Add one member's ``probability``, float32 of any shape, in [0, 1]."""
        self._feed(probability, logit(probability))

    def _feed(self, probability: Array, logits: Array) -> None:
        self._count += 1
        if self._count == 1:
            self._sums = {"mean": probability}
        else:
            change = probability - self._sums["mean"]
            self._sums["mean"] = (
                self._sums["mean"] + change / self._count
            )  # not in place: the first array belongs to the caller
            change *= probability - self._sums["mean"]
            self._add("squares", change)
        self._add("agreeing", probability >= self._threshold)
        if self._combine == "vote":
            self._add("votes", probability >= VOTE_THRESHOLD)
        elif self._combine == "mean_logit":
            self._add("logits", library_of(logits).clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT))

    def _add(self, name: str, values: Array) -> None:
        if name in self._sums:
            self._sums[name] += values
        else:
            self._sums[name] = library_of(values).asarray(values, dtype=self._sums["mean"].dtype)

    def only(self, chosen: Array) -> RunningEnsemble:
        """Return the running averages of the ``chosen`` indices along the first axis."""
        part = copy.copy(self)
        part._sums = {name: values[chosen] for name, values in self._sums.items()}
        return part

    @property
    def probability(self) -> Array:
        """The combined probability: mean probability, share of votes, or sigmoid of the mean logit."""
        if self._combine == "vote":
            return self._sums["votes"] / self._count
        if self._combine == "mean_logit":
            return sigmoid(self._sums["logits"] / self._count)
        return self._sums["mean"]

    @property
    def spread(self) -> Array:
        """The standard deviation of the members' probabilities; 0 where there is one member."""
        library = library_of(self._sums["mean"])
        if self._count == 1:
            return library.zeros_like(self._sums["mean"])
        return library.sqrt(library.clip(self._sums["squares"] / self._count, 0, None))

    @property
    def agreement(self) -> Array:
        """The share of members whose probability reaches the threshold."""
        agreeing = self._sums["agreeing"]
        return agreeing if self._count == 1 else agreeing / self._count

    def layers(self, names: Sequence[str] = LAYERS) -> Array:
        """Return the layers ``names`` stacked along a new first axis: (layers, …), float32."""
        return library_of(self._sums["mean"]).stack([getattr(self, name) for name in names])


def sigmoid(logits: Array) -> Array:
    """Return 1 / (1 + exp(−logits)) in float32, without overflow."""
    probability = 0.5 * logits
    library_of(logits).tanh(probability, out=probability)
    probability += 1
    probability *= 0.5
    return probability


def logit(probability: Array) -> Array:
    """Return log(p / (1 − p)) of float32 ``probability`` in [0, 1]; about ±16 where it is 0 or 1."""
    library, tiny = library_of(probability), 1e-7
    inner = library.clip(probability, tiny, 1 - tiny)
    return library.log(inner / (1 - inner))
