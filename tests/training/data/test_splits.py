"""What is learnt from judges nothing: one folder is one however it is written, and no raster is in two splits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RequestError
from tests.training.data.test_held_out import reviewed
from tests.training.made_data import experiment_of, write_case_studies, write_case_study
from training.data.file_hashes import hash_all_splits
from training.data.sources import check_splits_disjoint, read_scenes
from training.planning.experiment import Experiment
from training.planning.workspace import Workspace

S2 = setting_named("s2")


def named(folder: Path, train: str, validation: str, test: str = "") -> Experiment:
    """Return an experiment on case studies whose splits are these folders."""
    changes = (('train = "train"', f'train = "{train}"'), ('validation = "validation"', f'validation = "{validation}"'))
    return experiment_of(folder, "case_studies", "s2", *changes, data=f'test = "{test}"\ntile_px = 32')


def names(experiment: Experiment, folder: Path, splits: Sequence[str] = ("train", "validation")) -> list[set[str]]:
    return [{scene.name for scene in read_scenes(experiment, S2, split, folder)} for split in splits]


@pytest.mark.parametrize("written", ["train_val/", "./train_val", "../data/train_val", "link"])
def test_one_folder_is_divided_however_it_is_written(tmp_path: Path, written: str) -> None:
    folder = tmp_path / "data"
    write_case_studies(folder / "train_val", 6, (33, 32))
    (folder / "link").symlink_to("train_val")
    plain, other = named(folder, "train_val", "train_val"), named(folder, "train_val", written)
    assert names(other, folder) == names(plain, folder)
    train, validation = names(other, folder)
    assert (len(train), len(validation)) == (4, 2) and not train & validation


@pytest.mark.parametrize("written", ["train_val", "train_val/"])
def test_a_test_folder_that_is_learnt_from_is_refused(tmp_path: Path, written: str) -> None:
    write_case_studies(tmp_path / "train_val", 6, (33, 32))
    experiment = named(tmp_path, "train_val", "train_val", written)
    for split in ("train", "validation", "test"):
        with pytest.raises(RequestError, match=r"is in the test data and in the \w+ data") as caught:
            read_scenes(experiment, S2, split, tmp_path)
        assert "a folder of its own" in caught.value.remedy


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_raster_that_is_linked_into_two_splits_is_refused(tmp_path: Path, link) -> None:
    write_case_studies(tmp_path / "train", 2, (33, 32))
    write_case_studies(tmp_path / "validation", 1, (33, 32))
    experiment = named(tmp_path, "train", "validation")
    assert names(experiment, tmp_path) == [{"a", "b"}, {"a"}]
    for part in ("input", "label"):
        link(tmp_path / "train" / part / f"b_{part}.tif", tmp_path / "validation" / part / f"other_{part}.tif")
    with pytest.raises(RequestError, match=r"other_input.tif' is in the validation data and in the train data"):
        read_scenes(experiment, S2, "train", tmp_path)


def test_one_case_study_is_divided_but_never_tested_on(tmp_path: Path) -> None:
    write_case_study(tmp_path / "reviewed", "one", *reviewed())
    divided = named(tmp_path, "reviewed", "reviewed/")
    check_splits_disjoint(divided, tmp_path)
    assert names(divided, tmp_path) == [{"one"}, {"one, part 1", "one, part 2"}]
    assert set(hash_all_splits(Workspace(divided, tmp_path, tmp_path / "runs"))) == {
        "reviewed/input/one_input.tif",
        "reviewed/label/one_label.tif",
    }
    with pytest.raises(RequestError, match="is in the test data"):
        check_splits_disjoint(named(tmp_path, "reviewed", "reviewed", "reviewed"), tmp_path)


def test_splits_that_are_not_at_hand_hinder_no_other(tmp_path: Path) -> None:
    write_case_studies(tmp_path / "test", 1, (33, 32))
    assert names(named(tmp_path, "train", "validation", "test"), tmp_path, ["test"]) == [{"a"}]
