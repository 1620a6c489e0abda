"""Batches travel to torch's members and back, and come out as they do on numpy's way."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.device_memory import HostMemory, Workload
from deepslide_qgis.engine.members.torch_member import load_member
from deepslide_qgis.engine.members.torch_memory import TorchMemory, tiles_that_fit
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.prediction.early_exit import EarlyExit, TileEnsemble
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from tests.packs import make_pack

CPU = torch.device("cpu")
SCALED = Normalisation((1.0, 2.0, 1.0), (0.1, 0.0, -0.3), (1.0, 0.5, 2.0))
DEVICES = [
    "cpu",
    pytest.param("cuda", marks=pytest.mark.skipif(not torch.cuda.is_available(), reason="hardware: needs a CUDA GPU")),
]
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="hardware: needs a CUDA GPU")


@pytest.fixture
def batch() -> np.ndarray:
    return np.random.default_rng(3).normal(0, 1, (5, 3, 64, 64)).astype(np.float32)


def memory_on(device: str | torch.device, normalisation: Normalisation = SCALED, gain: float = 1.0) -> TorchMemory:
    """Return a memory that has its device to itself."""
    return TorchMemory(torch.device(device), normalisation, gain, make_room=lambda: None)


def shown(memory, pack, batch: np.ndarray, device: str, combine: str = "mean_probability", early_exit=None):
    """Return the layers of ``batch`` by both members of ``pack``, and how many tiles ended early."""
    opened = open_pack(str(pack))
    members = [load_member(opened, member, torch.device(device)) for member in opened.card.members]
    seen = TileEnsemble(len(batch), RunningEnsemble(combine, 0.5), early_exit)
    filled = memory.allocate_batch(*batch.shape[:1], *batch.shape[2:])
    for tile, bands in zip(filled, batch, strict=True):
        memory.fill_tile(tile, bands)
    there = memory.to_device(filled)
    for member in members:
        if seen.is_open:
            seen.feed(member.logits(seen.open_of(there)))
        memory.limit_queue()
    return memory.to_numpy(seen.layers()), seen.ended_early


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("combine", ["mean_probability", "vote", "mean_logit"])
def test_tensors_and_arrays_give_the_same_layers(tiny_pack, batch, device, combine):
    expected, _ = shown(HostMemory(SCALED, 2.0), tiny_pack, batch, "cpu", combine)
    found, _ = shown(memory_on(device, gain=2.0), tiny_pack, batch, device, combine)
    assert found.dtype == np.float32 and found.shape == (5, 3, 64, 64)
    if combine == "vote":
        assert (np.abs(found - expected) < 1e-3).mean() > 0.999
    else:
        np.testing.assert_allclose(found[:, :2], expected[:, :2], atol=1e-3)


@pytest.mark.parametrize("device", DEVICES)
def test_tiles_end_early_there_too(tiny_pack, batch, device):
    opened = open_pack(str(tiny_pack))
    seen = normalise(batch, SCALED, 2.0)
    first = load_member(opened, opened.card.members[0], CPU).logits(seen).max(axis=(1, 2))
    nothing = float(1 / (1 + np.exp(-np.sort(first)[2:4].mean())))  # three tiles are below, two above
    early = EarlyExit(1, nothing)
    expected, ended = shown(HostMemory(SCALED, 2.0), tiny_pack, batch, "cpu", early_exit=early)
    found, ended_there = shown(memory_on(device, gain=2.0), tiny_pack, batch, device, early_exit=early)
    assert ended == ended_there == 3
    np.testing.assert_allclose(found[:, :2], expected[:, :2], atol=1e-3)


def test_no_number_keeps_a_tile_open_and_numbers_are_those_of_numpy():
    logits = np.full((3, 4, 4), -9, np.float32)
    logits[1, 0, 0], logits[2, 0, 0] = np.nan, 2
    kept = []
    for values in (logits, torch.from_numpy(logits)):
        seen = TileEnsemble(3, RunningEnsemble("mean_probability", 0.3), EarlyExit(1, 0.1))
        seen.feed(values)
        seen.feed(seen.open_of(values) + 1)
        assert seen.ended_early == 1
        kept.append(np.asarray(seen.layers()))
    np.testing.assert_allclose(*kept, atol=1e-6)


def test_memory_decides_how_many_tiles_are_shown_at_once():
    tile = (14, 256, 256)
    assert tiles_that_fit(140 << 30, 200 << 20, tile, 32) == 32
    assert tiles_that_fit(4 << 30, 200 << 20, tile, 32) == 15
    assert tiles_that_fit(1 << 20, 200 << 20, tile, 32) == 1
    for memory in (memory_on("cpu"), HostMemory(SCALED, 1.0)):
        assert memory.plan_batches([], Workload(7, 256, 256, 100), 32) == ([], 7)
        assert memory.plan_batches([], Workload(20, 256, 256, 100), 9) == ([], 7)  # three batches of about one size


def test_apple_s_gpu_is_used_by_one_thread():
    layers = torch.ones(2, 3, 4, 4)
    assert isinstance(memory_on("mps").for_other_thread(layers), np.ndarray)
    assert memory_on("cpu").for_other_thread(layers) is layers


@pytest.mark.parametrize("device", ["cpu:torch", pytest.param("cuda", marks=needs_cuda)])
def test_a_whole_run_is_that_of_the_cpu(run, write_raster, noise, tiny_pack, device):
    bands = noise(330, 300)
    bands[:, 100:200, 40:] = 0
    raster = write_raster(bands, nodata=0)
    run(raster, tiny_pack, device="cpu:torch", batch_size=1)
    expected = {name: run.result(name) for name in ("probability", "spread", "mask")}
    run(raster, tiny_pack, device=device)
    for name in ("probability", "spread"):
        np.testing.assert_allclose(run.result(name), expected[name], atol=1e-3)
    assert (run.result("mask") == expected["mask"]).mean() > 0.999


class Scarce:
    """Memory that is enough for ``most`` tiles, wherever it is asked for."""

    def __init__(self, most: int):
        self.most = most

    def check(self, tiles: int) -> None:
        if tiles > self.most:
            raise MemoryError("out of memory")


@pytest.mark.parametrize("where", ["to_device", "allocate_batch"])
def test_batches_get_smaller_where_memory_is_scarce_on_the_way(
    run, write_raster, noise, constant_pack, monkeypatch, where
):
    original, scarce = getattr(TorchMemory, where), Scarce(2)

    def watched(memory, given, *shape):
        scarce.check(len(given) if where == "to_device" else given)
        return original(memory, given, *shape)

    monkeypatch.setattr(TorchMemory, where, watched)
    run(write_raster(noise(130, 300)), constant_pack, device="cpu:torch", batch_size=5)
    np.testing.assert_allclose(run.result(), 0.8, atol=1e-5)
    assert "going on with" in run.said(Warned)


@pytest.mark.parametrize("where", ["allocate_batch", "to_numpy"])
def test_an_error_in_any_stage_ends_the_run_with_its_message(
    run, write_raster, noise, constant_pack, monkeypatch, where
):
    def broken(*_: object):
        raise ValueError("the cable is cut")

    monkeypatch.setattr(TorchMemory, where, broken)
    with pytest.raises(ValueError, match="cable"):
        run(write_raster(noise(130, 300)), constant_pack, device="cpu:torch")
    assert run.left_over == []
    assert [thread for thread in threading.enumerate() if thread.name.startswith("ahead")] == []


def test_a_cancelled_run_leaves_no_thread_and_no_file(run, write_raster, noise, constant_pack):
    asked = iter([False] * 3)
    with pytest.raises(Cancelled):
        run(write_raster(noise(400, 300)), constant_pack, lambda: next(asked, True), device="cpu:torch", batch_size=1)
    assert run.left_over == []
    assert [thread for thread in threading.enumerate() if thread.name.startswith("ahead")] == []


@needs_cuda
@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_shorter_numbers_stay_near(tiny_pack, batch, precision):
    opened = open_pack(str(tiny_pack))
    first = opened.card.members[0]
    expected = load_member(opened, first, CPU).logits(batch)
    found = load_member(opened, first, torch.device("cuda"), precision).logits(batch)
    assert np.abs(found - expected).max() < 0.1 * np.abs(expected).max()
    assert not np.array_equal(found, expected)


@needs_cuda
def test_a_batch_and_its_layers_travel_whole_while_the_card_works():
    device = torch.device("cuda")
    memory = memory_on(device, Normalisation((1.0,) * 3, (0.0,) * 3, (1.0,) * 3))
    busy = torch.randn(4096, 4096, device=device)
    waiting = []
    for number in range(8):
        sent = memory.allocate_batch(4, 256, 256)
        sent[:] = number
        there = memory.to_device(sent)
        for _ in range(20):
            busy = (busy @ busy).clamp(-1, 1)
        waiting.append(there * 2)
        memory.limit_queue()
        del sent, there  # so that its memory would be used anew
    assert [float(np.unique(memory.to_numpy(values)).item()) for values in waiting] == [2.0 * n for n in range(8)]


@pytest.mark.parametrize("architecture", ["Unet", "FPN", "DeepLabV3Plus"])
def test_weights_kept_short_answer_as_those_that_autocast_shortens(tmp_path, architecture):
    opened = open_pack(str(make_pack(tmp_path / "pack", (architecture,))))
    plain, short = (load_member(opened, opened.card.members[0], CPU, name) for name in ("float32", "bfloat16"))
    batch = torch.from_numpy(np.random.default_rng(1).normal(0, 1, (2, 3, 64, 64)).astype(np.float32))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        expected = plain._network(batch.contiguous(memory_format=torch.channels_last))[:, 0].float()
    assert next(short._network.parameters()).dtype == torch.bfloat16
    torch.testing.assert_close(short.logits(batch), expected)
