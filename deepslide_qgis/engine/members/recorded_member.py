"""A member whose work on a batch is recorded once and played again (CUDA graphs): one call instead of hundreds.

Launching the layers of a network one by one takes a core four to seven milliseconds, whatever the batch; in shorter
numbers the card is done sooner. What reads, blends and writes meanwhile needs Python, too.
"""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Optional

import torch

from deepslide_qgis.engine.members.member import Pause, RunningMember, no_pause
from deepslide_qgis.engine.process.arrays import Array

LARGEST_CHANGE = 1e-2
"""Of a logit, relative to the largest where that is above 1: another way of computing rounds differently."""
_broken: list[str] = []
"""Why nothing is recorded any more: torch keeps the memory of recordings that the card has refused (2.13)."""


def recorded(members: Sequence[RunningMember], like: torch.Tensor, chosen: Collection[int]) -> list[RunningMember]:
    """Return ``members``, those with the numbers ``chosen`` with what they do with a batch like ``like`` recorded.

    ``like`` is (N, C, H, W). One that waits for values on the way, or whose recording answers a random batch otherwise
    than itself, stays as it is; so do all from one on for which memory lacks. While that is tried no other thread may
    use the card.
    """
    if not chosen or not can_record():
        return list(members)
    ready: list[RunningMember] = []
    try:
        batch, shown = torch.randn_like(like), Shown(like)
        answers = {i: answer_without_waiting(members[i], batch) for i in chosen}
        stream, pool = torch.cuda.Stream(like.device), None
        for i, member in enumerate(members):
            answer = answers.get(i)
            if answer is not None:
                pool = pool or torch.cuda.graph_pool_handle()
                player = RecordedMember(member, shown, pool, stream)
                if _change(player.logits(batch), answer) <= LARGEST_CHANGE:
                    member = player
                elif not any(isinstance(before, RecordedMember) for before in ready):
                    pool = None  # nobody else holds it: it goes with the player
                del player
            ready.append(member)
    except RuntimeError as error:  # memory, or what nobody foresaw: a recording that was broken off is of no use
        _broken.append(str(error))
        torch.cuda.synchronize(like.device)
    return [*ready, *members[len(ready) :]]


def can_record() -> bool:
    """Tell whether anything may be recorded in this process: the card has refused none so far."""
    return not _broken


def answer_without_waiting(member: RunningMember, batch: torch.Tensor) -> Optional[torch.Tensor]:
    """Return the ``member``'s logits; None where it waits for the card on the way, which breaks a recording."""
    try:
        with _waiting_is_an_error():
            return member.logits(batch)
    except RuntimeError:
        return None


@contextmanager
def _waiting_is_an_error() -> Iterator[None]:
    """Let torch raise where something waits for the card, in all threads."""
    before = torch.cuda.get_sync_debug_mode()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch calls it a prototype, once
            torch.cuda.set_sync_debug_mode("error")
        yield
    finally:
        torch.cuda.set_sync_debug_mode(before)


def _change(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found - expected).abs().max() / expected.abs().max().clamp(min=1))


class Shown:
    """The batch (N, C, H, W), like ``like``, that recordings look at: each is brought there once for all of them.

    A smaller batch leaves the last tiles of an earlier one behind it.
    """

    def __init__(self, like: torch.Tensor):
        self.batch = torch.zeros_like(like)
        self._last: Optional[weakref.ref[torch.Tensor]] = None

    def takes(self, batch: Array) -> bool:
        """Tell whether ``batch`` is on the card, of such tiles, and not larger."""
        is_there = isinstance(batch, torch.Tensor) and batch.device == self.batch.device
        return is_there and batch.shape[1:] == self.batch.shape[1:] and len(batch) <= len(self.batch)

    def bring(self, batch: torch.Tensor) -> None:
        """Copy ``batch`` there, where it is not the last one: nobody changes a batch that members look at."""
        if self._last is None or self._last() is not batch:
            self.batch[: len(batch)].copy_(batch)
            self._last = weakref.ref(batch)


class RecordedMember:
    """What ``member`` does with the batch ``shown``; satisfies ``RunningMember``.

    All recordings that share a ``pool`` work in the same memory: they take turns on one stream.
    """

    def __init__(self, member: RunningMember, shown: Shown, pool: Any, stream: torch.cuda.Stream):
        self.id, self._member = member.id, member
        self._shown: Optional[Shown] = shown
        self._graph: Optional[torch.cuda.CUDAGraph] = torch.cuda.CUDAGraph()
        here = torch.cuda.stream(torch.cuda.current_stream(shown.batch.device))  # a broken recording keeps the other
        with here, torch.cuda.graph(self._graph, pool=pool, stream=stream):
            self._answer: Optional[torch.Tensor] = member.logits(shown.batch)

    def logits(self, batch: Array, pause: Pause = no_pause) -> Array:
        """Return float32 logits (N, H, W) for ``batch`` (N, C, H, W), perhaps still being computed."""
        if self._shown is None or not self._shown.takes(batch):
            return self._member.logits(batch, pause)
        self._shown.bring(batch)
        tiles, most = len(batch), len(self._shown.batch)
        looked_at = min(most, 1 << (tiles - 1).bit_length())  # few sizes: the card's libraries plan each of them anew
        if looked_at <= most // 2:
            return self._member.logits(self._shown.batch[:looked_at], pause)[:tiles]
        self._graph.replay()
        return self._answer[:tiles].clone()  # the next batch is played over it

    def rest(self) -> None:
        """Give back the memory of the recording; the member itself answers from now on."""
        self._graph = self._answer = self._shown = None
        self._member.rest()
