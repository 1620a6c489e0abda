"""Members stay loaded between runs, as long as their files stay what they are and there is memory."""

from __future__ import annotations

import shutil
import threading
import time
from itertools import product

import numpy as np
import pytest

from deepslide_qgis.core.errors import Cancelled, PackError, RasterError
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.remedies import LESS_MEMORY
from deepslide_qgis.engine.members import member_cache, memory_estimate
from deepslide_qgis.engine.members.member_cache import MEMBER_CACHE
from deepslide_qgis.engine.members.runtimes import Runtime
from deepslide_qgis.engine.networks import openvino_graph
from deepslide_qgis.engine.prediction import gain
from deepslide_qgis.engine.prediction.gain import measure_gain
from deepslide_qgis.engine.process.failures import explain


@pytest.fixture(autouse=True)
def nothing_loaded():
    MEMBER_CACHE.release()
    yield
    MEMBER_CACHE.release()


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


def test_loading_is_cancelled_between_two_members_and_goes_on_there(pack, write_raster, noise, run):
    raster, before = write_raster(noise(64, 64)), MEMBER_CACHE.load_count
    with pytest.raises(Cancelled):
        run(raster, pack, lambda: MEMBER_CACHE.load_count > before)
    assert MEMBER_CACHE.load_count == before + 1 and run.left_over == []
    assert run(raster, pack).summary["members_loaded"] == 1


def test_a_raster_without_data_ends_the_run_before_all_members_are_loaded(pack, write_raster, noise, run, monkeypatch):
    measured = threading.Event()

    def measure(*given):
        try:
            return measure_gain(*given)
        finally:
            measured.set()

    def load(runtime, *given, load=Runtime.load):
        assert measured.wait(60)
        time.sleep(0.5)  # until the thread that measured has said so
        return load(runtime, *given)

    monkeypatch.setattr(gain, "measure_gain", measure)
    monkeypatch.setattr(Runtime, "load", load)
    monkeypatch.setattr(Runtime, "loads_at_once", 1)
    before = MEMBER_CACHE.load_count
    with pytest.raises(RasterError, match="no data"):
        run(write_raster(noise(64, 64) * 0, nodata=0), pack)
    assert MEMBER_CACHE.load_count == before + 1 and run.left_over == []


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
    assert len(MEMBER_CACHE) == 3
    monkeypatch.setattr(member_cache, "memory_is_short", lambda: True)
    assert run(raster, pack).summary["members_loaded"] == 0
    assert len(MEMBER_CACHE) == 2


@pytest.mark.parametrize("settings", [{}, {"batch_size": 2}, {"early_exit": 1}])
def test_members_take_turns_where_there_is_no_room_for_all(pack, write_raster, noise, run, monkeypatch, settings):
    raster = write_raster(noise(150, 90))
    run(raster, pack, **settings)
    together = {name: run.result(name) for name in run.outputs.paths}
    assert "take turns" not in run.said(Warned)
    MEMBER_CACHE.release()
    monkeypatch.setattr(memory_estimate, "memory_bytes", lambda: (1 << 30, 1 << 20))
    summary = run(raster, pack, **settings).summary
    assert "take turns" in run.said(Warned)
    assert len(MEMBER_CACHE) == 0 and summary["members_loaded"] > 2  # both, strip after strip
    for name, values in together.items():
        np.testing.assert_allclose(run.result(name), values, atol=1e-5)


def test_a_single_member_needs_no_turns(pack, write_raster, noise, run, monkeypatch):
    monkeypatch.setattr(memory_estimate, "memory_bytes", lambda: (1 << 30, 1 << 20))
    run(write_raster(noise(64, 64)), pack, members=1)
    assert "take turns" not in run.said(Warned)


def test_members_that_take_turns_are_checked_before_the_first_pixel(pack, write_raster, noise, run, monkeypatch):
    monkeypatch.setattr(memory_estimate, "memory_bytes", lambda: (1 << 30, 1 << 20))
    weights = pack / "02-fpn" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(PackError, match="differs"):
        run(write_raster(noise(64, 64)), pack)
    assert run.left_over == []


def test_size_of_weights_in_float32(pack, tmp_path):
    weights = pack / "01-unet" / "model.safetensors"
    assert 0.9 < memory_estimate.float32_bytes(weights) / weights.stat().st_size <= 1.01
    no_weights = tmp_path / "text"
    no_weights.write_text("this is no safetensors file")
    assert memory_estimate.float32_bytes(no_weights) == memory_estimate.float32_bytes(tmp_path / "nothing") == 0


def test_openvino_compiles_several_members_at_once(tiny_pack, write_raster, noise, run, monkeypatch):
    meeting, load = threading.Barrier(2, timeout=60), Runtime.load

    def together(runtime, pack, member):
        meeting.wait()
        return load(runtime, pack, member)

    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setattr(Runtime, "load", together)
    assert run(write_raster(noise(64, 64)), tiny_pack, device="cpu:openvino").summary["members_loaded"] == 2


@pytest.mark.parametrize("broken", [0, 1])
def test_of_several_that_are_loaded_at_once_the_broken_one_is_named(pack, write_raster, noise, run, broken):
    raster = write_raster(noise(64, 64))
    weights = sorted(pack.glob("*/model.safetensors"))[broken]
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(PackError, match=weights.parent.name):
        run(raster, pack)


def test_memory_that_runs_out_while_members_are_loaded_is_not_the_pack_s_fault(tiny_pack, monkeypatch):
    class Full:
        def read_model(self, path):
            raise RuntimeError("Check 'ptr' failed: failed to allocate 123 bytes")

    monkeypatch.setattr(openvino_graph, "openvino_core", Full)
    with pytest.raises(RuntimeError, match="failed to allocate") as raised:
        Runtime("openvino", "cpu", "").load(open_pack(str(tiny_pack)), open_pack(str(tiny_pack)).card.members[0])
    assert explain(raised.value).remedy == LESS_MEMORY


def test_a_graphics_card_holds_weights_once_and_shorter_ones_in_half():
    kinds = product(("cpu", "cuda:1"), ("float32", "bfloat16"))
    holds = {kind: memory_estimate.weights_factor(*kind) for kind in kinds}
    assert holds["cuda:1", "bfloat16"] < 1 < holds["cuda:1", "float32"] < holds["cpu", "float32"]
    assert holds["cpu", "float32"] == holds["cpu", "bfloat16"]
