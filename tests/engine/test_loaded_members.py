"""Members stay loaded between runs, as long as their files stay what they are and there is memory."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.engine import loaded_members
from deepslide_qgis.engine.loaded_members import LOADED


@pytest.fixture(autouse=True)
def nothing_loaded():
    LOADED.release()
    yield
    LOADED.release()


@pytest.fixture
def pack(tiny_pack, tmp_path):
    return shutil.copytree(tiny_pack, tmp_path / "pack")


def test_a_second_run_loads_nothing_and_predicts_the_same(pack, write_raster, noise, run):
    raster = write_raster(noise(80, 90))
    first = run(raster, pack)
    before = run.result()
    second = run(raster, pack)
    assert (first.summary["members_loaded"], second.summary["members_loaded"]) == (2, 0)
    assert np.array_equal(before, run.result(), equal_nan=True)


def test_fewer_members_are_those_that_are_loaded(pack, write_raster, noise, run):
    raster = write_raster(noise(64, 64))
    run(raster, pack)
    assert run(raster, pack, members=1).summary["members_loaded"] == 0


def test_weights_that_changed_meanwhile_are_refused(pack, write_raster, noise, run):
    raster = write_raster(noise(64, 64))
    run(raster, pack)
    weights = pack / "01-unet" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(PackError, match="sha256 differs"):
        run(raster, pack)


def test_members_of_earlier_runs_go_where_memory_is_short(pack, constant_pack, write_raster, noise, run, monkeypatch):
    raster = write_raster(noise(64, 64))
    run(raster, constant_pack)
    run(raster, pack)
    assert len(LOADED) == 3
    monkeypatch.setattr(loaded_members, "memory_is_short", lambda: True)
    assert run(raster, pack).summary["members_loaded"] == 0
    assert len(LOADED) == 2
