"""Greedy ensemble selection with replacement (Caruana et al. 2004).

The member that improves F1 most is added repeatedly; a member added twice has twice the weight. The search uses an
evenly spaced sample of the pixels, starts with the best members and returns the best ensemble found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from training.ensembles.ranking import RankedMember
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.thresholds import f1_of, threshold_of

BEGIN_WITH = 3
ROUNDS = 30
PATIENCE = 8
"""Rounds without improvement after which the search ends."""
SAMPLE_PX = 250_000


@dataclass(frozen=True)
class Selection:
    """Members in the order they were added, with repetitions; ``f1`` on the sampled pixels."""

    members: tuple[RankedMember, ...]
    f1: float

    @property
    def times(self) -> dict[str, int]:
        """How often each member was added, most often first."""
        return dict(Counter(row.member for row in self.members).most_common())


def select_greedily(pixels: SplitPixels, order: Sequence[RankedMember], rule: str) -> Selection:
    """Return the selection from ``order`` (best first) whose mean probability has the highest F1 on ``pixels``.

    On the sample it is never worse than the best single member or the best ``BEGIN_WITH`` members.
    """
    label, table = _sample_pixels(pixels, order)
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


def _sample_pixels(pixels: SplitPixels, order: Sequence[RankedMember]) -> tuple[np.ndarray, np.ndarray]:
    """Return labels (n,) and probabilities (members, n) float16 of every k-th pixel, n about ``SAMPLE_PX``."""
    step = max(1, len(pixels.label) // SAMPLE_PX)
    labels, columns = [], []
    for block in pixels.blocks():
        labels.append(block.label[::step])
        columns.append(np.stack([pixels.read(row.member, block)[::step].astype(np.float16) for row in order]))
    return np.concatenate(labels), np.concatenate(columns, axis=1)
