"""The sweep: killed and started again, with a member that fails; each sweep is a process of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from deepslide_qgis.core.errors import EngineEnvironmentError, RequestError
from tests.small_systems import mounted_disk
from tests.training.tiny_experiment import EXPERIMENT
from training.members.member_lock import lock_member
from training.planning.experiment import Experiment, read_experiment
from training.planning.run_folder import FAILED, TRAINED, Outcome, RunFolder
from training.planning.workspace import Workspace
from training.scale.ray_session import Resources, make_task, ray_session
from training.sweep.choice import choose
from training.sweep.progress import Progress
from training.sweep.report import Report
from training.sweep.run import collect_report, sweep
from training.sweep.worker import train_one

ROOT = Path(__file__).parents[3]
BROKEN = """
[[members]]
id = "broken"
architecture = "PAN"
encoder_name = "vgg11"
"""

NO_DATA = Path("no data")


def start(file: Path, data: Path, runs: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "training", "sweep", str(file), "--data", str(data), "--runs", str(runs), *options]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )


def write(path: Path, epochs: int) -> Path:
    path.write_text(EXPERIMENT.replace("epochs = 2", f"epochs = {epochs}").replace("[card]", BROKEN + "[card]"))
    return path


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def last_log(runs: Path, member: str) -> list[str]:
    return sorted(path.parent.name for path in (runs / "tiny" / member).glob("log-*/metrics.csv"))


@pytest.mark.timeout(280)
def test_a_killed_sweep_goes_on_where_it_was_and_a_failing_member_does_not_end_it(data: Path, tmp_path: Path) -> None:
    file, runs = write(tmp_path / "tiny.toml", epochs=15), tmp_path / "runs"
    first = start(file, data, runs)
    checkpoint = RunFolder.of(runs, "tiny", "unet").last
    deadline = time.monotonic() + 120
    while not checkpoint.is_file() and time.monotonic() < deadline and first.poll() is None:
        time.sleep(0.1)
    os.killpg(first.pid, signal.SIGKILL)
    printed, _ = first.communicate()
    assert checkpoint.is_file(), printed
    assert RunFolder.of(runs, "tiny", "unet").outcome() is None
    second = start(file, data, runs)
    printed, _ = second.communicate(timeout=150)
    assert second.returncode == 0, printed
    assert "2 trained, 1 failed" in printed
    assert "PAN cannot take the encoder 'vgg11'" in printed
    for member in ("fpn", "unet"):
        outcome = RunFolder.of(runs, "tiny", member).outcome()
        assert outcome is not None
        assert (outcome.state, outcome.epochs) == (TRAINED, 15)
        assert np.load(RunFolder.of(runs, "tiny", member).probabilities("validation")).shape == (4 * 64 * 64,)
    assert "log-2" in last_log(runs, "unet")  # it went on, and did not begin anew
    rows = (runs / "tiny" / "unet" / "log-2" / "metrics.csv").read_text().splitlines()
    assert int(rows[1].split(",")[rows[0].split(",").index("epoch")]) > 0
    broken = RunFolder.of(runs, "tiny", "broken").outcome()
    assert broken is not None
    assert broken.state == FAILED
    assert not group_lives(first.pid)
    assert not group_lives(second.pid)


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    return read_experiment(write(tmp_path / "tiny.toml", epochs=2))


def test_what_ended_before_is_not_trained_again(experiment: Experiment, tmp_path: Path) -> None:
    (tmp_path / "tiny" / "fpn").mkdir(parents=True)
    (tmp_path / "tiny" / "broken").mkdir(parents=True)
    RunFolder.of(tmp_path, "tiny", "fpn").save_outcome(Outcome(TRAINED, val_f1=0.5))
    RunFolder.of(tmp_path, "tiny", "broken").save_outcome(Outcome(FAILED, "no"))
    choice = choose(Workspace(experiment, NO_DATA, tmp_path))
    assert [plan.id for plan in choice.waiting] == ["unet"]
    assert [(report.member, report.trained) for report in choice.ended] == [("fpn", True), ("broken", False)]
    assert [plan.id for plan in choose(Workspace(experiment, NO_DATA, tmp_path), retry=True).waiting] == [
        "unet",
        "broken",
    ]


def test_only_a_full_disk_stops_the_other_members(experiment: Experiment, tmp_path: Path, data: Path) -> None:
    plan, file = experiment.member("fpn"), tmp_path / "tiny.toml"
    unreadable = tmp_path / "runs" / "tiny" / "fpn" / "normalisation.json"
    unreadable.mkdir(parents=True)
    report = train_one(Workspace(experiment, data, tmp_path / "runs"), file, plan, 1)
    assert not report.trained
    assert not report.stops_all
    assert "normalisation.json" in report.reason
    with mounted_disk(tmp_path / "disk", "size=1m") as runs:
        assert train_one(Workspace(experiment, data, runs), file, plan, 1).stops_all


def test_a_member_that_another_process_trains_is_no_failure_of_it(
    experiment: Experiment, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.members.member_lock.WAIT_S", 0.1)
    folder = RunFolder.of(tmp_path, "tiny", "fpn")
    with lock_member(folder.path):
        report = train_one(Workspace(experiment, data, tmp_path), tmp_path / "tiny.toml", experiment.member("fpn"), 1)
    assert (report.trained, report.stops_all) == (False, False)
    assert "Another process" in report.reason
    assert folder.outcome() is None


@pytest.mark.timeout(120)
@pytest.mark.parametrize("before", [Outcome(TRAINED, val_f1=0.5, threshold=0.4, epochs=2), None])
def test_a_worker_that_is_lost_twice_leaves_a_trained_member_trained(tmp_path: Path, before: Outcome | None) -> None:
    """As where the system ends it for its memory after the member's outcome was kept."""
    folder = RunFolder(tmp_path / "fpn")
    folder.path.mkdir()
    if before is not None:
        folder.save_outcome(before)
    resources = Resources(at_once=1)
    with ray_session(resources) as ray:
        lost = make_task(ray, resources, lambda: os.kill(os.getpid(), signal.SIGKILL), retries=1)
        report = collect_report(ray, lost.remote(), folder)
    outcome = folder.outcome()
    assert outcome is not None
    assert (report.trained, report.val_f1) == (before is not None, outcome.val_f1)
    assert outcome == before or "Its process ended" in outcome.reason


def test_a_cluster_that_is_not_there_is_named_at_once(experiment: Experiment, tmp_path: Path) -> None:
    choice = choose(Workspace(experiment, NO_DATA, tmp_path))
    with pytest.raises(EngineEnvironmentError, match=r"'127\.0\.0\.1:1' cannot be reached"):
        sweep(Workspace(experiment, tmp_path, tmp_path), tmp_path, choice, Resources("127.0.0.1:1"), Console())


def test_members_are_chosen_by_globs_and_settings(experiment: Experiment, tmp_path: Path) -> None:
    assert [plan.id for plan in choose(Workspace(experiment, NO_DATA, tmp_path), ["f*", "unet"]).waiting] == [
        "fpn",
        "unet",
    ]
    assert len(choose(Workspace(experiment, NO_DATA, tmp_path), settings=["rgb"]).waiting) == 3
    with pytest.raises(RequestError, match="rgb"):
        choose(Workspace(experiment, NO_DATA, tmp_path), settings=["s1"])
    with pytest.raises(RequestError, match="matches"):
        choose(Workspace(experiment, NO_DATA, tmp_path), ["x*"])


def test_the_live_table_shows_what_runs_what_is_done_the_best_and_the_time_left() -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=100)
    with Progress(console, 3, [Report("before", True, 0.41)], at_once=1) as progress:
        progress.start_member("one")
        progress.end_member(Report("one", True, 0.62, seconds=30))
        progress.start_member("two")
        assert progress.seconds_left() == pytest.approx(60, abs=1)
        progress.end_member(Report("two", False, reason="The loss became nan.", seconds=10))
        progress.start_member("three")
        progress.refresh()
    text = written.getvalue()
    assert "2 trained, 1 failed, 1 running, 0 waiting" in text
    assert "The loss became nan" in text
    assert text.rindex("one") < text.rindex("before")
    for shown in ("three", "running", "best", "0.620", "left"):
        assert shown in text


def test_where_there_is_no_terminal_each_member_gets_a_line() -> None:
    written = io.StringIO()
    with Progress(Console(file=written, width=200), 2, [], at_once=1) as progress:
        progress.start_member("one")
        progress.end_member(Report("one", True, 0.62, seconds=30))
        progress.start_member("two")
        progress.refresh()
    assert written.getvalue() == "1/2 one: F1 0.620 in 30 s, 0:00:30 left\n"
