"""QGIS ends, or the disk is full, while landslides are detected: nothing is lost, nothing half written is left."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsProcessingException

from scripts.qgis_process import enable_plugin, environment, find_qgis_process
from scripts.stage import STAGED
from tests.processing.conftest import RGB, write_raster
from tests.small_systems import mounted_disk

END_S = 60.0  # of a busy machine


@pytest.fixture(scope="module")
def configuration(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("configuration")
    enable_plugin(folder, STAGED)
    return folder


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "asked to end"])
def test_qgis_ends_in_the_middle_of_a_run(configuration, packs, tmp_path, ending):
    values = np.random.default_rng(0).integers(0, 255, (3, 3000, 3000)).astype("uint8")
    raster, out = write_raster(tmp_path / "scene.tif", values, descriptions=RGB), tmp_path / "out"
    out.mkdir()
    given = {"INPUT": raster, "MODEL_PACK": packs / "tiny", "PROBABILITY": out / "p.tif", "CANDIDATES": out / "c.gpkg"}
    command = [find_qgis_process(), "run", "deepslide:detectlandslides", *(f"--{name}={given[name]}" for name in given)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    qgis = subprocess.Popen(command, env=environment(configuration), **quiet)
    try:
        wait_for(lambda: any(out.glob("*.part.tif")) or qgis.poll() is not None, 120)
        engines = children_of(qgis.pid)
        assert engines, "the run ended before anything was written"
        qgis.send_signal(ending)
        assert qgis.wait(END_S) != 0
    finally:
        qgis.kill()
    wait_for(lambda: not any(is_alive(pid) for pid in engines), END_S)
    assert list(out.iterdir()) == []


def children_of(pid: int) -> list[int]:
    """Return the numbers of a process's children."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if state_and_parent(number)[1] == pid]


def is_alive(pid: int) -> bool:
    """Tell whether a process still runs; one that nobody asks for its end, as in some containers, does not."""
    return state_and_parent(pid)[0] not in ("", "Z")


def state_and_parent(pid: int) -> tuple[str, int]:
    """Return the letter of a process's state and the number of its parent, ("", 0) where there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return "", 0
    return fields[0], int(fields[1])


def wait_for(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.1)


def test_a_disk_that_is_full_when_the_candidates_are_written(packs, raster, run, tmp_path):
    """The rasters, elsewhere, are kept and named; of the candidates nothing is left."""
    with mounted_disk(tmp_path / "disk", "size=64k") as disk:
        candidates, probability = disk / "candidates.gpkg", tmp_path / "p.tif"
        wanted = {"PROBABILITY": str(probability), "CANDIDATES": str(candidates)}
        with pytest.raises(QgsProcessingException) as caught:
            run("detectlandslides", INPUT=raster, MODEL_PACK=str(packs / "constant"), DEVICE="cpu", **wanted)
        told = str(caught.value)
        assert "Traceback" not in told and "space" in told and str(probability) in told
        assert list(disk.iterdir()) == [] and probability.is_file()
