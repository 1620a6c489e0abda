"""The memory in which members compute, and how batches get there and results back: the host's, or a graphics card's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.members.batches import even_size
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.process.arrays import Array
from deepslide_qgis.engine.process.reused_memory import ReusedMemory

MAX_KEEPING_BUFFERS = 3
"""Up to so many members on a CPU keep their layer buffers between batches; in larger ensembles each frees its own."""


@dataclass(frozen=True)
class Workload:
    """What a run will ask of the memory, from which the batch size follows.

    ``row_tiles`` tiles of ``height`` × ``width`` pixels in each of ``rows`` rows; ``blending_bytes`` are needed beside
    the members.
    """

    row_tiles: int
    height: int
    width: int
    rows: int
    blending_bytes: int = 0


class DeviceMemory(Protocol):
    """Moves batches of tiles to the members' device and results back to numpy."""

    prefetch: int
    """Batches that are prepared, by as many threads, while the members work on another."""

    def allocate_batch(self, tiles: int, height: int, width: int) -> np.ndarray:
        """Return uninitialised float32 host memory for a batch (N, …, height, width)."""
        ...

    def fill_tile(self, tile: np.ndarray, bands: np.ndarray) -> None:
        """Write ``bands`` (C, h, w), NaN where there is no data, into part of a ``tile`` (…, h, w) of such a batch."""
        ...

    def to_device(self, batch: np.ndarray) -> Array:
        """Return the filled ``batch`` as network input (N, channels, H, W) on the device."""
        ...

    def limit_queue(self) -> None:
        """Wait until the device has almost finished the work that was queued so far."""
        ...

    def to_numpy(self, values: Array) -> np.ndarray:
        """Wait for ``values`` to be computed, not for work queued after them; return them as numpy. Thread-safe."""
        ...

    def for_other_thread(self, values: Array) -> Array:
        """Return ``values``, computed in the members' thread, in a form that another thread may use."""
        ...

    def keeps_buffers(self, members: int) -> bool:
        """Return True if an ensemble of ``members`` keeps its layer buffers between batches."""
        ...

    def plan_batches(
        self, members: Sequence[RunningMember], workload: Workload, most: int
    ) -> tuple[Sequence[RunningMember], int]:
        """Return the ``members`` prepared for the ``workload``, and the batch size: 1 to ``most`` tiles.

        Batches split a row of tiles evenly and fit into the device's memory with each member.
        """
        ...


class HostMemory:
    """The computer's own memory: nothing is moved, and tiles are normalised while they are filled."""

    prefetch = 1

    def __init__(self, normalisation: Normalisation, gain: float):
        self._normalisation, self._gain = normalisation, gain
        self._memory = ReusedMemory()

    def allocate_batch(self, tiles: int, height: int, width: int) -> np.ndarray:
        """Return uninitialised memory (N, channels, height, width)."""
        return self._memory.empty((tiles, self._normalisation.channels, height, width))

    def fill_tile(self, tile: np.ndarray, bands: np.ndarray) -> None:
        """Write the normalised ``bands`` into ``tile`` (channels, h, w)."""
        normalise(bands, self._normalisation, self._gain, tile)

    def to_device(self, batch: np.ndarray) -> np.ndarray:
        """Return the ``batch`` itself."""
        return batch

    def limit_queue(self) -> None:
        """Do nothing: a CPU computes at once."""

    def to_numpy(self, values: np.ndarray) -> np.ndarray:
        """Return the ``values`` themselves."""
        return values

    def for_other_thread(self, values: np.ndarray) -> np.ndarray:
        """Return the ``values`` themselves."""
        return values

    def keeps_buffers(self, members: int) -> bool:
        """Return True for small ensembles."""
        return members <= MAX_KEEPING_BUFFERS

    def plan_batches(
        self, members: Sequence[RunningMember], workload: Workload, most: int
    ) -> tuple[Sequence[RunningMember], int]:
        """Return the ``members`` as they are: on a CPU they split batches themselves (``predict_in_parts``)."""
        return members, even_size(workload.row_tiles, most)
