"""The client with real engine processes: reuse, cancel, death, concurrency, and Pythons that cannot run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import Cancelled, EngineEnvironmentError, EngineError, PackError
from deepslide_qgis.core.events import Progress, Started
from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.request import CheckRequest, PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import run, stop_engines


class Listener:
    """Collects a run's events; ``then`` is called at the first progress from the first step on."""

    def __init__(self, then=None):
        self.events = []
        self.began = None
        self._then = then

    def __call__(self, event) -> None:
        self.events.append(event)
        if isinstance(event, Progress) and event.done >= 1 and self.began is None:
            self.began = time.monotonic()
            if self._then:
                self._then(self.pid)

    @property
    def pid(self) -> int:
        return next(event.pid for event in self.events if isinstance(event, Started))


def never() -> bool:
    return False


def check(listener=None):
    return run("check", CheckRequest(), listener or Listener(), never)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)


def test_a_prediction_whatever_qgis_has_in_its_environment(prediction, monkeypatch, tmp_path):
    stop_engines()
    for name in ("PYTHONHOME", "PYTHONPATH", "PROJ_LIB", "PROJ_DATA", "GDAL_DATA"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/qgis-bin.exe")

    finished = run("predict", prediction("small"), Listener(), never)

    assert Path(finished.outputs["probability"]).is_file()
    assert {str(file) for file in tmp_path.iterdir()} == set(finished.outputs.values())


def test_the_engine_is_kept_and_an_idle_one_that_died_is_replaced():
    first, second, third = Listener(), Listener(), Listener()
    assert check(first).summary["ready"]
    check(second)
    assert second.pid == first.pid

    kill(first.pid)
    assert check(third).summary["ready"]
    assert third.pid != first.pid


def test_a_batch_of_21_rasters_pays_for_its_start_once(prediction, tmp_path):
    """One process, and each member loaded once."""
    stop_engines()
    listeners, loads = [Listener() for _ in range(21)], []
    for number, listener in enumerate(listeners):
        (tmp_path / str(number)).mkdir()
        finished = run("predict", prediction("small", tmp_path / str(number)), listener, never)
        loads.append(finished.summary["members_loaded"])
    assert len({listener.pid for listener in listeners}) == 1
    assert loads == [2] + 20 * [0]


def test_an_error_of_the_engine_arrives_as_itself_and_the_engine_lives_on(prediction, tmp_path):
    before, after = Listener(), Listener()
    with pytest.raises(PackError, match="no-such-pack") as caught:
        run("predict", PredictionRequest("x.tif", "no-such-pack", PredictionOutputs("y.tif")), before, never)
    assert caught.value.remedy
    check(after)
    assert after.pid == before.pid


def test_cancel_takes_less_than_a_second_and_leaves_nothing(prediction, tmp_path):
    listener = Listener()
    with pytest.raises(Cancelled):
        run("predict", prediction("big"), listener, lambda: listener.began is not None)
    assert time.monotonic() - listener.began < 1
    assert list(tmp_path.iterdir()) == []


def test_cancel_while_the_engine_does_not_listen(prediction, tmp_path):
    """A process that the system holds still stands for one that is deep inside a library."""
    listener = Listener(then=lambda pid: os.kill(pid, signal.SIGSTOP))
    with pytest.raises(Cancelled):
        run("predict", prediction("big"), listener, lambda: listener.began is not None)
    assert time.monotonic() - listener.began < 1
    assert list(tmp_path.iterdir()) == []


def test_an_engine_killed_in_the_middle(prediction, tmp_path):
    with pytest.raises(EngineError, match="killed, probably because memory ran out") as caught:
        run("predict", prediction("big"), Listener(then=kill), never)
    assert "smaller tile size" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_listener_that_fails_ends_the_engine_in_the_middle(prediction, tmp_path):
    def fail(_pid: int) -> None:
        raise ZeroDivisionError

    listener = Listener(then=fail)
    with pytest.raises(ZeroDivisionError):
        run("predict", prediction("big"), listener, never)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(listener.pid, 0)


def test_two_runs_at_once_have_an_engine_each():
    meeting = threading.Barrier(2, timeout=60)
    listeners = [Listener(then=lambda _: meeting.wait()) for _ in range(2)]
    threads = [threading.Thread(target=check, args=(listener,)) for listener in listeners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert len({listener.pid for listener in listeners}) == 2


def test_stopping_the_engines_ends_a_run_in_the_middle(prediction, tmp_path):
    def stop(_pid: int) -> None:
        threading.Thread(target=stop_engines).start()

    with pytest.raises(EngineError, match="was stopped"):
        run("predict", prediction("big"), Listener(then=stop), never)
    assert list(tmp_path.iterdir()) == []


QGIS_THAT_CRASHES = """
import json, os, signal, sys
from deepslide_qgis.core.events import Progress
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.worker.engine import run

def crash(event):
    if isinstance(event, Progress) and event.done >= 1:
        os.kill(os.getpid(), signal.SIGKILL)

run("predict", from_plain(PredictionRequest, json.loads(sys.argv[1])), crash, lambda: False)
"""


def test_the_engine_cleans_up_and_ends_when_qgis_crashes(prediction, tmp_path):
    request = json.dumps(to_plain(prediction("big")))
    path = {"PYTHONPATH": str(PACKAGE_FOLDER.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    crashed = subprocess.run([sys.executable, "-c", QGIS_THAT_CRASHES, request], env={**os.environ, **path})
    assert crashed.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 6
    while any(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def python_without_packages(monkeypatch, tmp_path) -> None:
    """The Python that the test's own environment was made from, seen without its packages."""
    (tmp_path / "bare").mkdir()
    bare = tmp_path / "bare" / "python"
    bare.write_text(f'#!/bin/sh\nexec "{Path(sys._base_executable).resolve()}" -S "$@"\n')
    bare.chmod(0o755)
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(bare))


def test_a_python_without_the_packages(python_without_packages, prediction):
    with pytest.raises(EngineEnvironmentError, match="missing or damaged") as caught:
        run("predict", prediction("small"), Listener(), never)
    assert "deepslide:setupengine" in caught.value.remedy

    summary = check().summary
    assert not summary["ready"]
    assert {"openvino", "rasterio"} <= {problem["package"] for problem in summary["problems"]}
    assert all(problem["remedy"] for problem in summary["problems"])


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("#!/bin/sh\necho no such library >&2\nexit 3\n", "exit code 3.*no such library"),
        ("#!/bin/sh\necho Welcome\ncat\n", "no event: 'Welcome"),
        ("no program at all", "could not be started"),
    ],
)
def test_a_program_that_is_no_engine(script, told, monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(program))
    with pytest.raises(EngineEnvironmentError, match=f"(?s)could not be started.*{told}|{told}") as caught:
        check()
    assert "deepslide:setupengine" in caught.value.remedy


def test_a_start_that_takes_for_ever(monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho still loading >&2\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(program))
    monkeypatch.setattr("deepslide_qgis.worker.process.START_S", 0.5)
    with pytest.raises(EngineEnvironmentError, match=r"(?s)did not answer within.*still loading"):
        check()
    monkeypatch.setattr("deepslide_qgis.worker.process.START_S", 60)
    with pytest.raises(Cancelled):
        run("check", CheckRequest(), Listener(), lambda: True)


def test_stopping_the_engines_ends_one_that_is_still_starting(monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(program))
    threading.Timer(1, stop_engines).start()
    with pytest.raises(EngineEnvironmentError, match="was stopped"):
        check()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
