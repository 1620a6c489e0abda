"""Ranking, growing, greedy selection, halves and calibration against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from tests.training.ensembles.made_pixels import best_f1_by_hand, f1_by_hand, made_pixels
from training.ensembles.calibration import at_temperature, best_temperature, negative_log_likelihood
from training.ensembles.combining import WAYS, Combination
from training.ensembles.folds import folds_of, halves
from training.ensembles.greedy import select_greedily
from training.ensembles.growth import combine_members, grow
from training.ensembles.ranking import rank
from training.ensembles.split_pixels import SplitPixels, count_by_group
from training.ensembles.study import study
from training.ensembles.thresholds import HALF, TUNED, f1_of


def whole(pixels: SplitPixels, member: str) -> np.ndarray:
    return np.asarray(pixels.probabilities[member], np.float32)


def test_members_are_ranked_by_the_best_f1_or_by_that_at_a_half() -> None:
    pixels = made_pixels()
    for rule in (HALF, TUNED):
        expected = {
            member: f1_by_hand(whole(pixels, member) >= 0.5, pixels.label)
            if rule == HALF
            else best_f1_by_hand(whole(pixels, member), pixels.label)[0]
            for member in pixels.probabilities
        }
        order = rank(pixels, rule)
        assert [row.member for row in order] == sorted(expected, key=lambda member: -expected[member])
        for row in order:
            assert row.f1 == pytest.approx(expected[row.member], abs=2e-3)


def combined_by_hand(pixels: SplitPixels, members: list[str], how: str, weights: list[float]) -> np.ndarray:
    values = np.stack([whole(pixels, member) for member in members]).astype(np.float64)
    if how == "vote":
        return (values >= 0.5).mean(axis=0)
    if how == "mean_logit":
        inner = np.clip(values, 2.0**-12, 1 - 2.0**-12)
        return 1 / (1 + np.exp(-np.log(inner / (1 - inner)).mean(axis=0)))
    return np.average(values, axis=0, weights=weights if how == "weighted" else None)


@pytest.mark.parametrize("how", WAYS)
def test_ensembles_of_every_size_are_what_combining_by_hand_gives(how: str) -> None:
    pixels = made_pixels()
    order = rank(pixels, TUNED)
    grown = grow(pixels, order, how)
    assert len(grown) == 5
    for size, counts in enumerate(grown, 1):
        best = order[:size]
        expected = combined_by_hand(pixels, [row.member for row in best], how, [row.f1 for row in best])
        direct = count_pixels(expected.astype(np.float32), pixels.label)
        assert np.abs(counts.landslide - direct.landslide).sum() <= 0.01 * pixels.label.sum()
        assert f1_of(counts.best()) == pytest.approx(best_f1_by_hand(expected, pixels.label)[0], abs=3e-3)


@pytest.mark.parametrize("how", ["mean_probability", "vote", "mean_logit"])
def test_members_are_combined_as_prediction_combines_them(how: str) -> None:
    random = np.random.default_rng(3)
    ours, engine = Combination(how), RunningEnsemble(how, 0.5)
    for _ in range(4):
        probability = random.uniform(0.01, 0.99, 1000).astype(np.float32)
        ours.add(probability)
        engine.feed_probability(probability)
    np.testing.assert_allclose(ours.probability, engine.probability, atol=1e-5)


def test_counting_in_blocks_and_by_group_gives_the_same() -> None:
    pixels = made_pixels()
    order = rank(pixels, TUNED)
    by_group: dict = {}
    for block in pixels.blocks():
        count_by_group(combine_members(pixels, block, order, "mean_probability"), block, by_group)
    assert sorted(by_group) == list(range(6))
    total = sum(list(by_group.values())[1:], by_group[0])
    np.testing.assert_array_equal(total.landslide, grow(pixels, order, "mean_probability")[-1].landslide)
    pieces = [pixels.read("m0", block) for block in pixels.blocks(block_px=77)]
    np.testing.assert_array_equal(np.concatenate(pieces), whole(pixels, "m0"))


def test_a_part_reads_its_groups_only() -> None:
    pixels = made_pixels()
    part = pixels.part(np.array([1, 4]))
    inside = np.isin(pixels.group, [1, 4])
    pieces = [(part.read("m2", block), block.label, block.group) for block in part.blocks(block_px=300)]
    values, labels, groups = (np.concatenate(column) for column in zip(*pieces, strict=True))
    np.testing.assert_array_equal(values, whole(pixels, "m2")[inside])
    np.testing.assert_array_equal(labels, pixels.label[inside])
    np.testing.assert_array_equal(groups, pixels.group[inside])


def test_an_unknown_way_of_combining_is_refused() -> None:
    with pytest.raises(RequestError, match="mean_logit"):
        Combination("median")


def test_halves_share_no_group_and_leave_none_out() -> None:
    first, second = halves(41, seed=20)
    assert sorted([*first, *second]) == list(range(41))
    assert abs(len(first) - len(second)) == 1


def test_a_single_image_without_a_test_split_cannot_be_scored() -> None:
    with pytest.raises(RequestError, match="halved"):
        folds_of(made_pixels(groups=1), None)


@pytest.mark.parametrize("seed", range(4))
def test_greedy_selection_is_never_worse_on_what_it_selects_on(seed: int) -> None:
    pixels = made_pixels(members=7, seed=seed)
    order = rank(pixels, TUNED)
    selection = select_greedily(pixels, order, TUNED)
    mean = np.mean([whole(pixels, row.member) for row in selection.members], axis=0)
    assert best_f1_by_hand(mean, pixels.label)[0] == pytest.approx(selection.f1, abs=3e-3)
    assert selection.f1 >= order[0].f1
    first = np.mean([whole(pixels, row.member) for row in order[:3]], axis=0)
    assert selection.f1 >= best_f1_by_hand(first, pixels.label)[0] - 3e-3


def test_greedy_selection_takes_the_one_that_completes_another() -> None:
    label = np.zeros(4000, bool)
    label[:1000] = True
    left, right, noise = np.zeros(4000), np.zeros(4000), np.random.default_rng(0).random(4000)
    left[:500] = right[500:1000] = 0.9
    kept = {name: values.astype(np.float16) for name, values in (("l", left), ("r", right), ("n", noise))}
    pixels = SplitPixels(label, np.zeros(4000, np.int32), ("one",), kept)
    order = rank(pixels, TUNED)
    selection = select_greedily(pixels, order, TUNED)
    assert order[0].f1 < 0.7
    assert selection.f1 == 1
    assert {"l", "r"} <= set(selection.times)


def test_the_temperature_undoes_a_known_one() -> None:
    random = np.random.default_rng(5)
    logits = random.normal(0, 1.5, 400_000)
    label = random.random(logits.size) < 1 / (1 + np.exp(-logits))
    counts = count_pixels(1 / (1 + np.exp(-2.5 * logits)), label)
    temperature = best_temperature(counts)
    assert temperature == pytest.approx(2.5, rel=0.03)
    scaled = at_temperature(counts, temperature)
    assert scaled.pixels == counts.pixels
    assert scaled.calibration_error() < 0.01 < counts.calibration_error()
    p = np.clip(1 / (1 + np.exp(-2.5 * logits / 1.7)), 1e-6, 1 - 1e-6)
    by_hand = -np.mean(np.where(label, np.log(p), np.log(1 - p)))
    assert negative_log_likelihood(counts, 1.7) == pytest.approx(by_hand, abs=2e-3)


def test_with_a_test_split_choices_are_made_on_validation_and_scored_on_test() -> None:
    validation, test = made_pixels(seed=1), made_pixels(seed=2)
    result = study("s1", validation, test, TUNED)
    order = rank(validation, TUNED)
    assert [row.member for row in result.members] == [row.member for row in order]
    assert not result.halved
    for size in result.sizes:
        members = [row.member for row in order[: size.size]]
        chosen = np.mean([whole(validation, member) for member in members], axis=0)
        _, threshold = best_f1_by_hand(chosen, validation.label)
        scored = np.mean([whole(test, member) for member in members], axis=0)
        assert size.scores.f1 == pytest.approx(f1_by_hand(scored >= threshold, test.label), abs=6e-3)
    assert result.single.scores.f1 == pytest.approx(result.members[0].scores.f1)
    assert result.oracle.scores.f1 == max(row.scores.f1 for row in result.members)
    best = max(result.sizes, key=lambda row: row.validation.f1)
    assert result.chosen == best


def test_without_a_test_split_each_half_scores_what_the_other_chose() -> None:
    validation = made_pixels(groups=8)
    result = study("s1", validation, None, TUNED)
    assert result.halved
    tp = errors = 0
    first, second = (np.isin(validation.group, half) for half in halves(8, 20))
    for tuning, scoring in ((first, second), (second, first)):
        _, threshold = best_f1_by_hand(whole(validation, "m0")[tuning], validation.label[tuning])
        mask, truth = whole(validation, "m0")[scoring] >= threshold, validation.label[scoring]
        tp += (mask & truth).sum()
        errors += (mask ^ truth).sum()
    found = next(row for row in result.members if row.member == "m0")
    assert found.scores.f1 == pytest.approx(2 * tp / (2 * tp + errors), abs=3e-3)
    scores = result.sizes[-1].scores
    assert scores.tp + scores.fp + scores.fn + scores.tn == validation.label.size


def test_the_oracle_is_at_least_as_good_as_what_validation_chose() -> None:
    for seed in range(5):
        result = study("s1", made_pixels(seed=seed), made_pixels(seed=seed + 10), HALF)
        assert result.oracle.scores.f1 >= result.single.scores.f1
