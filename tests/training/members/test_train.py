"""Training one member: run folders, going on after a stop, the same seed, and what makes it fail."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from deepslide_qgis.core.errors import OutputError, RequestError
from tests.small_systems import mounted_disk
from tests.training.tiny_experiment import weights
from training.ensembles.cached_predictions import open_pixels
from training.members.lightning_member import DivergedError
from training.members.loop import seed_everything
from training.members.member_lock import LOCK, TrainedElsewhereError, lock_member
from training.members.train import train_member
from training.members.trained import load_trained, read_checkpoint, read_log
from training.planning.experiment import Experiment
from training.planning.run_folder import FAILED, TRAINED, RunFolder
from training.planning.workspace import Workspace

ROOT = Path(__file__).parents[3]

NO_DATA = Path("no data")


def test_a_run_folder_says_how_the_member_was_made(runs: Path, experiment_file: Path) -> None:
    folder = RunFolder(runs / "tiny" / "fpn")
    assert folder.experiment.read_text() == experiment_file.read_text()
    assert json.loads(folder.versions.read_text())["torch"] == str(torch.__version__)
    assert len(json.loads(folder.data_list.read_text())) == 16
    assert folder.best.is_file()
    assert folder.last.is_file()
    assert [row["epoch"] for row in read_log(folder.path) if row.get("val_f1")] == ["0", "1"]
    assert list((folder.path / "tensorboard").glob("events*"))
    assert np.load(folder.probabilities("validation")).shape == (4 * 64 * 64,)
    outcome = folder.outcome()
    assert outcome is not None
    assert (outcome.state, outcome.epochs) == (TRAINED, 2)
    assert 0 <= outcome.val_f1 <= 1


def test_a_trained_member_is_left_as_it_is(
    runs: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    folder = RunFolder(runs / "tiny" / "fpn")
    kept = (folder.last, folder.versions, folder.experiment, folder.normalisation, folder.outcome_path)
    before = [path.stat().st_mtime_ns for path in kept]
    train_member(Workspace(experiment, data, runs), experiment_file, experiment.member("fpn"))
    assert [path.stat().st_mtime_ns for path in kept] == before


def test_a_member_that_another_process_trains_is_left_to_it(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.members.member_lock.WAIT_S", 0.1)
    folder = RunFolder.of(tmp_path, "tiny", "fpn")
    with lock_member(folder.path):
        with pytest.raises(TrainedElsewhereError, match="training 'fpn'"):
            train_member(Workspace(experiment, data, tmp_path), experiment_file, experiment.member("fpn"))
        assert [path.name for path in folder.path.iterdir()] == [LOCK]


def test_two_commands_that_train_a_member_at_once_train_it_once(
    tmp_path: Path, experiment_file: Path, data: Path
) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "training", "train", str(experiment_file), "--member", "fpn"]
    command += ["--data", str(data), "--runs", str(tmp_path)]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert [path.name for path in (tmp_path / "tiny" / "fpn").glob("log-*")] == ["log-1"]


def test_the_same_seed_gives_the_same_member_and_another_seed_another(
    tmp_path: Path, runs: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    plan = experiment.member("fpn")
    first = weights(runs / "tiny" / "fpn")
    again = weights(train_member(Workspace(experiment, data, tmp_path / "again"), experiment_file, plan))
    other = weights(
        train_member(Workspace(experiment, data, tmp_path / "other"), experiment_file, replace(plan, seed=9))
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)


def test_an_interrupted_member_goes_on_and_becomes_the_one_it_would_have_been(
    tmp_path: Path, runs: Path, experiment: Experiment, experiment_file: Path, data: Path, capsys: pytest.CaptureFixture
) -> None:
    plan = experiment.member("fpn")
    folder = train_member(Workspace(experiment, data, tmp_path), experiment_file, plan, until_epoch=1)
    assert read_checkpoint(folder / "last.ckpt")["global_step"] == 2
    assert RunFolder(folder).outcome() is None
    capsys.readouterr()
    train_member(Workspace(experiment, data, tmp_path), experiment_file, plan)
    printed = capsys.readouterr().out
    assert "epoch 2/2" in printed
    assert "epoch 1/2" not in printed
    assert read_checkpoint(folder / "last.ckpt")["global_step"] == 4
    whole, in_parts = weights(runs / "tiny" / "fpn"), weights(folder)
    for name in whole:
        torch.testing.assert_close(in_parts[name], whole[name], rtol=1e-3, atol=1e-4, msg=name)


def test_a_killed_training_goes_on(tmp_path: Path, experiment_file: Path, data: Path) -> None:
    long = tmp_path / "long.toml"
    long.write_text(experiment_file.read_text().replace("epochs = 2", "epochs = 30"), encoding="utf-8")
    command = [sys.executable, "-W", "ignore", "-m", "training", "train", str(long), "--member", "fpn"]
    command += ["--data", str(data), "--runs", str(tmp_path)]
    folder = RunFolder(tmp_path / "tiny" / "fpn")
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    waited = time.monotonic() + 120
    while not folder.last.is_file() and time.monotonic() < waited:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = read_checkpoint(folder.last)["epoch"]
    assert done < 29
    subprocess.run([*command, "--until-epoch", str(done + 2)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    assert read_checkpoint(folder.last)["epoch"] == done + 1


def test_a_loss_that_is_no_number_ends_the_run_with_its_reason(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    wild = replace(experiment.member("unet"), learning_rate=1e20)
    schedule = replace(experiment.schedule, epochs=5, gradient_clip=0.0, rate="constant", optimiser="adam")
    with pytest.raises(DivergedError, match="The loss became"):
        train_member(Workspace(replace(experiment, schedule=schedule), data, tmp_path), experiment_file, wild)
    outcome = RunFolder(tmp_path / "tiny" / "unet").outcome()
    assert outcome is not None
    assert outcome.state == FAILED
    assert "Lower the learning rate" in outcome.reason


def test_a_folder_of_another_configuration_is_not_gone_on_with(
    runs: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    changed = replace(experiment.member("fpn"), learning_rate=5e-4)
    with pytest.raises(RequestError, match="another configuration"):
        train_member(Workspace(experiment, data, runs), experiment_file, changed)


def test_a_broken_checkpoint_is_named(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    plan = experiment.member("fpn")
    folder = train_member(Workspace(experiment, data, tmp_path), experiment_file, plan, until_epoch=1)
    (folder / "last.ckpt").write_bytes(b"half a checkpoint")
    with pytest.raises(RequestError, match=r"last.ckpt' cannot be read") as caught:
        train_member(Workspace(experiment, data, tmp_path), experiment_file, plan)
    assert "delete" in caught.value.remedy
    with pytest.raises(RequestError, match="cannot be read"):
        load_trained(Workspace(experiment, NO_DATA, tmp_path), plan)


def test_a_date_is_a_seed_and_small_ones_stay_what_they_were(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    dated = replace(experiment, seed=20251127)
    folder = train_member(Workspace(dated, data, tmp_path), experiment_file, dated.member("fpn"), until_epoch=1)
    assert read_checkpoint(folder / "last.ckpt")["global_step"] == 2
    assert torch.initial_seed() == 20251127 * 10_000 % 2**32
    seed_everything(429_496 * 10_000 + 7)
    assert torch.initial_seed() == 429_496 * 10_000 + 7


def test_too_few_tiles_for_a_batch_are_refused(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    schedule = replace(experiment.schedule, batch_size=5)
    with pytest.raises(RequestError, match="fewer than one batch"):
        train_member(
            Workspace(replace(experiment, schedule=schedule), data, tmp_path), experiment_file, experiment.member("fpn")
        )


@pytest.mark.parametrize("options", ["size=1m", "ro"])
def test_a_disk_that_takes_nothing_more_is_named_and_no_failure_of_the_member(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path, options: str
) -> None:
    with mounted_disk(tmp_path / "disk", options) as runs:
        with pytest.raises(OutputError, match="cannot be written") as caught:
            train_member(Workspace(experiment, data, runs), experiment_file, experiment.member("fpn"))
        assert "Free some disk" in caught.value.remedy
        assert RunFolder.of(runs, "tiny", "fpn").outcome() is None


def test_another_error_is_not_told_as_a_full_disk(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    (tmp_path / "tiny" / "fpn" / "normalisation.json").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        train_member(Workspace(experiment, data, tmp_path), experiment_file, experiment.member("fpn"))


@pytest.mark.parametrize("rate", ["plateau", "step", "constant"])
def test_other_schedules_train_too(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path, rate: str
) -> None:
    schedule = replace(experiment.schedule, rate=rate, optimiser="adam", ema_decay=0.0, patience=1, checkpoint="best")
    changed = replace(experiment, schedule=schedule)
    train_member(Workspace(changed, data, tmp_path), experiment_file, experiment.member("unet"))
    assert load_trained(Workspace(changed, NO_DATA, tmp_path), experiment.member("unet")).epochs >= 1


def test_a_member_is_scored_by_its_own_weights_whatever_was_predicted_while_it_was_trained(
    tmp_path: Path, experiment: Experiment, experiment_file: Path, data: Path
) -> None:
    plan = experiment.member("unet")
    train_member(Workspace(experiment, data, tmp_path), experiment_file, plan, until_epoch=1)
    meanwhile = np.array(
        open_pixels(Workspace(experiment, data, tmp_path), (plan,), "validation").probabilities[plan.id]
    )
    outcome = RunFolder(train_member(Workspace(experiment, data, tmp_path), experiment_file, plan)).outcome()
    pixels = open_pixels(Workspace(experiment, data, tmp_path), (plan,), "validation")
    assert (pixels.probabilities[plan.id] != meanwhile).any()
    assert outcome is not None
    assert outcome.val_f1 == pytest.approx(pixels.count(plan.id).best().f1)
