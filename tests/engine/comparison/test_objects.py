"""Object scores against small cases worked by hand, drawn as maps: letters are objects, dots nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepslide_qgis.engine.comparison.components import label_components
from deepslide_qgis.engine.comparison.objects import (
    any_overlap,
    count_splits_and_merges,
    coverage,
    match_pairs,
    one_to_one,
    panoptic_quality,
    score_all_rules,
    score_by_size,
)
from deepslide_qgis.engine.comparison.overlaps import Overlaps, OverlapTally, compute_overlaps


def ids(picture: str) -> np.ndarray:
    """Numbers of objects out of a picture: a is 1, b is 2 …"""
    rows = picture.split()
    return np.array([[0 if mark == "." else ord(mark) - ord("a") + 1 for mark in row] for row in rows], np.int32)


def compare(landslides: str, candidates: str, pixel_m2: float = 100.0) -> Overlaps:
    truth, found = ids(landslides), ids(candidates)
    return compute_overlaps(truth, found, np.full(truth.shape, pixel_m2))


ONE_LANDSLIDE_TWO_CANDIDATES = compare("aaaaaa.... aaaaaa....", "aa..bb.... aa..bb....")
TWO_LANDSLIDES_ONE_CANDIDATE = compare("aaa.bb.... aaa.bb....", "aaaaaa.... aaaaaa....")


def test_one_to_many():
    overlaps = ONE_LANDSLIDE_TWO_CANDIDATES
    assert count_splits_and_merges(overlaps) == (1, 0)
    assert (any_overlap(overlaps).found, any_overlap(overlaps).hits) == (1, 2)
    assert overlaps.covered_m2[1] == 800 and coverage(overlaps, 0.5).found == 1
    assert overlaps.iou == pytest.approx([4 / 12, 4 / 12])
    assert (one_to_one(overlaps, 0.3).found, one_to_one(overlaps, 0.5).found) == (1, 0)
    assert one_to_one(overlaps, 0.3).precision == 0.5 and one_to_one(overlaps, 0.3).recall == 1


def test_many_to_one():
    overlaps = TWO_LANDSLIDES_ONE_CANDIDATE
    assert count_splits_and_merges(overlaps) == (0, 1)
    assert (any_overlap(overlaps).found, any_overlap(overlaps).hits) == (2, 1)
    assert coverage(overlaps, 0.5).found == 2 and coverage(overlaps, 0.5).hits == 1
    matched = match_pairs(overlaps, 0.3)
    assert overlaps.pairs[matched].tolist() == [[1, 1]]  # IoU 6/12 beats 4/12, and the candidate is then taken
    assert one_to_one(overlaps, 0.5).found == 1
    assert panoptic_quality(overlaps) == 0  # no pair is over 0.5


def test_panoptic_quality_asks_for_more_than_half():
    assert panoptic_quality(compare("aaaa", "aabb")) == 0
    assert panoptic_quality(compare("aaa.", "aab.")) == pytest.approx(2 / 3 / (1 + 1 / 2))
    assert panoptic_quality(compare("aabb", "aabb")) == 1
    odd_m2 = compare("aaa aaa", "aab abb", 0.1)  # sums of 0.1 are no tenths: one half may come out a little larger
    assert odd_m2.iou == pytest.approx([0.5, 0.5]) and panoptic_quality(odd_m2) == 0


def test_greedy_takes_the_best_pair_first():
    overlaps = compare("aaaabb", "ab.bbb")
    assert overlaps.pairs.tolist() == [[1, 1], [1, 2], [2, 2]]
    assert overlaps.iou == pytest.approx([1 / 4, 2 / 6, 2 / 4])
    assert overlaps.pairs[match_pairs(overlaps, 0.1)].tolist() == [[2, 2], [1, 1]]


def test_touching_landslides_stay_two_and_touching_pixels_make_one_component():
    overlaps = compare("aabb aabb", "aa.. aa..")
    assert overlaps.landslides == 2 and any_overlap(overlaps).found == 1
    mask = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 1, 0]], bool)
    assert label_components(mask).max() == 2


def test_the_minimum_mapping_unit_takes_small_objects_from_both_sides():
    overlaps = compare("aaaa.b..cc", "aaaa.b....")
    assert (overlaps.landslides, overlaps.candidates) == (3, 2)
    left = overlaps.at_least(200)
    assert (left.landslides, left.candidates) == (2, 1)
    assert (any_overlap(left).found, any_overlap(left).hits) == (1, 1)
    assert overlaps.at_least(200.1).landslides == 1  # exactly the minimum counts, just under does not


def test_a_candidate_that_hits_only_a_small_landslide_is_false_under_the_minimum():
    left = compare("a......", "aaa....").at_least(200)
    assert (left.landslides, any_overlap(left).hits, left.candidates) == (0, 0, 1)


def test_nothing_mapped_and_nothing_found():
    empty = "...."
    none_mapped, none_found = compare(empty, "aa.."), compare("aa..", empty)
    assert math.isnan(any_overlap(none_mapped).recall) and any_overlap(none_mapped).precision == 0
    assert any_overlap(none_found).recall == 0 and math.isnan(any_overlap(none_found).precision)
    for rule in score_all_rules(none_mapped) + score_all_rules(none_found) + score_all_rules(compare(empty, empty)):
        assert rule.found == rule.hits == 0 and math.isnan(rule.f1)
    assert panoptic_quality(none_found) == 0 and math.isnan(panoptic_quality(compare(empty, empty)))
    assert count_splits_and_merges(none_found) == (0, 0)


def test_coverage_of_exactly_half_counts():
    overlaps = compare("aaaa", "aa..", pixel_m2=81.3)
    assert coverage(overlaps, 0.5).found == 1
    assert coverage(overlaps, 0.1).rule == "coverage ≥ 0.1"


def test_size_classes():
    overlaps = Overlaps(
        np.array([0, 999.9, 1000, 4999, 5000, 10_000, 20_000]),
        np.array([0, 30_000.0]),
        np.array([[2, 1], [4, 1], [6, 1]]),
        np.array([100.0, 2500.0, 20_000.0]),
    )
    counts = [(size.landslides, size.touched, size.found) for size in score_by_size(overlaps)]
    assert counts == [(1, 0, 0), (2, 1, 0), (1, 1, 1), (2, 1, 1)]


def test_strips_sum_to_the_whole():
    rng = np.random.default_rng(3)
    truth, found = rng.integers(0, 9, (2, 60, 50)).astype(np.int32)
    area = rng.uniform(90, 110, (60, 50))
    tally = OverlapTally(8, 8)
    for top in range(0, 60, 7):
        rows = slice(top, top + 7)
        tally.add(truth[rows], found[rows], area[rows])
    whole, summed = compute_overlaps(truth, found, area), tally.overlaps()
    assert np.array_equal(whole.pairs, summed.pairs) and np.allclose(whole.pair_m2, summed.pair_m2)
    assert np.allclose(whole.landslide_m2[3], area[truth == 3].sum())
    assert np.allclose(whole.pair_m2[0], area[(truth == 1) & (found == 1)].sum())
