"""Members whose forward pass is captured as a CUDA graph and replayed: one launch instead of hundreds.

Launching a network layer by layer keeps a core busy for four to seven milliseconds, whatever the batch size; in half
precision the card is faster than that. Reading, blending and writing need Python's lock meanwhile.
"""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Optional

import torch

from deepslide_qgis.engine.members.member import CancelCheck, RunningMember, never_cancelled
from deepslide_qgis.engine.process.arrays import Array

MAX_DIFFERENCE = 1e-2
"""Of logits, relative to the largest where that is above 1: another order of operations rounds differently."""
_failures: list[str] = []
"""Why capturing failed in this process. Torch 2.13 never frees the memory of a failed capture, so no other is tried."""


def with_cuda_graphs(
    members: Sequence[RunningMember], like: torch.Tensor, captured: Collection[int]
) -> list[RunningMember]:
    """Return ``members``, those with an index in ``captured`` as CUDA graphs for batches like ``like`` (N, C, H, W).

    A member that synchronises, or whose graph answers a random batch differently, stays eager; so do all that follow
    a failure, such as memory that ran out. No other thread may use the card meanwhile.
    """
    if not captured or not can_capture():
        return list(members)
    ready: list[RunningMember] = []
    try:
        batch, static_input = torch.randn_like(like), StaticInput(like)
        expected = {i: logits_without_sync(members[i], batch) for i in captured}
        stream, pool = torch.cuda.Stream(like.device), None
        for i, member in enumerate(members):
            if expected.get(i) is not None:
                pool = pool or torch.cuda.graph_pool_handle()
                graphed = GraphedMember(member, static_input, pool, stream)
                if _relative_difference(graphed.logits(batch), expected[i]) <= MAX_DIFFERENCE:
                    member = graphed
                elif not any(isinstance(before, GraphedMember) for before in ready):
                    pool = None  # no graph holds it: torch frees it with this one
                del graphed
            ready.append(member)
    except RuntimeError as error:
        _failures.append(str(error))
        torch.cuda.synchronize(like.device)
    return [*ready, *members[len(ready) :]]


def can_capture() -> bool:
    """Return True unless capturing has failed in this process."""
    return not _failures


def logits_without_sync(member: RunningMember, batch: torch.Tensor) -> Optional[torch.Tensor]:
    """Return the ``member``'s logits; None where it waits for the card, which no CUDA graph can hold."""
    try:
        with _error_on_sync():
            return member.logits(batch)
    except RuntimeError:
        return None


@contextmanager
def _error_on_sync() -> Iterator[None]:
    """Let torch raise where any thread waits for the card."""
    before = torch.cuda.get_sync_debug_mode()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch warns once that this mode is a prototype
            torch.cuda.set_sync_debug_mode("error")
        yield
    finally:
        torch.cuda.set_sync_debug_mode(before)


def _relative_difference(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found - expected).abs().max() / expected.abs().max().clamp(min=1))


class StaticInput:
    """The input buffer (N, C, H, W), of the shape of ``like``, that all captured members read.

    A smaller batch leaves the last tiles of an earlier one behind it.
    """

    def __init__(self, like: torch.Tensor):
        self.batch = torch.zeros_like(like)
        self._last: Optional[weakref.ref[torch.Tensor]] = None

    def fits(self, batch: Array) -> bool:
        """Return True if ``batch`` is on the same device, of the same tile shape, and not larger."""
        is_there = isinstance(batch, torch.Tensor) and batch.device == self.batch.device
        return is_there and batch.shape[1:] == self.batch.shape[1:] and len(batch) <= len(self.batch)

    def load(self, batch: torch.Tensor) -> None:
        """Copy ``batch`` into the buffer, unless it was the last one copied: members do not change their input."""
        if self._last is None or self._last() is not batch:
            self.batch[: len(batch)].copy_(batch)
            self._last = weakref.ref(batch)


class GraphedMember:
    """A ``member`` whose pass over ``static_input`` is captured as a CUDA graph; satisfies ``RunningMember``.

    All graphs that share a ``pool`` use the same memory, one after another on one stream.
    """

    def __init__(self, member: RunningMember, static_input: StaticInput, pool: Any, stream: torch.cuda.Stream):
        self.id, self._member = member.id, member
        self._input: Optional[StaticInput] = static_input
        self._graph: Optional[torch.cuda.CUDAGraph] = torch.cuda.CUDAGraph()
        current = torch.cuda.stream(torch.cuda.current_stream(static_input.batch.device))  # restored if capturing fails
        with current, torch.cuda.graph(self._graph, pool=pool, stream=stream):
            self._output: Optional[torch.Tensor] = member.logits(static_input.batch)

    def logits(self, batch: Array, check_cancelled: CancelCheck = never_cancelled) -> Array:
        """Return float32 logits (N, H, W) of ``batch`` (N, C, H, W), perhaps still being computed.

        A batch up to half the size of the captured one is launched eagerly, padded to a power of two, because cuDNN
        plans each size anew.
        """
        if self._input is None or not self._input.fits(batch):
            return self._member.logits(batch, check_cancelled)
        self._input.load(batch)
        tiles, most = len(batch), len(self._input.batch)
        padded = min(most, 1 << (tiles - 1).bit_length())
        if padded <= most // 2:
            return self._member.logits(self._input.batch[:padded], check_cancelled)[:tiles]
        self._graph.replay()
        return self._output[:tiles].clone()  # the next replay overwrites it

    def release_buffers(self) -> None:
        """Free the graph; the member runs eagerly from now on."""
        self._graph = self._output = self._input = None
        self._member.release_buffers()
