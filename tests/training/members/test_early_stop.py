"""A member that stops early, because its patience ends or an epoch is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from tests.training.tiny_experiment import weights, write_tile
from training.members.train import train_member
from training.members.trained import read_checkpoint, read_log
from training.planning.experiment import Experiment
from training.planning.run_folder import Outcome, RunFolder
from training.planning.workspace import Workspace


@pytest.fixture(scope="module")
def barren(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data without a landslide in validation: no epoch is better than the first."""
    folder = tmp_path_factory.mktemp("barren") / "tiles"
    for number in (1, 2, 3, 4):
        write_tile(folder / "train", number, number)
        write_tile(folder / "validation", number, 9 + number)
        Image.new("1", (64, 64)).save(folder / "validation" / "masks" / f"mask_{number}.png")
    return folder.parent


@pytest.fixture(scope="module")
def impatient(experiment: Experiment) -> Experiment:
    """An experiment whose patience ends with the third of nine epochs."""
    return replace(experiment, schedule=replace(experiment.schedule, epochs=9, patience=2))


@pytest.fixture(scope="module")
def stopped(
    tmp_path_factory: pytest.TempPathFactory, impatient: Experiment, experiment_file: Path, barren: Path
) -> RunFolder:
    """The folder of a member that stopped early."""
    runs = tmp_path_factory.mktemp("impatient")
    return RunFolder(train_member(Workspace(impatient, barren, runs), experiment_file, impatient.member("fpn")))


def scored(folder: RunFolder) -> Outcome:
    outcome = folder.outcome()
    assert outcome is not None
    return replace(outcome, seconds=0.0)


def test_a_member_killed_after_its_early_stop_is_validated_and_not_trained_further(
    stopped: RunFolder, impatient: Experiment, experiment_file: Path, barren: Path
) -> None:
    outcome, log, before = scored(stopped), read_log(stopped.path), weights(stopped.path)
    assert outcome.epochs == 3
    stopped.outcome_path.unlink()
    stopped.probabilities("validation").unlink()
    train_member(Workspace(impatient, barren, stopped.path.parents[1]), experiment_file, impatient.member("fpn"))
    assert scored(stopped) == outcome
    assert read_log(stopped.path) == log
    after = weights(stopped.path)
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_epoch_by_epoch_a_member_ends_where_it_stops_early(
    tmp_path: Path, stopped: RunFolder, impatient: Experiment, experiment_file: Path, barren: Path
) -> None:
    for epoch in (1, 2, 3):
        folder = RunFolder(
            train_member(
                Workspace(impatient, barren, tmp_path), experiment_file, impatient.member("fpn"), until_epoch=epoch
            )
        )
        assert read_checkpoint(folder.last)["epoch"] + 1 == epoch
        assert (folder.outcome() is not None) == (epoch == 3)
    assert scored(folder) == scored(stopped)


def test_until_epoch_goes_before_the_fewest_epochs_and_trains_no_more_when_it_is_reached(
    tmp_path: Path, impatient: Experiment, experiment_file: Path, barren: Path
) -> None:
    patient = replace(impatient, schedule=replace(impatient.schedule, patience=1, min_epochs=5))
    plan, trained = patient.member("fpn"), []
    for until in (1, 1, 4, None):
        folder = train_member(Workspace(patient, barren, tmp_path), experiment_file, plan, until_epoch=until)
        trained.append((read_checkpoint(folder / "last.ckpt")["epoch"] + 1, RunFolder(folder).outcome() is not None))
    assert trained == [(1, False), (1, False), (4, False), (5, True)]
