"""Where torch's members work: batches travel to a graphics card and layers back beside the work, on ways of their own.

A batch goes up once for all members. With CUDA it comes from pinned memory on its own stream, so that it travels while
the card works on the batch before; layers come down on another. On the CPU and on Apple's GPU the same calls just copy.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import torch

from deepslide_qgis.engine.member import RunningMember

AHEAD = 3
FREE_SHARE = 0.8
"""Of a card's free memory, so that its other users and the library's own needs have room."""
WAITING = 2
"""Members whose work stands before a card: one at work, one that follows without a gap."""
COPIES = 3
"""Batches of inputs on a card at the same time: one in work, one waiting, one on its way."""
SUMS = 12
"""Float32 numbers per pixel that the ensemble's arithmetic holds at most, layers on their way down among them."""


class TorchPlace:
    """One device: cpu, cuda:0 …, mps."""

    def __init__(self, device: torch.device):
        self.ahead = 1 if device.type == "cpu" else AHEAD
        self._device = device
        self._is_cuda = device.type == "cuda"
        self._marks: deque[torch.cuda.Event] = deque()
        self._up, self._down = (torch.cuda.Stream(device) if self._is_cuda else None for _ in range(2))

    def empty(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return float32 memory of ``shape``, pinned where that makes its way faster."""
        return torch.empty(shape, dtype=torch.float32, pin_memory=self._is_cuda).numpy()

    def put(self, batch: np.ndarray) -> torch.Tensor:
        """Return the ``batch`` (N, C, H, W) on the device, channels last; with CUDA it may still be on its way there.

        What is computed with it waits for it.
        """
        if not self._is_cuda:
            return self._placed(batch)
        working = torch.cuda.current_stream(self._device)
        with torch.cuda.stream(self._up):
            placed = self._placed(batch)
        working.wait_stream(self._up)
        placed.record_stream(working)  # its memory is free only when the members are done with it
        return placed

    def _placed(self, batch: np.ndarray) -> torch.Tensor:
        sent = torch.from_numpy(batch).to(self._device, non_blocking=self._is_cuda)
        return sent.contiguous(memory_format=torch.channels_last)

    def keep_pace(self) -> None:
        """Wait while work of more than ``WAITING`` members stands before the card: nothing of that can be cancelled."""
        if not self._is_cuda:
            return
        self._marks.append(torch.cuda.Event(blocking=True))
        self._marks[-1].record(torch.cuda.current_stream(self._device))
        if len(self._marks) > WAITING:
            self._marks.popleft().synchronize()

    def leaving(self, layers: torch.Tensor, batch: np.ndarray) -> Callable[[], np.ndarray]:
        """Return what waits for ``layers`` and brings them down, without waiting for what is computed after them.

        It holds the ``batch`` that they came from, whose memory must not be used anew while that travels.
        """
        if not self._is_cuda:
            here = layers.cpu().numpy()
            return lambda: here
        computed = torch.cuda.Event()
        computed.record(torch.cuda.current_stream(self._device))
        return partial(self._fetched, layers, computed, batch)

    def _fetched(self, layers: torch.Tensor, computed: torch.cuda.Event, _sent: np.ndarray) -> np.ndarray:
        here = torch.empty(layers.shape, dtype=layers.dtype, pin_memory=True)
        with torch.cuda.stream(self._down):
            self._down.wait_event(computed)
            here.copy_(layers, non_blocking=True)
        self._down.synchronize()
        return here.numpy()

    def tiles_at_once(self, members: Iterable[RunningMember], tile: tuple[int, int, int], most: int) -> int:
        """Return how many tiles (C, H, W), at most ``most``, fit, by the memory in which each member looks at one."""
        if not self._is_cuda:
            return most
        shown = self.put(np.zeros((1, *tile), np.float32))
        layers = max(self._peak_bytes(member, shown) for member in members)
        torch.cuda.empty_cache()
        free, _ = torch.cuda.mem_get_info(self._device)
        return tiles_that_fit(free, layers, tile, most)

    def _peak_bytes(self, member: RunningMember, shown: torch.Tensor) -> int:
        torch.cuda.reset_peak_memory_stats(self._device)
        before = torch.cuda.memory_allocated(self._device)
        member.logits(shown)
        return torch.cuda.max_memory_allocated(self._device) - before


def tiles_that_fit(free_bytes: int, layer_bytes: int, tile: tuple[int, int, int], most: int) -> int:
    """Return how many tiles (C, H, W), 1 to ``most``, that take ``layer_bytes`` each fit into ``free_bytes``."""
    channels, height, width = tile
    around = (COPIES * channels + SUMS) * height * width * torch.float32.itemsize
    return max(1, min(most, int(free_bytes * FREE_SHARE) // (layer_bytes + around)))
