"""Pixels of a split with made-up members of different skill."""

from __future__ import annotations

import numpy as np

from training.ensembles.split_pixels import SplitPixels


def made_pixels(members: int = 5, groups: int = 6, per_group: int = 400, seed: int = 1) -> SplitPixels:
    """Return members that err apart from each other, the later the more."""
    random = np.random.default_rng(seed)
    label = random.random(groups * per_group) < 0.2
    group = np.repeat(np.arange(groups), per_group).astype(np.int32)
    kept = {}
    for number in range(members):
        noise = random.normal(0, 0.25 + 0.05 * number, label.size)
        kept[f"m{number}"] = np.clip(0.3 + 0.4 * label + noise, 0, 1).astype(np.float16)
    return SplitPixels(label, group, tuple(f"g{number}" for number in range(groups)), kept)


def f1_by_hand(mask: np.ndarray, label: np.ndarray) -> float:
    return 2 * (mask & label).sum() / (mask.sum() + label.sum())


def best_f1_by_hand(probability: np.ndarray, label: np.ndarray) -> tuple[float, float]:
    """Return the best F1 over thresholds of a thousandth, and the threshold."""
    found = [(f1_by_hand(probability >= t / 1000, label), t / 1000) for t in range(1, 1000)]
    return max(found, key=lambda pair: (pair[0], -pair[1]))
