"""What is decided about a graphics card before anything runs there, with one that is pretended: no test needs a card.

Torch's own functions are replaced by ones that count; what a card really does is tested where there is one
(``test_torch_memory.py``, ``test_cuda_graph.py``).
"""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
import torch

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.members import cuda_graph, torch_memory
from deepslide_qgis.engine.members.cuda_graph import GraphedMember, StaticInput
from deepslide_qgis.engine.members.device_memory import Workload
from deepslide_qgis.engine.members.member import never_cancelled
from deepslide_qgis.engine.members.torch_memory import TorchMemory

PLAIN = Normalisation((1.0,) * 3, (0.0,) * 3, (1.0,) * 3)
TILE = (3, 8, 8)


class Card(SimpleNamespace):
    """Memory in tiles: ``free`` of ``total``, of which ``kept`` go with other runs' members; what torch was told."""

    def fits(self, tiles: int) -> bool:
        return tiles <= min(self.free, self.fractions[-1] * self.total - self.kept)


class Member:
    """Looks at as many tiles as ``card`` has room for; ``launch_s`` in Python, ``work_s`` on the card."""

    id = "member"

    def __init__(self, card: Card, launch_s: float = 0.0, work_s: float = 0.0):
        self._card, self._launch_s, self._work_s = card, launch_s, work_s
        self.seen: list[int] = []

    def logits(self, shown: torch.Tensor, check_cancelled=never_cancelled) -> torch.Tensor:
        self.seen.append(len(shown))
        if not self._card.fits(len(shown)):
            raise RuntimeError(self._card.words)
        time.sleep(self._launch_s)
        self._card.busy_s += self._work_s
        return shown.sum(1)

    def release_buffers(self) -> None: ...


@pytest.fixture
def card(monkeypatch) -> Card:
    card = Card(free=100, total=100, kept=0, busy_s=0.0, fractions=[1.0], captured=None, words="CUDA out of memory")
    cuda = torch.cuda

    def work_off(device=None):
        time.sleep(card.busy_s)
        card.busy_s = 0.0

    def release():
        card.free, card.kept = card.free + card.kept, 0

    def note_captured(members, like, captured):
        card.captured = set(captured)
        return list(members)

    for name, pretended in {
        "Stream": lambda device: None,
        "current_device": lambda: 1,
        "mem_get_info": lambda device: (card.free << 20, card.total << 20),
        "memory_reserved": lambda device: card.kept << 20,
        "memory_allocated": lambda device: 0,
        "max_memory_allocated": lambda device: 0,
        "reset_peak_memory_stats": lambda device: None,
        "get_per_process_memory_fraction": lambda device: card.fractions[-1],
        "set_per_process_memory_fraction": lambda share, device: card.fractions.append(share),
        "synchronize": work_off,
        "empty_cache": lambda: None,
        "get_sync_debug_mode": lambda: 0,
        "set_sync_debug_mode": lambda mode: None,
    }.items():
        monkeypatch.setattr(cuda, name, pretended)
    card.make_room = release
    monkeypatch.setattr(torch_memory, "with_cuda_graphs", note_captured)
    monkeypatch.setattr(torch_memory, "tiles_that_fit", lambda free, tile_bytes, tile, most: min(most, int(free >> 20)))
    return card


@pytest.fixture
def memory(card) -> TorchMemory:
    """A memory that takes the computer's memory for a card's."""
    memory = TorchMemory(torch.device("cpu"), PLAIN, 1.0, card.make_room)
    memory._is_cuda = True
    return memory


def test_a_card_without_a_number_is_the_one_in_use(card):
    assert TorchMemory(torch.device("cuda"), PLAIN, 1.0, card.make_room)._device == torch.device("cuda:1")
    assert TorchMemory(torch.device("cuda:0"), PLAIN, 1.0, card.make_room)._device == torch.device("cuda:0")


@pytest.mark.parametrize("words", ["CUDA out of memory", "GET was unable to find an engine to execute this"])
def test_members_look_at_what_there_is_memory_for_and_no_more(card, memory, words):
    """Nine tenths of what is free; a person's own limit stands."""
    card.free, card.words = 17, words
    member = Member(card)
    _, tiles = memory.plan_batches([member], Workload(32, *TILE[1:], 1), 32)
    assert member.seen == [32, 32, 16, 8] and tiles == 8
    assert card.fractions == [1.0, pytest.approx(0.9 * 17 / 100), 1.0]
    card.fractions = [0.05]
    assert memory.plan_batches([Member(card)], Workload(64, *TILE[1:], 1), 64)[1] == 4
    assert card.fractions == [0.05] * 3


def test_other_runs_members_give_way_before_the_batch_does(card, memory):
    card.free, card.kept = 5, 95
    member = Member(card)
    _, tiles = memory.plan_batches([member], Workload(64, *TILE[1:], 1), 64)
    assert member.seen == [64, 64] and tiles == 64
    card.free, card.kept = 0, 95
    assert memory.plan_batches([Member(card)], Workload(1, *TILE[1:], 1), 1)[1] == 1


def test_no_memory_for_one_tile_is_told(card, memory):
    card.free = 0
    with pytest.raises(RuntimeError, match="out of memory"):
        memory.plan_batches([Member(card)], Workload(8, *TILE[1:], 1), 8)


def test_what_fits_is_evened_out_over_a_row(card, memory, monkeypatch):
    monkeypatch.setattr(torch_memory, "tiles_that_fit", lambda *_: 31)
    assert memory.plan_batches([Member(card)], Workload(32, *TILE[1:], 1), 32)[1] == 16


def test_only_what_is_slow_to_launch_is_recorded_and_only_for_long(card, memory):
    members = [Member(card, launch_s=0.02), Member(card, launch_s=0.002, work_s=0.05)]
    memory.plan_batches(members, Workload(4, *TILE[1:], 8), 4)
    assert card.captured == {0}
    memory.plan_batches(members, Workload(4, *TILE[1:], 7), 4)
    assert card.captured == set()


def test_nothing_is_recorded_after_a_recording_was_refused(card, memory, monkeypatch):
    monkeypatch.setattr(cuda_graph, "_failures", ["refused"])
    member = Member(card, launch_s=0.02)
    memory.plan_batches([member], Workload(4, *TILE[1:], 8), 4)
    assert card.captured == set() and member.seen == [4]


class Played:
    """Stands for a recording: what was shown to it, summed."""

    def __init__(self, player: GraphedMember):
        self._player, self.times = player, 0

    def replay(self) -> None:
        self.times += 1
        self._player._output.copy_(self._player._input.batch.sum(1))


@pytest.mark.parametrize("most", [1, 2, 5, 8, 21, 31, 32])
def test_every_batch_is_answered_by_few_sizes(card, most, monkeypatch):
    member = Member(card)
    player = GraphedMember.__new__(GraphedMember)
    player.id, player._member, player._input = "member", member, StaticInput(torch.zeros(most, *TILE))
    player._output = torch.zeros(most, *TILE[1:])
    player._graph = played = Played(player)
    for tiles in range(1, most + 1):
        batch = torch.randn(tiles, *TILE)
        before = played.times
        torch.testing.assert_close(player.logits(batch), batch.sum(1))
        assert tiles <= most // 2 or played.times == before + 1
    assert set(member.seen) <= {1, 2, 4, 8, 16} and all(seen <= most // 2 for seen in member.seen)
    larger = torch.randn(most + 1, *TILE)
    torch.testing.assert_close(player.logits(larger), larger.sum(1))
    player.release_buffers()
    assert player._input is None and player.logits(torch.ones(1, *TILE)).shape == (1, 8, 8)
