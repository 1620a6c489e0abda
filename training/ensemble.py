"""Ensembles on validation data: who is best, which threshold for how many, and what that is worth on other data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.scores import count


@dataclass(frozen=True)
class Tuned:
    """Members from best to worst (indices), their F1, and one threshold per number of best members."""

    order: tuple[int, ...]
    f1: tuple[float, ...]
    thresholds: tuple[float, ...]


def tune(probabilities: np.ndarray, targets: np.ndarray) -> Tuned:
    """Rank the members of ``probabilities`` (K, N, H, W) by F1 on ``targets`` (N, H, W) and tune the thresholds."""
    scores = [count(member, targets).best()[1] for member in probabilities]
    order = tuple(int(i) for i in np.argsort(-np.array(scores), kind="stable"))
    thresholds = tuple(count(mean_of_best(probabilities, order, k + 1), targets).best()[0] for k in range(len(order)))
    return Tuned(order, tuple(scores), thresholds)


def mean_of_best(probabilities: np.ndarray, order: tuple[int, ...], members: int) -> np.ndarray:
    """Return the mean probability (N, H, W) of the first ``members`` of ``order``."""
    return probabilities[list(order[:members])].mean(axis=0)


def halves(count_of_tiles: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of two halves of the validation tiles."""
    shuffled = np.random.default_rng(seed).permutation(count_of_tiles)
    return np.sort(shuffled[: count_of_tiles // 2]), np.sort(shuffled[count_of_tiles // 2 :])


def cross_fitted_f1(tuned_on: np.ndarray, scored_on: np.ndarray, targets: np.ndarray, seed: int) -> float:
    """Return F1 with the threshold tuned on one half and counted on the other, both ways, all pixels pooled.

    The threshold is tuned on the probabilities ``tuned_on`` (N, H, W) and counted on ``scored_on``; the two differ
    where one asks what a disturbance of the input costs.
    """
    first, second = halves(len(targets), seed)
    hits = errors = 0
    for tuning, scoring in ((first, second), (second, first)):
        threshold, _ = count(tuned_on[tuning], targets[tuning]).best()
        mask, truth = scored_on[scoring] >= threshold, targets[scoring]
        hits += int((mask & truth).sum())
        errors += int((mask ^ truth).sum())
    return 2 * hits / max(2 * hits + errors, 1)
