"""What is decided about a graphics card before anything runs there, with one that is pretended: no test needs a card.

Torch's own functions are replaced by ones that count; what a card really does is tested where there is one
(``test_torch_place.py``, ``test_recorded_member.py``).
"""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
import torch

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.members import recorded_member, torch_place
from deepslide_qgis.engine.members.member import no_pause
from deepslide_qgis.engine.members.recorded_member import RecordedMember, Shown
from deepslide_qgis.engine.members.torch_place import TorchPlace

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

    def logits(self, shown: torch.Tensor, pause=no_pause) -> torch.Tensor:
        self.seen.append(len(shown))
        if not self._card.fits(len(shown)):
            raise RuntimeError(self._card.words)
        time.sleep(self._launch_s)
        self._card.busy_s += self._work_s
        return shown.sum(1)

    def rest(self) -> None: ...


@pytest.fixture
def card(monkeypatch) -> Card:
    card = Card(free=100, total=100, kept=0, busy_s=0.0, fractions=[1.0], chosen=None, words="CUDA out of memory")
    cuda = torch.cuda

    def work_off(device=None):
        time.sleep(card.busy_s)
        card.busy_s = 0.0

    def release():
        card.free, card.kept = card.free + card.kept, 0

    def recorded(members, like, chosen):
        card.chosen = set(chosen)
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
    monkeypatch.setattr(torch_place, "recorded", recorded)
    monkeypatch.setattr(torch_place, "tiles_that_fit", lambda free, tile_bytes, tile, most: min(most, int(free >> 20)))
    return card


@pytest.fixture
def place(card) -> TorchPlace:
    """A place that takes the computer's memory for a card's."""
    place = TorchPlace(torch.device("cpu"), PLAIN, 1.0, card.make_room)
    place._is_cuda = True
    return place


def test_a_card_without_a_number_is_the_one_in_use(card):
    assert TorchPlace(torch.device("cuda"), PLAIN, 1.0, card.make_room)._device == torch.device("cuda:1")
    assert TorchPlace(torch.device("cuda:0"), PLAIN, 1.0, card.make_room)._device == torch.device("cuda:0")


@pytest.mark.parametrize("words", ["CUDA out of memory", "GET was unable to find an engine to execute this"])
def test_members_look_at_what_there_is_memory_for_and_no_more(card, place, words):
    """Nine tenths of what is free; a person's own limit stands."""
    card.free, card.words = 17, words
    member = Member(card)
    _, tiles = place.ready([member], (32, *TILE[1:]), 1, 32, 0)
    assert member.seen == [32, 32, 16, 8] and tiles == 8
    assert card.fractions == [1.0, pytest.approx(0.9 * 17 / 100), 1.0]
    card.fractions = [0.05]
    assert place.ready([Member(card)], (64, *TILE[1:]), 1, 64, 0)[1] == 4
    assert card.fractions == [0.05] * 3


def test_other_runs_members_give_way_before_the_batch_does(card, place):
    card.free, card.kept = 5, 95
    member = Member(card)
    _, tiles = place.ready([member], (64, *TILE[1:]), 1, 64, 0)
    assert member.seen == [64, 64] and tiles == 64
    card.free, card.kept = 0, 95
    assert place.ready([Member(card)], (1, *TILE[1:]), 1, 1, 0)[1] == 1


def test_no_memory_for_one_tile_is_told(card, place):
    card.free = 0
    with pytest.raises(RuntimeError, match="out of memory"):
        place.ready([Member(card)], (8, *TILE[1:]), 1, 8, 0)


def test_what_fits_is_evened_out_over_a_row(card, place, monkeypatch):
    monkeypatch.setattr(torch_place, "tiles_that_fit", lambda *_: 31)
    assert place.ready([Member(card)], (32, *TILE[1:]), 1, 32, 0)[1] == 16


def test_only_what_is_slow_to_launch_is_recorded_and_only_for_long(card, place):
    members = [Member(card, launch_s=0.02), Member(card, launch_s=0.002, work_s=0.05)]
    place.ready(members, (4, *TILE[1:]), 8, 4, 0)
    assert card.chosen == {0}
    place.ready(members, (4, *TILE[1:]), 7, 4, 0)
    assert card.chosen == set()


def test_nothing_is_recorded_after_a_recording_was_refused(card, place, monkeypatch):
    monkeypatch.setattr(recorded_member, "_broken", ["refused"])
    member = Member(card, launch_s=0.02)
    place.ready([member], (4, *TILE[1:]), 8, 4, 0)
    assert card.chosen == set() and member.seen == [4]


class Played:
    """Stands for a recording: what was shown to it, summed."""

    def __init__(self, player: RecordedMember):
        self._player, self.times = player, 0

    def replay(self) -> None:
        self.times += 1
        self._player._answer.copy_(self._player._shown.batch.sum(1))


@pytest.mark.parametrize("most", [1, 2, 5, 8, 21, 31, 32])
def test_every_batch_is_answered_by_few_sizes(card, most, monkeypatch):
    member = Member(card)
    player = RecordedMember.__new__(RecordedMember)
    player.id, player._member, player._shown = "member", member, Shown(torch.zeros(most, *TILE))
    player._answer = torch.zeros(most, *TILE[1:])
    player._graph = played = Played(player)
    for tiles in range(1, most + 1):
        batch = torch.randn(tiles, *TILE)
        before = played.times
        torch.testing.assert_close(player.logits(batch), batch.sum(1))
        assert tiles <= most // 2 or played.times == before + 1
    assert set(member.seen) <= {1, 2, 4, 8, 16} and all(seen <= most // 2 for seen in member.seen)
    larger = torch.randn(most + 1, *TILE)
    torch.testing.assert_close(player.logits(larger), larger.sum(1))
    player.rest()
    assert player._shown is None and player.logits(torch.ones(1, *TILE)).shape == (1, 8, 8)
