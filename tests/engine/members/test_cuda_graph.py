"""Members recorded on a graphics card answer as they did before."""

from __future__ import annotations

import gc

import numpy as np
import pytest
import torch

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members import cuda_graph, torch_memory
from deepslide_qgis.engine.members.cuda_graph import GraphedMember, StaticInput, with_cuda_graphs
from deepslide_qgis.engine.members.device_memory import Workload
from deepslide_qgis.engine.members.member import never_cancelled
from deepslide_qgis.engine.members.member_cache import MEMBER_CACHE
from deepslide_qgis.engine.members.torch_member import load_member
from deepslide_qgis.engine.members.torch_memory import TorchMemory
from tests.packs import make_pack

needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="hardware: needs a CUDA GPU")
CUDA = torch.device("cuda")


def batch(tiles: int, side: int = 64) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(tiles).normal(0, 1, (tiles, 3, side, side)).astype(np.float32)).cuda()


class Asking:
    """Needs a value before it goes on, which no recording can give."""

    id = "asking"

    def logits(self, shown: torch.Tensor, check_cancelled=never_cancelled) -> torch.Tensor:
        return shown[:, 0] * 2 if float(shown.sum()) > 0 else shown[:, 0]

    def release_buffers(self) -> None: ...


@needs_cuda
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_all_architectures_answer_as_they_did_before(tmp_path, precision):
    names = ("Unet", "UnetPlusPlus", "MAnet", "Linknet", "FPN", "PSPNet", "PAN", "DeepLabV3", "DeepLabV3Plus")
    pack = open_pack(str(make_pack(tmp_path / "pack", names, encoder="resnet18", tile_px=128)))
    members = [load_member(pack, member, CUDA, precision) for member in pack.card.members]
    shown = batch(6, 128)
    for member in members:
        member.logits(shown)
    players = with_cuda_graphs(members, torch.zeros_like(shown), range(len(members)))
    assert all(isinstance(player, GraphedMember) for player in players)
    for tiles in (6, 4):
        seen = batch(tiles, 128)
        answers = [player.logits(seen) for player in players]  # all before any is looked at: they share memory
        for member, answer in zip(members, answers, strict=True):
            assert cuda_graph._relative_difference(answer, member.logits(seen)) < cuda_graph.MAX_DIFFERENCE


@needs_cuda
def test_other_batches_are_shown_to_the_member_itself(tiny_pack):
    pack = open_pack(str(tiny_pack))
    member = load_member(pack, pack.card.members[0], CUDA)
    shown = batch(5)
    member.logits(shown)
    (player,) = with_cuda_graphs([member], shown.clone(), {0})
    for other in (batch(2), batch(7), batch(3, 96)):
        torch.testing.assert_close(player.logits(other), member.logits(other))
    there = shown.cpu().numpy()
    np.testing.assert_allclose(player.logits(there), member.logits(there), atol=1e-4)


@needs_cuda
def test_what_cannot_be_recorded_stays_as_it_is(tiny_pack):
    pack, asking, shown = open_pack(str(tiny_pack)), Asking(), batch(3)
    member = load_member(pack, pack.card.members[0], CUDA)
    members = [member, asking, member]
    for each in members:
        each.logits(shown)
    players = with_cuda_graphs(members, shown.clone(), {0, 1, 2})
    assert players[1] is asking and isinstance(players[2], GraphedMember)
    assert torch.cuda.current_stream() == torch.cuda.default_stream()
    torch.testing.assert_close(players[2].logits(shown), member.logits(shown), rtol=1e-3, atol=1e-3)


@needs_cuda
def test_a_recording_that_breaks_off_leaves_nothing_behind(tiny_pack, monkeypatch):
    """What was not foreseen: a member that waits for the card although it did not when it was tried."""
    pack = open_pack(str(tiny_pack))
    member, asking, shown = load_member(pack, pack.card.members[0], CUDA), Asking(), batch(3)
    monkeypatch.setattr(cuda_graph, "_failures", [])
    monkeypatch.setattr(cuda_graph, "logits_without_sync", lambda member, seen: member.logits(seen))
    players = with_cuda_graphs([member, asking, member], shown, {0, 1, 2})
    assert isinstance(players[0], GraphedMember) and players[1:] == [asking, member]
    assert torch.cuda.current_stream() == torch.cuda.default_stream()
    torch.testing.assert_close(players[0].logits(shown), member.logits(shown), rtol=1e-3, atol=1e-3)
    assert with_cuda_graphs([member], shown, {0}) == [member]  # torch keeps what a broken recording took: no second one


@needs_cuda
def test_a_member_that_rests_gives_its_memory_back_and_answers_itself(tiny_pack):
    pack, shown = open_pack(str(tiny_pack)), batch(64, 256)
    member = load_member(pack, pack.card.members[0], CUDA)
    member.logits(shown)
    torch.cuda.empty_cache()
    before = torch.cuda.memory_reserved()
    (player,) = with_cuda_graphs([member], shown, {0})
    torch.cuda.empty_cache()
    held = torch.cuda.memory_reserved()
    player.release_buffers()
    torch.cuda.empty_cache()
    assert torch.cuda.memory_reserved() < held and torch.cuda.memory_reserved() <= before + (2 << 20)
    torch.testing.assert_close(player.logits(shown), member.logits(shown))


@needs_cuda
def test_a_run_of_many_batches_is_recorded_and_gives_what_the_cpu_gives(
    run, write_raster, noise, tiny_pack, monkeypatch
):
    made = []
    monkeypatch.setattr(torch_memory, "with_cuda_graphs", lambda *given: made.extend(with_cuda_graphs(*given)) or made)
    monkeypatch.setattr(torch_memory, "LAUNCH_SHARE", 0)  # small networks on a busy card, whichever takes longer
    raster = write_raster(noise(700, 330))
    run(raster, tiny_pack, device="cpu:torch", tile_px=64)
    expected = {name: run.result(name) for name in ("probability", "spread", "mask")}
    run(raster, tiny_pack, device="cuda", tile_px=64)
    assert len(made) == 2 and all(isinstance(player, GraphedMember) for player in made)
    for name in ("probability", "spread"):
        np.testing.assert_allclose(run.result(name), expected[name], atol=1e-3)


@needs_cuda
def test_members_that_are_not_chosen_stay_as_they_are(tiny_pack):
    pack, shown = open_pack(str(tiny_pack)), batch(3)
    members = [load_member(pack, member, CUDA) for member in pack.card.members]
    for member in members:
        member.logits(shown)
    first, second = with_cuda_graphs(members, shown, {1})
    assert first is members[0] and isinstance(second, GraphedMember)


@needs_cuda
def test_batches_get_smaller_until_all_members_can_look_at_one(tiny_pack, monkeypatch):
    pack = open_pack(str(tiny_pack))
    member = load_member(pack, pack.card.members[0], CUDA)
    memory = TorchMemory(CUDA, Normalisation((1.0,) * 3, (0.0,) * 3, (1.0,) * 3), 1.0, MEMBER_CACHE.release_unused)
    MEMBER_CACHE.release()
    free, _ = torch.cuda.mem_get_info()
    monkeypatch.setattr(torch_memory, "CAPTURE_FROM_BATCHES", 1 << 20)
    taken = torch.empty(free - (2 << 30), dtype=torch.uint8, device=CUDA)
    try:
        members, tiles = memory.plan_batches([member], Workload(4096, 256, 256, 1), 4096)
    finally:
        del taken
        torch.cuda.empty_cache()
    assert members == [member] and 0 < tiles < 4096


def test_a_batch_is_brought_once_for_all_recordings():
    shown = StaticInput(torch.zeros(4, 3, 8, 8))
    first, second = torch.ones(4, 3, 8, 8), torch.full((2, 3, 8, 8), 2.0)
    shown.load(first)
    shown.batch[0] = 7
    shown.load(first)
    assert shown.batch[0, 0, 0, 0] == 7 and shown.batch[1, 0, 0, 0] == 1
    shown.load(second)
    assert shown.batch[:, 0, 0, 0].tolist() == [2, 2, 1, 1]
    del second
    gc.collect()
    shown.load(torch.full((2, 3, 8, 8), 3.0))  # perhaps in the memory of the one before
    assert shown.batch[:, 0, 0, 0].tolist() == [3, 3, 1, 1]
    assert shown.fits(first) and not shown.fits(torch.ones(5, 3, 8, 8)) and not shown.fits(torch.ones(4, 3, 8, 9))
    assert not shown.fits(first.numpy())
