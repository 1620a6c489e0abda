"""A member whose work on a batch is recorded once and played again (CUDA graphs): one call instead of hundreds.

Launching the layers of a network one by one takes a core four to seven milliseconds, whatever the batch; in shorter
numbers the card is done sooner. What reads, blends and writes meanwhile needs Python, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from deepslide_qgis.engine.arrays import Array
from deepslide_qgis.engine.member import Pause, RunningMember, no_pause

LARGEST_CHANGE = 1e-2
"""Of a logit, relative to the largest where that is above 1: another way of computing rounds differently."""


def recorded(members: Sequence[RunningMember], shown: torch.Tensor) -> list[RunningMember]:
    """Return ``members`` with what they do with a batch like ``shown`` recorded, which they all overwrite from then on.

    They must have seen such a batch already. One that cannot be recorded, or that would answer otherwise, stays as it
    is.
    """
    pool = torch.cuda.graph_pool_handle()  # they take turns: none needs what another has worked in
    return [_recorded(member, shown, pool) for member in members]


def _recorded(member: RunningMember, shown: torch.Tensor, pool: Any) -> RunningMember:
    try:
        player, batch = RecordedMember(member, shown, pool), torch.randn_like(shown)
        expected = member.logits(batch)
        change = (player.logits(batch) - expected).abs().max() / expected.abs().max().clamp(min=1)
    except RuntimeError:  # it asks for values on the way, or the memory is not enough for it
        torch.cuda.synchronize(shown.device)
        return member
    return player if change <= LARGEST_CHANGE else member


class RecordedMember:
    """What ``member`` does with a batch like ``shown`` (N, C, H, W); satisfies ``RunningMember``.

    Its logits equal the member's. Batches of fewer tiles are completed by those of the one before.
    """

    def __init__(self, member: RunningMember, shown: torch.Tensor, pool: Any):
        self.id, self._member, self._shown = member.id, member, shown
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.device(shown.device), torch.cuda.graph(self._graph, pool=pool):
            self._answer = member.logits(shown)

    def logits(self, batch: Array, pause: Pause = no_pause) -> Array:
        """Return float32 logits (N, H, W) for ``batch`` (N, C, H, W), perhaps still being computed."""
        tiles = len(batch)
        if batch.shape[1:] != self._shown.shape[1:] or not len(self._shown) // 2 < tiles <= len(self._shown):
            return self._member.logits(batch, pause)
        self._shown[:tiles].copy_(batch)
        self._graph.replay()
        return self._answer[:tiles].clone()  # others work in its memory, too

    def rest(self) -> None:
        """Give back the memory that the member works in; what is recorded keeps its own."""
        self._member.rest()
