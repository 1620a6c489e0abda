"""Greedy selection with replacement (Caruana et al. 2004): the member that helps most is added, again and again.

A member may be taken more than once, which gives it more weight. The search sees an even sample of the pixels where
there are many; it begins with the best few and keeps the best of all ensembles on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from training.ensembles.ranking import Ranked
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.thresholds import f1_of, threshold_of

BEGIN_WITH = 3
ROUNDS = 30
PATIENCE = 8
"""Rounds without gain after which the search ends."""
SAMPLE_PX = 250_000


@dataclass(frozen=True)
class Selection:
    """Members in the order they were taken, repeated ones included; ``f1`` on the pixels that the search saw."""

    members: tuple[Ranked, ...]
    f1: float

    @property
    def times(self) -> dict[str, int]:
        """How often each member was taken, most often first."""
        return dict(Counter(row.member for row in self.members).most_common())


def select_greedily(pixels: SplitPixels, order: Sequence[Ranked], rule: str, sample_px: int = SAMPLE_PX) -> Selection:
    """Return the selection out of ``order`` (best first) whose mean probability has the highest F1 on ``pixels``.

    It is never worse there than the best single member or the best ``BEGIN_WITH``.
    """
    label, table = _sample(pixels, order, sample_px)
    best = Selection(tuple(order[:1]), _f1(table[0], label, rule))
    taken = list(range(min(BEGIN_WITH, len(order))))
    total, since = table[taken].sum(axis=0, dtype=np.float32), 0
    for _ in range(ROUNDS):
        found = Selection(tuple(order[index] for index in taken), _f1(total / len(taken), label, rule))
        best, since = (found, 0) if found.f1 > best.f1 else (best, since + 1)
        if since > PATIENCE:
            break
        scores = [_f1((total + table[index]) / (len(taken) + 1), label, rule) for index in range(len(order))]
        taken.append(int(np.argmax(scores)))
        total = total + table[taken[-1]]
    return best


def _f1(probability: np.ndarray, label: np.ndarray, rule: str) -> float:
    counts = count_pixels(probability, label)
    return f1_of(counts.at(threshold_of(counts, rule)))


def _sample(pixels: SplitPixels, order: Sequence[Ranked], sample_px: int) -> tuple[np.ndarray, np.ndarray]:
    """Return labels (n,) and probabilities (members, n) float16 of every so manieth pixel, n about ``sample_px``."""
    step = max(1, len(pixels.label) // sample_px)
    labels, columns = [], []
    for block in pixels.blocks():
        labels.append(block.label[::step])
        columns.append(np.stack([pixels.read(row.member, block)[::step].astype(np.float16) for row in order]))
    return np.concatenate(labels), np.concatenate(columns, axis=1)
