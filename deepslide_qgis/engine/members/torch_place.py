"""Where torch's members work: bands travel to a graphics card and finished rows back beside the work.

A batch goes up once for all members, as it was read, and is normalised there. With CUDA it comes from pinned memory on
a stream of its own, so that it travels while the card works on the batch before; rows come down on another. With the
CPU or Apple's GPU the same calls just copy.
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
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.members.recorded_member import answer_without_waiting, can_record, recorded
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.process.failures import may_be_out_of_memory

AHEAD = 3
RECORDED_FROM = 8
"""Batches from which on recording pays: it takes as long as five of them take to launch."""
LAUNCHING_SHARE = 1 / 3
"""Of a member's time for a batch: where it takes less to launch, recording it gains nothing."""
TIMED = 2
"""How often that is looked at: a pass that another program delays is no measure."""
BESIDE_RECORDING = 1.5
"""What a recorded member takes, over its work on a batch: up to half of one is launched, in memory of its own."""
FREE_SHARE = 0.8
"""Of a card's free memory, so that its other users and the library's own needs have room."""
LOOKED_AT_SHARE = 0.9
"""Of it, for the look that tells how much is needed: more would be lent from the computer's memory on Windows."""
WAITING = 2
"""Members whose work stands before a card: one at work, one that follows without a gap."""
COPIES = 4
"""Batches of inputs on a card at the same time: one in work, one waiting, one on its way, as bands and normalised."""
SUMS = 12
"""Float32 numbers per pixel that the ensemble's arithmetic holds at most, layers on their way down among them."""


class TorchPlace:
    """One device: cpu, cuda:0 …, mps. ``make_room`` frees memory there that this run does not need."""

    def __init__(self, device: torch.device, normalisation: Normalisation, gain: float, make_room: Callable[[], None]):
        self._is_cuda = device.type == "cuda"
        if self._is_cuda and device.index is None:  # some of torch's calls want the number
            device = torch.device("cuda", torch.cuda.current_device())
        self._device, self._normalisation, self._gain = device, normalisation, gain
        self._make_room = make_room
        self.ahead = 1 if device.type == "cpu" else AHEAD
        self._is_for_one_thread = device.type == "mps"  # another thread's work beside it can end the process
        self._marks: deque[torch.cuda.Event] = deque()
        self._sent: deque[tuple[torch.cuda.Event, np.ndarray]] = deque()
        self._up, self._down = (torch.cuda.Stream(device) if self._is_cuda else None for _ in range(2))

    def empty(self, tiles: int, height: int, width: int) -> np.ndarray:
        """Return memory (N, bands, height, width), pinned where that makes its way faster."""
        shape = tiles, len(self._normalisation.mean), height, width
        return torch.empty(shape, dtype=torch.float32, pin_memory=self._is_cuda).numpy()

    def fill(self, tile: np.ndarray, bands: np.ndarray) -> None:
        """Copy ``bands`` into ``tile``."""
        tile[...] = bands

    def put(self, batch: np.ndarray) -> torch.Tensor:
        """Return the ``batch`` (N, bands, H, W) normalised on the device; with CUDA it may still be on its way there.

        What is computed with it waits for it.
        """
        if not self._is_cuda:
            return self._placed(batch)
        working = torch.cuda.current_stream(self._device)
        with torch.cuda.stream(self._up):
            placed = self._placed(batch)
        working.wait_stream(self._up)
        placed.record_stream(working)  # its memory is free only when the members are done with it
        self._hold(batch)
        return placed

    def _placed(self, batch: np.ndarray) -> torch.Tensor:
        sent = torch.from_numpy(batch).to(self._device, non_blocking=self._is_cuda)
        return normalise(sent, self._normalisation, self._gain)

    def _hold(self, batch: np.ndarray) -> None:
        """Keep the memory of ``batch`` from being used anew while it travels."""
        self._sent.append((self._up.record_event(), batch))
        while self._sent and self._sent[0][0].query():
            self._sent.popleft()

    def keep_pace(self) -> None:
        """Wait while work of more than ``WAITING`` members stands before the card: nothing of that can be cancelled."""
        if not self._is_cuda:
            return
        self._marks.append(torch.cuda.Event(blocking=True))
        self._marks[-1].record(torch.cuda.current_stream(self._device))
        if len(self._marks) > WAITING:
            self._marks.popleft().synchronize()

    def fetch(self, values: torch.Tensor | np.ndarray) -> np.ndarray:
        """Return ``values`` as numpy's, when they are computed; on a way of their own, beside what follows them."""
        if isinstance(values, np.ndarray):
            return values
        if not self._is_cuda:
            return values.cpu().numpy()
        here = torch.empty(values.shape, dtype=values.dtype, pin_memory=True)
        self._down.wait_stream(torch.cuda.current_stream(self._device))
        done = torch.cuda.Event(blocking=True)  # waiting for a stream would keep a core busy
        with torch.cuda.stream(self._down):
            here.copy_(values, non_blocking=True)
            done.record(self._down)
        done.synchronize()
        return here.numpy()

    def hand_on(self, values: torch.Tensor) -> torch.Tensor | np.ndarray:
        """Return the ``values``, for Apple's GPU as numpy's: it is used by one thread."""
        return self.fetch(values) if self._is_for_one_thread else values

    def keeps_ready(self, members: int) -> bool:
        """Tell that members keep what they work in: they share it."""
        return True

    def ready(
        self, members: Sequence[RunningMember], row: tuple[int, int, int], rows: int, most: int, beside_bytes: int
    ) -> tuple[Sequence[RunningMember], int]:
        """Return ``members`` for so many ``rows`` of tiles as ``row`` (tiles, height, width), and the size of batches.

        With CUDA each is shown a whole batch of nothing, for which the card's libraries get ready, too; how much memory
        it takes to look at that says how many tiles fit. For many batches what a member does is recorded, where
        launching it is much of its time.
        """
        tiles = even_size(row[0], most)
        if not self._is_cuda:
            return members, tiles
        with self._within_its_memory():
            nothing, tile_bytes = self._largest_batch(members, (tiles, *row[1:]))
        is_long = can_record() and rows * math.ceil(row[0] / len(nothing)) >= RECORDED_FROM
        chosen = {i for i, member in enumerate(members) if is_long and self._is_worth_recording(member, nothing)}
        taken = int(tile_bytes * BESIDE_RECORDING) if chosen else tile_bytes
        tiles = even_size(row[0], self._room(taken, nothing, beside_bytes))
        return recorded(members, nothing[:tiles], chosen), tiles

    @contextmanager
    def _within_its_memory(self) -> Iterator[None]:
        """Let memory run out where the card's own does: on Windows the driver would go on in the computer's, slowly."""
        free, total = torch.cuda.mem_get_info(self._device)
        held = torch.cuda.memory_reserved(self._device)
        before = torch.cuda.get_per_process_memory_fraction(self._device)
        most = min(before, (held + LOOKED_AT_SHARE * free) / total)
        torch.cuda.set_per_process_memory_fraction(most, self._device)
        try:
            yield
        finally:
            torch.cuda.set_per_process_memory_fraction(before, self._device)

    def _room(self, tile_bytes: int, nothing: torch.Tensor, beside_bytes: int) -> int:
        """Return for how many tiles as those of ``nothing`` there is room; other runs' members give way."""
        for release in (torch.cuda.empty_cache, self._make_room):
            release()
            free, _ = torch.cuda.mem_get_info(self._device)
            tiles = tiles_that_fit(free - beside_bytes, tile_bytes, tuple(nothing.shape[1:]), len(nothing))
            if tiles == len(nothing):
                break
        return tiles

    def _largest_batch(self, members: Sequence[RunningMember], shape: tuple[int, int, int]) -> tuple[torch.Tensor, int]:
        """Return a batch of nothing, with half as many tiles until each of ``members`` can look at it.

        With it comes what one of its tiles takes at most while one of them looks. Before it gets smaller other runs'
        members give way. Raises torch's error where there is no memory for one tile.
        """
        tiles, height, width = shape
        is_released = False
        while True:
            try:
                nothing = torch.zeros((tiles, self._normalisation.channels, height, width), device=self._device)
                return nothing, max(self._peak_bytes(member, nothing) for member in members) // tiles
            except RuntimeError as error:
                if (is_released and tiles == 1) or not may_be_out_of_memory(error):
                    raise
            nothing = None  # or it would be there beside the next one
            tiles = max(1, tiles // 2) if is_released else tiles
            self._make_room()
            is_released = True

    def _peak_bytes(self, member: RunningMember, shown: torch.Tensor) -> int:
        torch.cuda.reset_peak_memory_stats(self._device)
        before = torch.cuda.memory_allocated(self._device)
        member.logits(shown)
        return torch.cuda.max_memory_allocated(self._device) - before

    def _is_worth_recording(self, member: RunningMember, shown: torch.Tensor) -> bool:
        """Tell whether the ``member``, which has seen such a batch, does not wait on the way and is slow to launch."""
        if answer_without_waiting(member, shown) is None:
            return False
        return min(self._launching_share(member, shown) for _ in range(TIMED)) > LAUNCHING_SHARE

    def _launching_share(self, member: RunningMember, shown: torch.Tensor) -> float:
        """Return how much of the time for a batch goes by in Python."""
        torch.cuda.synchronize(self._device)
        began = time.perf_counter()
        member.logits(shown)
        launched = time.perf_counter()
        torch.cuda.synchronize(self._device)
        return (launched - began) / (time.perf_counter() - began)


def tiles_that_fit(free_bytes: int, layer_bytes: int, tile: tuple[int, int, int], most: int) -> int:
    """Return how many tiles (C, H, W), 1 to ``most``, that take ``layer_bytes`` each fit into ``free_bytes``."""
    channels, height, width = tile
    around = (COPIES * channels + SUMS) * height * width * torch.float32.itemsize
    return max(1, min(most, int(free_bytes * FREE_SHARE) // (layer_bytes + around)))
