"""Mean, std and classes of training data, and how categorical bands become network input."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RasterError, RequestError
from tests.training.made_data import case_study, experiment_of, first, write_case_studies, write_case_study
from training.data.datasets import open_evaluation
from training.data.normalising import load_normalisation, measure_normalisation
from training.data.statistics import band_classes, band_statistics
from training.planning.experiment import Experiment
from training.planning.plans import NormalisationPlan
from training.planning.workspace import Workspace

SHARED = (('train = "train"', 'train = "train_val"'), ('validation = "validation"', 'validation = "train_val"'))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies")
    write_case_studies(folder / "train_val", 5)
    return folder


@pytest.fixture(scope="module")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("experiment")
    return experiment_of(folder, "case_studies", "all", *SHARED, data="tile_px = 32\ntiles_per_epoch = 4")


def test_statistics_leave_gaps_out() -> None:
    with_gap = np.array([[1.0, np.nan, 3.0], [np.nan, 5.0, np.inf]])
    assert band_statistics([with_gap]) == ([2.0, 5.0], [1.0, 1.0])  # a constant band is not divided by 0


def test_blocks_of_any_size_give_the_statistics_of_the_whole() -> None:
    values = np.random.default_rng(0).normal([[3.0], [1e6]], [[2.0], [0.5]], (2, 9000))
    values[0, ::7] = np.nan
    whole = band_statistics([values])
    pieces = band_statistics(np.split(values, [10, 11, 5000], axis=1))
    np.testing.assert_allclose(pieces, whole, rtol=1e-8)
    np.testing.assert_allclose(whole, [np.nanmean(values, axis=1), np.nanstd(values, axis=1)], rtol=1e-8)


def test_a_band_without_any_data_stays_finite() -> None:
    assert band_statistics([np.full((1, 4), np.nan)]) == ([0.0], [1.0])


def test_only_the_training_split_is_measured(folder: Path, experiment: Experiment) -> None:
    train_only = measure_normalisation(experiment, first(experiment), folder)
    both = replace(experiment, normalisation=NormalisationPlan(statistics="train_and_validation"))
    everything = measure_normalisation(both, first(experiment), folder)
    stacks = {name: case_study(number)[0].reshape(15, -1) for number, name in enumerate("abcde")}
    whole = np.concatenate(list(stacks.values()), axis=1)
    np.testing.assert_allclose(everything.mean, np.nanmean(whole, axis=1), rtol=1e-5)
    np.testing.assert_allclose(everything.std, np.nanstd(whole, axis=1), rtol=1e-5)
    kept = set("abcde") - {"b"}  # RandomState(42).permutation(5) begins with 1
    part = np.concatenate([stacks[name] for name in sorted(kept)], axis=1)
    np.testing.assert_allclose(train_only.mean, np.nanmean(part, axis=1), rtol=1e-5)


def test_unscaled_data_are_not_measured(folder: Path, experiment: Experiment) -> None:
    plain = replace(experiment, normalisation=NormalisationPlan(scale=False))
    found = measure_normalisation(plain, first(experiment), folder / "not there")
    assert (found.mean, found.std) == ((0.0,) * 15, (1.0,) * 15)


def test_the_normalisation_is_kept_until_its_plan_changes(folder: Path, experiment: Experiment, tmp_path: Path) -> None:
    measured = load_normalisation(Workspace(experiment, folder, tmp_path), first(experiment))
    path = tmp_path / "tiny" / "normalisation-all.json"
    before = path.stat().st_mtime_ns
    assert load_normalisation(Workspace(experiment, folder / "not there", tmp_path), first(experiment)) == measured
    assert path.stat().st_mtime_ns == before
    other = replace(experiment, normalisation=NormalisationPlan(statistics="train_and_validation"))
    assert load_normalisation(Workspace(other, folder, tmp_path), first(experiment)) != measured
    path.write_text("half a fi", encoding="utf-8")
    assert load_normalisation(Workspace(experiment, folder, tmp_path), first(experiment)) == measured
    assert json.loads(path.read_text(encoding="utf-8"))["made_for"]["normalisation"]["statistics"] == "train"
    assert {file.name for file in path.parent.iterdir()} == {path.name, "data-hashes.json"}


def test_the_normalisation_is_measured_anew_where_the_files_are_others(experiment: Experiment, tmp_path: Path) -> None:
    write_case_studies(tmp_path / "train_val", 5)
    before = load_normalisation(Workspace(experiment, tmp_path, tmp_path), first(experiment))
    bands, label = case_study(0)
    write_case_study(tmp_path / "train_val", "a", bands + 7, label)
    after = load_normalisation(Workspace(experiment, tmp_path, tmp_path), first(experiment))
    assert after == measure_normalisation(experiment, first(experiment), tmp_path) != before


def test_categories_become_one_input_for_each_class(folder: Path, experiment: Experiment, tmp_path: Path) -> None:
    hot = replace(experiment, normalisation=NormalisationPlan(categories="one_hot"))
    normalisation = load_normalisation(Workspace(hot, folder, tmp_path), first(hot))
    classes = dict(zip(setting_named("all").band_names, normalisation.classes, strict=True))
    assert {name: values for name, values in classes.items() if values} == {
        "climate": (3.0, 4.0, 5.0),
        "landCover": tuple(map(float, range(1, 9))),
    }
    assert normalisation.channels == 13 + 3 + 8
    tile = open_evaluation(Workspace(hot, folder, tmp_path), first(hot), "validation")[0][0]
    assert tile.shape == (24, 96, 96)
    bands = case_study(1)[0]  # case study b
    np.testing.assert_array_equal(tile[11:14, :80, :70].sum(0), np.ones((80, 70)))
    np.testing.assert_array_equal(tile[12, :80, :70], bands[11] == 4)
    np.testing.assert_array_equal(tile[15:23, :80, :70].argmax(0) + 1, bands[13])
    assert tile[:, 80:].abs().max() == 0


def test_a_continuous_band_is_no_band_of_classes() -> None:
    with pytest.raises(RasterError, match="landCover has more than 64"):
        band_classes([np.arange(200.0).reshape(2, 10, 10)], setting_named("s2"))


def test_masks_of_two_values_stay_numbers() -> None:
    bands = np.zeros((9, 4, 4))
    bands[6, 0] = 1
    assert band_classes([bands], setting_named("s1")) == ((),) * 9


def test_divide_needs_a_number_for_each_band(folder: Path, experiment: Experiment) -> None:
    wrong = replace(experiment, normalisation=NormalisationPlan(divide=(1.0, 2.0)))
    with pytest.raises(RequestError, match="2 numbers; 'all' has 15"):
        measure_normalisation(wrong, first(wrong), folder)


def test_data_without_any_landslide_are_refused(experiment: Experiment, tmp_path: Path) -> None:
    for name in "abcde":
        bands, label = case_study(1)
        write_case_study(tmp_path / "train_val", name, bands, label * 0)
    with pytest.raises(RasterError, match="hold no landslide pixel"):
        measure_normalisation(experiment, first(experiment), tmp_path)
