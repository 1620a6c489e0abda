"""Disks that are full and memory that the kernel defends, both for real: nothing half written, and what to do."""

from __future__ import annotations

import os
import shutil

import pytest

from deepslide_qgis.core.errors import EngineEnvironmentError, EngineError, OutputError, PackError
from deepslide_qgis.core.events import Progress
from deepslide_qgis.core.request import CheckRequest, PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import run, stop_engines
from deepslide_qgis.worker.environment import environment_folder
from deepslide_qgis.worker.install import install_engine
from tests.small_systems import fill, little_memory, mounted_disk


def never() -> bool:
    return False


def ignore(*_said) -> None:
    """Hear nothing."""


def test_a_disk_that_is_full_from_the_start(prediction, tmp_path):
    with mounted_disk(tmp_path / "disk", "size=256k") as disk:
        filler = fill(disk, 8192)
        with pytest.raises(OutputError, match="0 MB left") as caught:
            run("predict", prediction("noise", disk), ignore, never)
        assert "Free some space" in caught.value.remedy
        assert list(disk.iterdir()) == [filler]


def test_a_disk_that_somebody_else_fills_meanwhile(prediction, tmp_path):
    """Enough at the start, nothing when the first rows are done; with room again, the next run works."""
    with mounted_disk(tmp_path / "disk", "size=4m") as disk:

        def fill_up(event) -> None:
            if isinstance(event, Progress) and event.done > 0 and not (disk / "filler").exists():
                fill(disk, 8192)

        with pytest.raises(OutputError, match=r"no space|disk is full") as caught:
            run("predict", prediction("noise", disk), fill_up, never)
        assert "space" in caught.value.remedy
        assert [path.name for path in disk.iterdir()] == ["filler"]
        (disk / "filler").unlink()
        finished = run("predict", prediction("noise", disk), ignore, never)
        assert {str(path) for path in disk.iterdir()} == set(finished.outputs.values())


def test_a_pack_that_does_not_fit_onto_the_disk(case, prediction, tmp_path, monkeypatch):
    archive = shutil.make_archive(str(tmp_path / "tiny"), "zip", case, "tiny")
    with mounted_disk(tmp_path / "disk", "size=256k") as disk:
        monkeypatch.setenv("DEEPSLIDE_DATA", str(disk))
        stop_engines()
        outputs = PredictionOutputs(str(tmp_path / "p.tif"))
        with pytest.raises(PackError, match="MB are free") as caught:
            run("predict", PredictionRequest(str(case / "small.tif"), archive, outputs), ignore, never)
        assert "DEEPSLIDE_DATA" in caught.value.remedy
        assert not [*disk.glob("unpacked/*")] and not (tmp_path / "p.tif").exists()
        stop_engines()


@pytest.mark.parametrize(("factor", "told"), [(1.3, "GB are free"), (0, "could not be made|cannot be set up")])
def test_a_set_up_on_a_small_disk(monkeypatch, tmp_path, factor, told):
    """Refused before anything is made; and where somebody else fills the disk meanwhile, it says so and cleans up."""
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setattr("deepslide_qgis.worker.install.SPACE_FACTOR", factor)
    with mounted_disk(tmp_path / "disk", "size=2m") as disk:
        monkeypatch.setenv("DEEPSLIDE_DATA", str(disk))
        with pytest.raises((OutputError, EngineEnvironmentError), match=told) as caught:
            install_engine(ignore, never)
        assert "space" in caught.value.remedy
        assert not environment_folder().exists()


def test_the_kernel_kills_an_engine_that_takes_too_much_memory(case, prediction, monkeypatch, tmp_path):
    with little_memory(90 << 20) as members:
        python = tmp_path / "python"
        python.write_text(f'#!/bin/sh\necho $$ > {members}\nexec "{os.environ["DEEPSLIDE_ENGINE_PYTHON"]}" "$@"\n')
        python.chmod(0o755)
        monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(python))
        out = tmp_path / "out"
        out.mkdir()
        with pytest.raises(EngineError, match="killed, probably because memory ran out") as caught:
            run("predict", prediction("big", out), ignore, never)
        assert "smaller tile size" in caught.value.remedy and list(out.iterdir()) == []
    monkeypatch.undo()
    assert run("check", CheckRequest(), ignore, never).summary["ready"]
