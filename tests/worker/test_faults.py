"""Faults, each made for real: nothing lost, nothing half written, a message with a remedy, and the next run works."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import DeepSlideError, EngineError, OutputError
from deepslide_qgis.core.events import Progress, Started
from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.core.request import CheckRequest, PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import run, stop_engines
from tests.small_systems import mounted_disk

PREDICT_IN_LITTLE_MEMORY = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.members import member
from deepslide_qgis.engine.predict import predict

member.MAX_PX_AT_ONCE = 1 << 30  # all of a batch at once, as a graphics card is shown it
raster, pack, folder = sys.argv[2:]
said = []

def request(name, batch_size):
    outputs = PredictionOutputs(f"{folder}/{name}.tif")
    return PredictionRequest(raster, pack, outputs, tile_px=256, batch_size=batch_size, device="cpu:torch", members=1)

predict(request("expected", 1), said.append, lambda: False)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (200 << 20), -1))
predict(request("found", 64), said.append, lambda: False)
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, -1))
print([event.message for event in said if isinstance(event, Warned) and "tiles at once" in event.message])
import rasterio
with rasterio.open(f"{folder}/expected.tif") as one, rasterio.open(f"{folder}/found.tif") as other:
    print("differ by", abs(one.read(1) - other.read(1)).max())
"""
STARTED = '{"event": "Started", "pid": 1, "python": "x"}'


def never() -> bool:
    return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


class Killer:
    """Kills the engine at the first event that ``when`` holds for."""

    def __init__(self, when):
        self._when, self.pid = when, 0

    def __call__(self, event) -> None:
        if isinstance(event, Started):
            self.pid = event.pid
        if self._when(event):
            kill(self.pid)


@pytest.mark.parametrize(
    "when",
    [
        lambda event: isinstance(event, Started),
        lambda event: isinstance(event, Progress) and event.done == event.total,
    ],
    ids=["before the first tile", "while overviews are written"],
)
def test_an_engine_killed(prediction, tmp_path, when):
    with pytest.raises(EngineError, match="killed, probably because memory ran out") as caught:
        run("predict", prediction("medium"), Killer(when), never)
    assert "smaller tile size" in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_batch_that_is_too_much_for_the_memory_is_halved_and_the_result_is_the_same(case, tmp_path):
    python = os.environ["DEEPSLIDE_ENGINE_PYTHON"]
    arguments = [str(PACKAGE_FOLDER.parent), str(case / "wide.tif"), str(case / "tiny"), str(tmp_path)]
    ran = subprocess.run([python, "-c", PREDICT_IN_LITTLE_MEMORY, *arguments], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    told, difference = ran.stdout.splitlines()
    assert "going on with" in told
    assert float(difference.split()[-1]) < 1e-5


def test_the_output_folder_goes_away_in_the_middle(prediction, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()

    def take_away(event) -> None:
        if isinstance(event, Progress) and event.done >= 1 and folder.is_dir():
            folder.rename(tmp_path / "elsewhere")

    request = prediction("medium", folder)
    with pytest.raises(OutputError) as caught:
        run("predict", request, take_away, never)
    assert caught.value.remedy
    assert not folder.exists()


def test_a_folder_that_may_not_be_written_to(prediction, tmp_path):
    """A file system that is mounted read-only, since permissions do not bind root."""
    with mounted_disk(tmp_path / "read-only", "ro,size=1m") as folder:
        with pytest.raises(OutputError, match=r"cannot be written|could not be written") as caught:
            run("predict", prediction("small", folder), lambda event: None, never)
        assert caught.value.remedy


def test_two_runs_into_the_same_file_at_once(prediction, tmp_path):
    """The second is refused, and neither its failure nor its cleaning up harms the first, which is held meanwhile."""
    refusals, pids = [], []

    def run_again(event) -> None:
        pids.extend([event.pid] if isinstance(event, Started) else [])
        if isinstance(event, Progress) and event.done >= 1 and not refusals:
            os.kill(pids[0], signal.SIGSTOP)
            try:
                with pytest.raises(OutputError) as caught:
                    run("predict", prediction("medium"), lambda event: None, never)
                refusals.append(caught.value)
            finally:
                os.kill(pids[0], signal.SIGCONT)

    finished = run("predict", prediction("medium"), run_again, never)
    assert "being written by another run" in refusals[0].message and refusals[0].remedy
    assert {str(file) for file in tmp_path.iterdir()} == set(finished.outputs.values())


def test_two_predictions_at_once_and_the_same_output_again(prediction, tmp_path):
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    results = {}

    def predict(folder: Path) -> None:
        results[folder] = run("predict", prediction("small", folder), lambda event: None, never)

    threads = [threading.Thread(target=predict, args=(folder,)) for folder in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    first, second = (results[folder].summary for folder in folders)
    assert first["landslide_share"] == second["landslide_share"] and first["data_share"] == 1
    again = run("predict", prediction("small", folders[0]), lambda event: None, never)
    assert {str(file) for file in folders[0].iterdir()} == set(again.outputs.values())


@pytest.fixture
def engine_that(monkeypatch, tmp_path):
    """Return a function that lets a shell script stand where the engine is."""
    stop_engines()

    def make(script: str) -> None:
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\necho '{STARTED}'\nread command\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(program))

    yield make
    stop_engines()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo rubbish; cat", "no event: 'rubbish"),
        ("head -c 100000 /dev/urandom; cat", "no event|unexpectedly"),
        ("head -c 3000000 /dev/zero | tr '\\0' '['; echo; cat", "no event"),
        ('echo \'{"event": "Finished", "outputs": 3}\'; cat', "outputs must be"),
        ('echo \'{"event": "Dance"}\'; cat', "no event"),
        ('echo \'{"event": "Progress", "done": NaN, "total": []}\'; cat', "must be int"),
        ('printf \'{"event": "Fin\'; exit 0', "no event|unexpectedly"),
        ("exit 7", "exit code 7"),
        ("kill -SEGV $$", "SIGSEGV"),
        ('echo \'{"event": "Failed", "kind": "Nonsense", "message": "x"}\'; cat', "x"),
    ],
)
def test_an_engine_that_answers_rubbish(engine_that, script, told):
    engine_that(script)
    with pytest.raises(DeepSlideError, match=told):
        run("check", CheckRequest(), lambda event: None, never)


def test_an_engine_that_never_answers(engine_that, monkeypatch):
    engine_that("exec sleep 600")
    monkeypatch.setattr("deepslide_qgis.worker.engine.SILENCE_S", 1.0)
    with pytest.raises(EngineError, match=r"no sign of life for 1 s") as caught:
        run("check", CheckRequest(), lambda event: None, never)
    assert caught.value.remedy


def test_a_slow_engine_that_shows_signs_of_life_is_waited_for(engine_that, monkeypatch):
    beats = 'for i in 1 2 3 4 5 6; do sleep 0.5; echo \'{"event": "Alive"}\'; done'
    engine_that(f'{beats}\necho \'{{"event": "Finished"}}\'\ncat')
    monkeypatch.setattr("deepslide_qgis.worker.engine.SILENCE_S", 1.5)
    heard = []
    run("check", CheckRequest(), heard.append, never)
    assert [type(event) for event in heard] == [Started]


def test_a_request_that_the_engine_s_libraries_cannot_even_encode(prediction, tmp_path):
    outputs = PredictionOutputs(str(tmp_path / "p.tif"))
    with pytest.raises(DeepSlideError) as caught:
        run("predict", PredictionRequest("a\udc80b\0.tif", "tiny\ud800", outputs), lambda event: None, never)
    assert caught.value.remedy and list(tmp_path.iterdir()) == []


CLOCK_THAT_JUMPS = """
import itertools, runpy, sys, time
real, jumps = time.time, itertools.cycle((0, 1e8, -1e9))
time.time = lambda: real() + next(jumps)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_clocks_that_are_set_do_not_matter(prediction, monkeypatch, tmp_path):
    """Both sides see a clock that somebody sets by years at every look; a run ends as always, its seconds included."""
    program, script = tmp_path / "python", tmp_path / "jumping.py"
    script.write_text(CLOCK_THAT_JUMPS)
    program.write_text(f'#!/bin/sh\nexec "{os.environ["DEEPSLIDE_ENGINE_PYTHON"]}" -I -B "{script}" "$3"\n')
    program.chmod(0o755)
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(program))
    real, jumps = time.time, itertools.cycle((0, 1e8, -1e9))
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    finished = run("predict", prediction("small"), lambda event: None, never)
    stop_engines()
    assert 0 < finished.summary["seconds"] < 600
