"""Pooled F1 over thresholds, tuning and cross-fitting, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from training.ensemble import cross_fitted_f1, halves, tune
from training.scores import count


def by_hand(probability: np.ndarray, target: np.ndarray, threshold: float) -> float:
    mask = probability >= threshold
    return 2 * (mask & target).sum() / (mask.sum() + target.sum())


def test_f1_at_each_threshold_is_what_counting_gives() -> None:
    random = np.random.default_rng(1)
    target = random.random((4, 30, 30)) < 0.2
    probability = np.round(np.clip(random.normal(0.3 + 0.4 * target, 0.2), 0, 1), 3)
    counts = count(probability, target)
    for threshold in (0.1, 0.305, 0.5, 0.9):
        assert counts.f1(threshold) == pytest.approx(by_hand(probability, target, threshold), abs=1e-9)
    threshold, best = counts.best()
    assert best == max(by_hand(probability, target, t / 200) for t in range(1, 200))
    assert best == pytest.approx(by_hand(probability, target, threshold))


def test_counts_of_parts_add_up() -> None:
    random = np.random.default_rng(2)
    probability, target = random.random((2, 50)), random.random((2, 50)) < 0.5
    whole, parts = count(probability, target), count(probability[0], target[0]) + count(probability[1], target[1])
    np.testing.assert_array_equal(whole.f1_curve(), parts.f1_curve())


def test_members_are_ranked_and_thresholds_tuned_for_each_number_of_them() -> None:
    random = np.random.default_rng(3)
    target = random.random((6, 20, 20)) < 0.3
    good = np.where(target, 0.62, 0.4)
    bad = random.random(target.shape)
    tuned = tune(np.stack([bad, good]), target)
    assert tuned.order == (1, 0)
    assert tuned.f1[1] == 1
    assert len(tuned.thresholds) == 2
    assert 0.4 < tuned.thresholds[0] <= 0.62


def test_cross_fitting_scores_each_tile_once_with_a_threshold_from_the_others() -> None:
    target = np.zeros((40, 8, 8), bool)
    target[:, :4] = True
    first, second = halves(40, seed=20)
    assert sorted([*first, *second]) == list(range(40))
    probability = np.where(target, 0.9, 0.1)
    assert cross_fitted_f1(probability, probability, target, seed=20) == 1
    probability[first] = np.where(target[first], 0.9, 0.6)  # neither half's threshold serves the other
    probability[second] = np.where(target[second], 0.3, 0.1)
    assert cross_fitted_f1(probability, probability, target, seed=20) == pytest.approx(0.5)


def test_a_disturbance_is_scored_with_thresholds_from_undisturbed_data() -> None:
    target = np.zeros((40, 8, 8), bool)
    target[:, :4] = True
    calm = np.where(target, 0.9, 0.6)
    assert cross_fitted_f1(calm, calm, target, seed=1) == 1
    assert cross_fitted_f1(calm, np.where(target, 0.5, 0.1), target, seed=1) == 0
