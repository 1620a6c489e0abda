"""Batches to torch's device and results back, beside the computation.

A batch is copied once for all members, as it was read, and normalised on the device. With CUDA it is copied from pinned
memory on a stream of its own while the card computes the batch before; results come back on another stream. On the CPU
and Apple's GPU the same calls are plain copies.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.members.batches import even_size
from deepslide_qgis.engine.members.cuda_graph import can_capture, logits_without_sync, with_cuda_graphs
from deepslide_qgis.engine.members.device_memory import Workload
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.process.failures import is_perhaps_too_much

PREFETCH = 3
CAPTURE_FROM_BATCHES = 8
"""Capturing a CUDA graph takes as long as launching about five batches."""
LAUNCH_SHARE = 1 / 3
"""Of a member's time per batch: where launching takes less, a CUDA graph gains nothing."""
LAUNCH_TRIALS = 2
"""The smaller share counts: another program may delay a single measurement."""
CAPTURE_MEMORY_FACTOR = 1.5
"""Memory of a captured member over that of an eager one: batches up to half the size are launched beside the graph."""
FREE_SHARE = 0.8
"""Share of a card's free memory that batches may take; other programs and torch itself need some."""
TRIAL_SHARE = 0.9
"""The same during the trial batch. Beyond it a Windows driver would spill into the computer's memory."""
MAX_QUEUED = 2
"""Members whose work is queued on a card: one running, one to follow without a gap. Queued work cannot be cancelled."""
BATCHES_ON_CARD = 4
"""Input batches on a card at one time: computed, waiting, being copied as bands, and being normalised."""
FLOATS_PER_PIXEL = 12
"""Float32 numbers per pixel that the ensemble's sums and the layers on their way back take at most."""


class TorchMemory:
    """The memory of one torch device (cpu, cuda:0 …, mps). ``make_room`` frees what other runs' members hold there."""

    def __init__(self, device: torch.device, normalisation: Normalisation, gain: float, make_room: Callable[[], None]):
        self._is_cuda = device.type == "cuda"
        if self._is_cuda and device.index is None:  # some of torch's functions need the number
            device = torch.device("cuda", torch.cuda.current_device())
        self._device, self._normalisation, self._gain = device, normalisation, gain
        self._make_room = make_room
        self.prefetch = 1 if device.type == "cpu" else PREFETCH
        self._is_single_threaded = device.type == "mps"  # torch aborts the process where two threads use it
        self._queued: deque[torch.cuda.Event] = deque()
        self._copied: deque[tuple[torch.cuda.Event, np.ndarray]] = deque()
        self._up, self._down = (torch.cuda.Stream(device) if self._is_cuda else None for _ in range(2))

    def allocate_batch(self, tiles: int, height: int, width: int) -> np.ndarray:
        """Return uninitialised host memory (N, bands, height, width), pinned for CUDA."""
        shape = tiles, len(self._normalisation.mean), height, width
        return torch.empty(shape, dtype=torch.float32, pin_memory=self._is_cuda).numpy()

    def fill_tile(self, tile: np.ndarray, bands: np.ndarray) -> None:
        """Copy ``bands`` into ``tile``."""
        tile[...] = bands

    def to_device(self, batch: np.ndarray) -> torch.Tensor:
        """Return the ``batch`` (N, bands, H, W), normalised on the device.

        With CUDA the copy may still be under way; work on the current stream waits for it.
        """
        if not self._is_cuda:
            return self._copy(batch)
        current = torch.cuda.current_stream(self._device)
        with torch.cuda.stream(self._up):
            copied = self._copy(batch)
        current.wait_stream(self._up)
        copied.record_stream(current)  # its memory is free only when the current stream is done with it
        self._hold_until_copied(batch)
        return copied

    def _copy(self, batch: np.ndarray) -> torch.Tensor:
        copied = torch.from_numpy(batch).to(self._device, non_blocking=self._is_cuda)
        return normalise(copied, self._normalisation, self._gain)

    def _hold_until_copied(self, batch: np.ndarray) -> None:
        """Keep a reference to ``batch``, so that its pinned memory is not reused while it is being copied."""
        self._copied.append((self._up.record_event(), batch))
        while self._copied and self._copied[0][0].query():
            self._copied.popleft()

    def limit_queue(self) -> None:
        """Wait while more than ``MAX_QUEUED`` members' work is queued on the card."""
        if not self._is_cuda:
            return
        self._queued.append(torch.cuda.Event(blocking=True))
        self._queued[-1].record(torch.cuda.current_stream(self._device))
        if len(self._queued) > MAX_QUEUED:
            self._queued.popleft().synchronize()

    def to_numpy(self, values: torch.Tensor | np.ndarray) -> np.ndarray:
        """Wait for ``values`` and return them as numpy, copied on a stream of its own beside later work."""
        if isinstance(values, np.ndarray):
            return values
        if not self._is_cuda:
            return values.cpu().numpy()
        host = torch.empty(values.shape, dtype=values.dtype, pin_memory=True)
        self._down.wait_stream(torch.cuda.current_stream(self._device))
        done = torch.cuda.Event(blocking=True)  # waiting for a stream would keep a core busy
        with torch.cuda.stream(self._down):
            host.copy_(values, non_blocking=True)
            done.record(self._down)
        done.synchronize()
        return host.numpy()

    def for_other_thread(self, values: torch.Tensor) -> torch.Tensor | np.ndarray:
        """Return ``values``; as numpy for Apple's GPU, which one thread alone may use."""
        return self.to_numpy(values) if self._is_single_threaded else values

    def keeps_buffers(self, members: int) -> bool:
        """Return True: torch's members share their buffers."""
        return True

    def plan_batches(
        self, members: Sequence[RunningMember], workload: Workload, most: int
    ) -> tuple[Sequence[RunningMember], int]:
        """Return the ``members``, some with CUDA graphs, and the batch size.

        With CUDA each member predicts a batch of zeros, which also initialises cuDNN; the peak of allocated memory says
        how many tiles fit. Members that are slow to launch are captured where the run has many batches.
        """
        tiles = even_size(workload.row_tiles, most)
        if not self._is_cuda:
            return members, tiles
        with self._limited_memory():
            zeros, tile_bytes = self._largest_batch(members, (tiles, workload.height, workload.width))
        is_long = can_capture() and workload.rows * math.ceil(workload.row_tiles / len(zeros)) >= CAPTURE_FROM_BATCHES
        captured = {i for i, member in enumerate(members) if is_long and self._is_worth_capturing(member, zeros)}
        tile_bytes = int(tile_bytes * CAPTURE_MEMORY_FACTOR) if captured else tile_bytes
        tiles = even_size(workload.row_tiles, self._tiles_in_free_memory(tile_bytes, zeros, workload.blending_bytes))
        return with_cuda_graphs(members, zeros[:tiles], captured), tiles

    @contextmanager
    def _limited_memory(self) -> Iterator[None]:
        """Let torch run out of memory before the card does: a Windows driver would spill into the computer's memory."""
        free, total = torch.cuda.mem_get_info(self._device)
        held = torch.cuda.memory_reserved(self._device)
        before = torch.cuda.get_per_process_memory_fraction(self._device)
        fraction = min(before, (held + TRIAL_SHARE * free) / total)
        torch.cuda.set_per_process_memory_fraction(fraction, self._device)
        try:
            yield
        finally:
            torch.cuda.set_per_process_memory_fraction(before, self._device)

    def _tiles_in_free_memory(self, tile_bytes: int, zeros: torch.Tensor, reserved_bytes: int) -> int:
        """Return how many of the tiles of ``zeros`` fit beside ``reserved_bytes``; free other runs' members first."""
        for release in (torch.cuda.empty_cache, self._make_room):
            release()
            free, _ = torch.cuda.mem_get_info(self._device)
            tiles = tiles_that_fit(free - reserved_bytes, tile_bytes, tuple(zeros.shape[1:]), len(zeros))
            if tiles == len(zeros):
                break
        return tiles

    def _largest_batch(self, members: Sequence[RunningMember], shape: tuple[int, int, int]) -> tuple[torch.Tensor, int]:
        """Return the largest batch of zeros that each of ``members`` can predict, and the peak bytes per tile.

        ``shape`` (tiles, height, width) is tried first, again without other runs' members, then with half of the tiles
        until it fits. Raises torch's error where one tile does not.
        """
        tiles, height, width = shape
        is_released = False
        while True:
            try:
                zeros = torch.zeros((tiles, self._normalisation.channels, height, width), device=self._device)
                return zeros, max(self._peak_bytes(member, zeros) for member in members) // tiles
            except RuntimeError as error:
                if (is_released and tiles == 1) or not is_perhaps_too_much(error):
                    raise
            zeros = None  # free it before the next batch is allocated
            tiles = max(1, tiles // 2) if is_released else tiles
            self._make_room()
            is_released = True

    def _peak_bytes(self, member: RunningMember, batch: torch.Tensor) -> int:
        torch.cuda.reset_peak_memory_stats(self._device)
        before = torch.cuda.memory_allocated(self._device)
        member.logits(batch)
        return torch.cuda.max_memory_allocated(self._device) - before

    def _is_worth_capturing(self, member: RunningMember, batch: torch.Tensor) -> bool:
        """Return True if the ``member``, which has seen such a batch, never synchronises and is slow to launch."""
        if logits_without_sync(member, batch) is None:
            return False
        return min(self._measure_launch_share(member, batch) for _ in range(LAUNCH_TRIALS)) > LAUNCH_SHARE

    def _measure_launch_share(self, member: RunningMember, batch: torch.Tensor) -> float:
        """Return the share of a batch's time that Python needs to launch it."""
        torch.cuda.synchronize(self._device)
        began = time.perf_counter()
        member.logits(batch)
        launched = time.perf_counter()
        torch.cuda.synchronize(self._device)
        return (launched - began) / (time.perf_counter() - began)


def tiles_that_fit(free_bytes: int, tile_bytes: int, tile: tuple[int, int, int], most: int) -> int:
    """Return how many tiles (C, H, W), 1 to ``most``, fit into ``free_bytes``; each takes a member ``tile_bytes``."""
    channels, height, width = tile
    around = (BATCHES_ON_CARD * channels + FLOATS_PER_PIXEL) * height * width * torch.float32.itemsize
    return max(1, min(most, int(free_bytes * FREE_SHARE) // (tile_bytes + around)))
