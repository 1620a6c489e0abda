"""A member whose work on a batch is recorded once and played again (CUDA graphs): one call instead of hundreds.

Launching the layers of a network one by one takes a core four to seven milliseconds, whatever the batch; in shorter
numbers the card is done sooner. What reads, blends and writes meanwhile needs Python, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import torch

from deepslide_qgis.engine.arrays import Array
from deepslide_qgis.engine.member import Pause, RunningMember, no_pause

LARGEST_CHANGE = 1e-2
"""Of a logit, relative to the largest where that is above 1: another way of computing rounds differently."""


def recorded(members: Sequence[RunningMember], like: torch.Tensor) -> list[RunningMember]:
    """Return ``members`` with what they do with a batch of the size of ``like`` (N, C, H, W) recorded.

    They must have seen such a batch already. One that waits for values on the way, or whose recording answers a random
    batch otherwise than itself, stays as it is; so do all from one on for which memory lacks. While that is tried no
    other thread may use the card.
    """
    batch, shown = torch.randn_like(like), torch.empty_like(like)
    answers = [_answer_without_waiting(member, batch) for member in members]
    pool, stream = torch.cuda.graph_pool_handle(), torch.cuda.Stream(like.device)
    ready: list[RunningMember] = []
    try:
        for member, answer in zip(members, answers, strict=True):
            player = None if answer is None else RecordedMember(member, shown, pool, stream)
            is_right = player is not None and _change(player.logits(batch), answer) <= LARGEST_CHANGE
            ready.append(player if is_right else member)
    except RuntimeError:  # memory, or what nobody foresaw: a recording that was broken off is of no use
        torch.cuda.synchronize(like.device)
    return [*ready, *members[len(ready) :]]


def _answer_without_waiting(member: RunningMember, batch: torch.Tensor) -> Optional[torch.Tensor]:
    """Return the ``member``'s logits; None where it waits for the card on the way, which breaks a recording."""
    before = torch.cuda.get_sync_debug_mode()
    torch.cuda.set_sync_debug_mode("error")
    try:
        return member.logits(batch)
    except RuntimeError:
        return None
    finally:
        torch.cuda.set_sync_debug_mode(before)


def _change(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found - expected).abs().max() / expected.abs().max().clamp(min=1))


class RecordedMember:
    """What ``member`` does with a batch of the size of ``shown`` (N, C, H, W); satisfies ``RunningMember``.

    Every batch is copied to ``shown`` before it is played, and all that share a ``pool`` work in the same memory: they
    take turns on one stream. A smaller batch leaves the last tiles of an earlier one behind it.
    """

    def __init__(self, member: RunningMember, shown: torch.Tensor, pool: Any, stream: torch.cuda.Stream):
        self.id, self._member, self._shown = member.id, member, shown
        self._graph: Optional[torch.cuda.CUDAGraph] = torch.cuda.CUDAGraph()
        here = torch.cuda.stream(torch.cuda.current_stream(shown.device))  # a broken recording does not give it back
        with here, torch.cuda.graph(self._graph, pool=pool, stream=stream):
            self._answer: Optional[torch.Tensor] = member.logits(shown)

    def logits(self, batch: Array, pause: Pause = no_pause) -> Array:
        """Return float32 logits (N, H, W) for ``batch`` (N, C, H, W), perhaps still being computed."""
        if self._graph is None or self._answer is None or not self._is_worth_playing(batch):
            return self._member.logits(batch, pause)
        tiles = len(batch)
        self._shown[:tiles].copy_(batch)
        self._graph.replay()
        return self._answer[:tiles].clone()  # others work in its memory, too

    def _is_worth_playing(self, batch: Array) -> bool:
        """Tell whether ``batch`` is on the card and fits, and fills more than half of what is always computed."""
        most = len(self._shown)
        return (
            isinstance(batch, torch.Tensor)
            and batch.shape[1:] == self._shown.shape[1:]
            and most // 2 < len(batch) <= most
        )

    def rest(self) -> None:
        """Give back the memory of the recording; the member itself answers from now on."""
        self._graph = self._answer = None
        self._member.rest()
