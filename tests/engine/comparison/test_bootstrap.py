"""Intervals: what the resampling of case studies must give."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepslide_qgis.core.request import ScoredCase
from deepslide_qgis.core.scores import PixelScores
from deepslide_qgis.engine.comparison import bootstrap
from deepslide_qgis.engine.comparison.bootstrap import bootstrap_interval, draw_counts
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, count_pixels, counts_of_scores
from deepslide_qgis.engine.pool import pool_series


def case(hits: int, misses: int) -> PixelCounts:
    """A case study whose recall at 0.5 is known."""
    return count_pixels(np.repeat([0.9, 0.1], [hits, misses]), np.ones(hits + misses, bool))


def recall(counts: PixelCounts) -> float:
    return counts.at(0.5).recall


def test_equal_case_studies_leave_no_doubt():
    assert bootstrap_interval([case(8, 2)] * 5, recall) == pytest.approx((0.8, 0.8))


def test_two_case_studies_of_one_size_give_the_two_extremes():
    low, high = bootstrap_interval([case(10, 0), case(0, 10)], recall)
    assert (low, high) == (0.0, 1.0)  # each extreme is drawn in a quarter of the draws


def test_the_interval_is_that_of_a_plain_loop(monkeypatch):
    monkeypatch.setattr(bootstrap, "DRAWS", 4000)
    rng = np.random.default_rng(5)
    groups = [case(*rng.integers(1, 50, 2)) for _ in range(12)]
    low, high = bootstrap_interval(groups, recall)
    hits, all_ = np.array([(g.landslide[500:].sum(), g.landslide.sum()) for g in groups]).T
    picks = rng.integers(0, 12, (4000, 12))
    expected = np.quantile(hits[picks].sum(1) / all_[picks].sum(1), (0.025, 0.975))
    assert (low, high) == pytest.approx(expected, abs=0.01)


def test_a_draw_keeps_every_field():
    group = count_pixels(np.array([0.2, 0.7, 0.9]), np.array([False, True, False]))
    (drawn,) = draw_counts([group, group], 1, seed=0)
    twice = group + group
    assert np.array_equal(drawn.landslide, twice.landslide) and np.allclose(drawn.probability, twice.probability)
    assert drawn.squared_error == pytest.approx(twice.squared_error) and drawn.pixels == 6


def test_one_case_study_or_no_score_gives_no_interval():
    assert all(map(math.isnan, bootstrap_interval([case(1, 1)], recall)))
    assert all(map(math.isnan, bootstrap_interval([PixelCounts.none()] * 3, recall)))


def test_counts_of_scores_have_these_scores_everywhere():
    scores = PixelScores(0.37, 40, 10, 20, 930)
    counts = counts_of_scores(scores)
    for threshold in (0.01, 0.37, 0.999):
        found = counts.at(threshold)
        assert (found.tp, found.fp, found.fn, found.tn) == (40, 10, 20, 930)


def test_pooled_scores_are_those_of_all_pixels():
    cases = [
        ScoredCase("a", name, PixelScores(0.5, *counts))
        for name, counts in (("x", (9, 1, 1, 9)), ("y", (0, 0, 10, 10)))
    ]
    series = pool_series("a", cases)
    assert series.scores == PixelScores(0.5, 9, 1, 11, 19) and series.cases == 2
    assert series.intervals["recall"] == pytest.approx((0.0, 0.9))
    other = ScoredCase("a", "z", PixelScores(0.6, 1, 1, 1, 1))
    assert math.isnan(pool_series("a", [*cases, other]).scores.threshold)
