"""Blocks on Ray: the same as in one piece, killed and started again, a lost process, a raster that is damaged."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from rasterio.transform import from_origin
from rich.console import Console
from typer.testing import CliRunner, Result

from deepslide_qgis.core.errors import EngineError, OutputError, PackError, RequestError
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.predict import predict
from tests.training.scale.made_jobs import LAYERS, job_of, write_raster
from training.__main__ import app
from training.scale.assemble import assemble
from training.scale.outputs import outputs_of
from training.scale.ray_session import Resources
from training.scale.resuming import is_finished, start_or_resume
from training.scale.run import predict_rasters
from training.scale.worker import predict_block

torch.set_num_threads(1)
ROOT = Path(__file__).parents[3]
BLOCKS = 9
OPTIONS = ["--block", "256", "--at-once", "1", *(word for layer in LAYERS for word in ("--layer", layer))]


@pytest.fixture(scope="module")
def raster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_raster(tmp_path_factory.mktemp("raster") / "scene.tif", 600, 800)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, pack: Path, raster: Path) -> dict[str, np.ndarray]:
    """The layers of the raster, predicted in one piece."""
    folder = tmp_path_factory.mktemp("whole")
    outputs = PredictionOutputs(**{layer: str(folder / f"{layer}.tif") for layer in LAYERS})
    predict(PredictionRequest(str(raster), str(pack), outputs), lambda event: None, lambda: False)
    return {layer: read(Path(path)) for layer, path in outputs.paths.items()}


def read(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def assert_same(folder: Path, whole: dict[str, np.ndarray]) -> None:
    for layer, expected in whole.items():
        found = read(folder / f"scene-{layer}.tif")
        assert np.allclose(found, expected, rtol=0, atol=1e-6, equal_nan=True), layer


def test_blocks_put_together_are_the_prediction_in_one_piece(pack, raster, whole, tmp_path):
    job = job_of(pack, raster, tmp_path)
    start_or_resume(job)
    assert len(job.blocks) == BLOCKS
    for block in job.blocks:
        assert predict_block(job, block).done
    assemble(job)
    assert_same(tmp_path, whole)
    assert is_finished(job)
    assert "0 raster(s) predicted, 1 were before" in run_command(pack, [raster], tmp_path).output  # without Ray
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*(f"scene-{layer}.tif" for layer in LAYERS), "scene-probability.run.json"]
    )
    with rasterio.open(tmp_path / "scene-probability.tif") as file:
        assert file.overviews(1) == [2, 4] and file.transform == from_origin(5e5, 5e6, 10, 10)


def test_rasters_of_one_name_and_unknown_layers_are_refused(tmp_path):
    with pytest.raises(RequestError, match="called scene"):
        outputs_of(["a/scene.tif", "b/scene.vrt"], tmp_path, ["mask"])
    with pytest.raises(RequestError, match="no layer nonsense"):
        outputs_of(["a.tif"], tmp_path, ["nonsense"])
    with pytest.raises(RequestError, match="256 or more"):
        predict_rasters([], 100, Resources(), Console())


def run_command(pack: Path, rasters: Sequence[Path], folder: Path, *options: str) -> Result:
    """Give the command in this process."""
    command = ["predict", *map(str, rasters), "--pack", str(pack), "--to", str(folder), *OPTIONS, *options]
    return CliRunner().invoke(app, command)


@pytest.mark.timeout(200)
def test_a_raster_with_other_bands_or_an_older_result_does_not_end_the_others(pack, raster, whole, tmp_path):
    one_band = write_raster(tmp_path / "one.tif", 300, 300, bands=1)
    other = write_raster(tmp_path / "other.tif", 300, 300)
    to = tmp_path / "to"
    to.mkdir()
    start_or_resume(job_of(pack, other, to, threshold=0.7))
    ran = run_command(pack, [one_band, other, raster], to)
    assert isinstance(ran.exception, EngineError)
    assert ran.exception.message.startswith("2 raster(s) could not be predicted")
    assert f"'{one_band}': " in ran.exception.message and "band" in ran.exception.message
    assert "were predicted otherwise" in ran.exception.message
    assert_same(to, whole)


def test_a_pack_or_a_folder_that_cannot_be_used_ends_the_run(pack, raster, tmp_path):
    assert isinstance(run_command(tmp_path / "no pack", [raster], tmp_path).exception, PackError)
    (tmp_path / "scene-probability.blocks").write_text("in the way")
    assert isinstance(run_command(pack, [raster], tmp_path).exception, OutputError)


def start(*command: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def wait_for(what, process: subprocess.Popen, seconds: float = 120):
    deadline = time.monotonic() + seconds
    while not what() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return what()


def workers(session: int) -> list[int]:
    """Return the processes of ``session`` that predict a block just now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session and b"predict_block" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


ON_AFTER_A_RASTER_WENT_AWAY = """
import os, sys
from pathlib import Path
from rich.console import Console
from deepslide_qgis.core.request import PredictionRequest
from training.scale.ray_session import Resources
from training.scale import run
from training.scale.outputs import outputs_of

class Session(run.Progress):
    def __enter__(self):
        os.remove(sys.argv[2])
        return super().__enter__()

run.Progress = Session
pack, gone, cut, raster, to = sys.argv[1:]
wanted = outputs_of([gone, cut, raster], Path(to), ["probability", "spread", "agreement", "mask"])
requests = [PredictionRequest(name, pack, outputs) for name, outputs in wanted]
figures = run.predict_rasters(requests, 256, Resources(at_once=1), Console())
print(figures.blocks_before, figures.blocks, figures.retried, len(figures.finished), len(figures.failed))
run.raise_failed(figures)
"""


@pytest.mark.timeout(280)
def test_killed_it_goes_on_and_a_lost_process_and_rasters_that_fail_end_nothing(pack, raster, whole, tmp_path):
    to = tmp_path / "to"
    first = start("-m", "training", "predict", str(raster), "--pack", str(pack), "--to", str(to), *OPTIONS)
    blocks = to / "scene-probability.blocks"
    assert wait_for(lambda: len(list(blocks.glob("*.run.json"))) >= 2, first), first.communicate()[0]
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    made = list(blocks.glob("*.run.json"))
    assert 2 <= len(made) < BLOCKS

    gone = write_raster(tmp_path / "gone.tif", 200, 200)
    cut = tmp_path / "cut.tif"
    cut.write_bytes(write_raster(tmp_path / "whole.tif", 400, 300).read_bytes()[:300_000])
    second = start("-c", ON_AFTER_A_RASTER_WENT_AWAY, *map(str, (pack, gone, cut, raster, to)))
    lost = wait_for(lambda: workers(second.pid), second)
    if lost:
        os.kill(lost[0], signal.SIGKILL)
    printed, _ = second.communicate(timeout=200)
    assert lost, printed
    before, now = map(int, re.findall(r"^(\d) (\d) [2-9] 1 2$", printed, re.MULTILINE)[0])
    assert before >= len(made) and before + now == BLOCKS, printed
    assert "'" + str(gone) + "' cannot be opened" in printed and "'" + str(cut) + "' cannot be read" in printed
    assert_same(to, whole)
    assert not blocks.exists() and (to / "gone-probability.blocks").is_dir()
