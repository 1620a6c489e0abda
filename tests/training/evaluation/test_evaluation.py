"""Evaluation against counting by hand: scores, intervals, strata, sizes, and where kept pixels lie in a scene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from tests.training.ensembles.made_pixels import made_pixels
from tests.training.made_data import case_study, experiment_of, write_case_studies, write_case_study, write_raster
from training.data.case_studies import KNOWN
from training.data.evaluation_set import EvaluationSet
from training.data.labels import IGNORE
from training.data.scenes import SceneInMemory
from training.ensembles.folds import folds_of
from training.ensembles.split_pixels import SplitPixels
from training.ensembles.study import study
from training.evaluation.predictors import ENSEMBLE, ORACLE, SINGLE, choose_predictors, count_groups, predict_mask
from training.evaluation.scene_tallies import tally_scenes
from training.evaluation.scenes import labelled_indices, labelled_scenes
from training.evaluation.scores import intervals_of, scores_of
from training.evaluation.strata import STRATA, StratumTally, classes_of
from training.planning.experiment import Experiment

SLOPE = KNOWN.index("slope")


def test_scores_of_groups_are_those_of_all_their_pixels() -> None:
    validation, test = made_pixels(seed=1), made_pixels(seed=2)
    predictors = choose_predictors(folds_of(validation, test), "tuned", "mean_probability", 3)
    chosen = predictors.chosen[0][ENSEMBLE]
    mean = np.mean([np.asarray(test.probabilities[row.member], np.float32) for row in chosen.members], axis=0)
    mask, truth = mean >= chosen.threshold, test.label
    tp, fp, fn = (mask & truth).sum(), (mask & ~truth).sum(), (~mask & truth).sum()
    found = scores_of(count_groups(predictors, ENSEMBLE))
    expected = {
        "precision": tp / (tp + fp),
        "recall": tp / (tp + fn),
        "f1": 2 * tp / (2 * tp + fp + fn),
        "iou": tp / (tp + fp + fn),
        "frequency_bias": (tp + fp) / (tp + fn),
        "mcc": np.corrcoef(mask, truth)[0, 1],
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=6e-3), name
    order = np.argsort(-mean, kind="stable")
    hits = np.cumsum(truth[order])
    precision = hits / np.arange(1, len(hits) + 1)
    assert found["average_precision"] == pytest.approx(precision[truth[order]].mean(), abs=5e-3)
    edges = np.clip((mean * 20).astype(int), 0, 19)
    error = sum(abs(truth[edges == b].mean() - mean[edges == b].mean()) * (edges == b).sum() for b in np.unique(edges))
    assert found["calibration_error"] == pytest.approx(error / len(mean), abs=3e-3)


def test_intervals_hold_the_score_and_need_two_groups() -> None:
    validation, test = made_pixels(seed=1), made_pixels(seed=2)
    groups = count_groups(choose_predictors(folds_of(validation, test), "half", "mean_probability", 2), SINGLE)
    assert [group.name for group in groups] == list(test.names)
    low, high = intervals_of(groups)["f1"]
    assert low < scores_of(groups)["f1"] < high
    assert all(value != value for value in intervals_of(groups[:1])["f1"])


def test_without_a_test_split_each_group_is_scored_once_by_what_the_other_half_chose() -> None:
    pixels = made_pixels(groups=7)
    predictors = choose_predictors(folds_of(pixels, None), "tuned", "mean_probability", 1)
    groups = count_groups(predictors, SINGLE)
    assert [group.name for group in groups] == list(pixels.names)
    assert sum(group.counts.pixels for group in groups) == len(pixels.label)
    expected = study("s1", pixels, None, "tuned").single.scores
    assert scores_of(groups)["f1"] == pytest.approx(expected.f1)
    for number, group in enumerate(groups):
        assert group.threshold == predictors.chosen[predictors.fold_of(number)][SINGLE].threshold


def test_the_mask_of_a_group_is_what_was_counted() -> None:
    pixels = made_pixels(groups=7)
    predictors = choose_predictors(folds_of(pixels, None), "half", "mean_probability", 3)
    for who in (SINGLE, ENSEMBLE, ORACLE):
        for number, group in enumerate(count_groups(predictors, who)):
            inside = slice(number * 400, (number + 1) * 400)
            mask = predict_mask(predictors, who, number, inside)
            scores = group.counts.at(group.threshold)
            assert mask.sum() == scores.tp + scores.fp
            assert (mask & pixels.label[inside]).sum() == scores.tp


@pytest.mark.parametrize("shape", [(70, 90), (700, 650)])
def test_kept_pixels_lie_where_the_evaluation_set_had_them(shape: tuple[int, int]) -> None:
    random = np.random.default_rng(1)
    label = random.choice(np.array([0, 1, IGNORE], np.uint8), shape, p=[0.7, 0.2, 0.1])
    number = np.arange(label.size, dtype=np.float64).reshape(1, *shape)

    images = EvaluationSet([SceneInMemory("one", number, label)], Normalisation((1.0,), (0.0,), (1.0,)), whole_px=512)
    kept = []
    for index in range(len(images)):
        tile, judged = images[index]
        kept.append(tile[0].numpy()[judged[0].numpy() != IGNORE])
    np.testing.assert_array_equal(np.concatenate(kept), labelled_indices(label, whole_px=512).astype(np.float32))


def test_strata_count_each_class_by_itself() -> None:
    slope = np.array([[2.0, 5.0, 25.0], [39.9, 80.0, np.nan]], np.float32)
    classes, labels = classes_of("slope", slope)
    assert [labels[number] for number in classes.ravel()] == ["< 5°", "5–10°", "20–30°", "30–40°", "≥ 40°", "no value"]
    classes, labels = classes_of("landCover", np.array([3.0, 1.0, np.nan, 3.0]))
    assert [labels[number] for number in classes] == ["class 3", "class 1", "no value", "class 3"]
    tally = StratumTally("slope")
    codes = np.array([[6, 2, 4], [0, 7, 6]], np.uint8)
    for _ in range(2):
        tally.add(slope, codes, np.array([[True, True, False], [True, True, True]]))
    found = {label: counts.tolist() for label, counts in tally.ordered()}
    assert list(found) == ["< 5°", "5–10°", "30–40°", "≥ 40°", "no value"]
    assert found["< 5°"][6] == 2
    assert found["≥ 40°"][7] == 2
    assert sum(map(sum, found.values())) == 10


def kept_pixels(experiment: Experiment, setting: str, data: Path) -> SplitPixels:
    """Return what two made-up members say of the labelled pixels of the validation split."""
    scenes = list(labelled_scenes(experiment, setting, "validation", data))
    label = np.concatenate([scene.label.reshape(-1)[scene.indices] == 1 for scene in scenes])
    group = np.repeat(np.arange(len(scenes), dtype=np.int32), [len(scene.indices) for scene in scenes])
    random = np.random.default_rng(1)
    members = {name: (label * 0.4 + random.random(len(label)) * 0.6).astype(np.float16) for name in ("m0", "m1")}
    return SplitPixels(label, group, tuple(scene.name for scene in scenes), members)


def walked_strata(experiment: Experiment, setting: str, data: Path) -> dict[str, dict[str, int]]:
    """Return the pixels of each class of each stratum."""
    pixels = kept_pixels(experiment, setting, data)
    predictors = choose_predictors(folds_of(pixels, None), "half", "mean_probability", 2)
    tallies = tally_scenes(experiment, setting, predictors, "validation", data)
    return {tally.band: {label: int(counts.sum()) for label, counts in tally.ordered()} for tally in tallies.strata}


def expected_slopes(values: list[np.ndarray]) -> dict[str, int]:
    slope = np.concatenate([band.ravel() for band in values])
    edges = {"< 5°": (-np.inf, 5), "5–10°": (5, 10), "10–20°": (10, 20)}
    counts = {label: int(((slope >= low) & (slope < high)).sum()) for label, (low, high) in edges.items()}
    return {label: count for label, count in counts.items() if count}


def test_strata_are_cut_as_the_case_studies_are_judged(tmp_path: Path) -> None:
    write_case_studies(tmp_path / "validation", 4)
    slopes = [case_study(number)[0][SLOPE] for number in range(4)]
    whole = experiment_of(tmp_path, "case_studies", "s2")
    found = walked_strata(whole, "s2", tmp_path)
    assert tuple(found) == STRATA
    assert found["slope"] == expected_slopes(slopes)
    cut = experiment_of(tmp_path, "case_studies", "s2", data="centre_crop = true")
    found = walked_strata(cut, "s2", tmp_path)
    assert tuple(found) == STRATA
    assert found["slope"] == expected_slopes([slope[8:72, 3:67] for slope in slopes])


def test_strata_are_found_by_the_descriptions_of_other_bands_and_left_out_where_they_are_missing(
    tmp_path: Path,
) -> None:
    held = ("dNDVI", "slope", "landCover", "elevation")
    slopes = []
    for number in range(4):
        bands, label = case_study(number)
        slopes.append(bands[SLOPE])
        write_raster(
            tmp_path / "validation" / "input" / f"{number}_input.tif",
            bands[[KNOWN.index(name) for name in held]],
            descriptions=held,
        )
        write_raster(tmp_path / "validation" / "label" / f"{number}_label.tif", label)
    found = walked_strata(experiment_of(tmp_path, "case_studies", "s2"), "s2", tmp_path)
    assert tuple(found) == ("slope", "landCover")
    assert found["slope"] == expected_slopes(slopes)


def test_one_case_study_that_was_divided_has_strata_of_what_was_held_out(tmp_path: Path) -> None:
    bands, label = case_study(0, (256, 256))
    label[0, 20:40, :] = 1
    write_case_study(tmp_path / "one", "a", bands, label)
    both = [(f'{split} = "{split}"', f'{split} = "one"') for split in ("train", "validation")]
    experiment = experiment_of(tmp_path, "case_studies", "s2", *both)
    found = walked_strata(experiment, "s2", tmp_path)
    assert sum(found["slope"].values()) == len(kept_pixels(experiment, "s2", tmp_path).label)


def test_a_mask_counts_as_the_probability_did() -> None:
    pixels = made_pixels()
    direct = count_pixels(np.asarray(pixels.probabilities["m0"], np.float32), pixels.label).at(0.5)
    predictors = choose_predictors(folds_of(pixels, pixels), "half", "mean_probability", 1)
    found = scores_of(count_groups(predictors, SINGLE))
    assert found["f1"] == direct.f1
    assert found["mcc"] == direct.mcc
