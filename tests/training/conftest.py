"""Small data, made on the spot, and the runs of two tiny members."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.tiny_experiment import EXPERIMENT, write_tile
from training.planning.experiment import Experiment, read_experiment
from training.planning.workspace import Workspace


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for split, count in (("train", 4), ("validation", 4)):
        for number in range(1, count + 1):
            write_tile(folder / "tiles" / split, number, number + len(split))
    return folder


@pytest.fixture(scope="session")
def experiment_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("experiment") / "tiny.toml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def experiment(experiment_file: Path) -> Experiment:
    return read_experiment(experiment_file)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory, data: Path, experiment_file: Path) -> Path:
    """The run folders of both members of the tiny experiment, trained for two epochs of two steps."""
    from training.members.train import train_member

    folder = tmp_path_factory.mktemp("runs")
    experiment = read_experiment(experiment_file)
    for plan in experiment.members:
        train_member(Workspace(experiment, data, folder), experiment_file, plan)
    return folder
