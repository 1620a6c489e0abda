"""Where members work, and how tiles get there: memory that the CPU shares, or a graphics card's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.members.batches import even_size
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.process.arrays import Array
from deepslide_qgis.engine.process.reused_memory import ReusedMemory

KEPT_READY = 3
"""So many members on a CPU keep the memory that they work in; of more, each gives it back after its turn."""


class Place(Protocol):
    """Takes batches of tiles to the members as network input, and brings back what came of them."""

    ahead: int
    """So many batches are made ready, by as many threads, while the members work on another."""

    def empty(self, tiles: int, height: int, width: int) -> np.ndarray:
        """Return float32 memory for a batch (N, …, height, width) from which it travels fast."""
        ...

    def fill(self, tile: np.ndarray, bands: np.ndarray) -> None:
        """Put ``bands`` (C, h, w), NaN where there is no data, into a part of a batch's ``tile`` (…, h, w)."""
        ...

    def put(self, batch: np.ndarray) -> Array:
        """Return the filled ``batch`` as network input (N, channels, H, W) where the members are."""
        ...

    def keep_pace(self) -> None:
        """Wait until the members' work is nearly done, where it is done elsewhere."""
        ...

    def fetch(self, values: Array) -> np.ndarray:
        """Return ``values`` as numpy's; wait for them, but not for what is computed after them. Any thread may."""
        ...

    def hand_on(self, values: Array) -> Array:
        """Return ``values``, computed by the members' thread, so that another may go on with them."""
        ...

    def keeps_ready(self, members: int) -> bool:
        """Tell whether so many ``members`` keep the memory that they work in from batch to batch."""
        ...

    def ready(
        self, members: Sequence[RunningMember], row: tuple[int, int, int], rows: int, most: int, beside_bytes: int
    ) -> tuple[Sequence[RunningMember], int]:
        """Return ``members`` for so many ``rows`` of tiles as ``row`` (tiles, height, width), and the size of batches.

        Batches part a row evenly and hold ``most`` tiles at most, and no more than the memory has room for with each
        member and ``beside_bytes``, but at least one.
        """
        ...


class SharedMemory:
    """The computer's own memory: nothing travels, and tiles are normalised while they are filled."""

    ahead = 1

    def __init__(self, normalisation: Normalisation, gain: float):
        self._normalisation, self._gain = normalisation, gain
        self._memory = ReusedMemory()

    def empty(self, tiles: int, height: int, width: int) -> np.ndarray:
        """Return memory (N, channels, height, width) that holds anything."""
        return self._memory.empty((tiles, self._normalisation.channels, height, width))

    def fill(self, tile: np.ndarray, bands: np.ndarray) -> None:
        """Normalise ``bands`` into ``tile`` (channels, h, w)."""
        normalise(bands, self._normalisation, self._gain, tile)

    def put(self, batch: np.ndarray) -> np.ndarray:
        """Return the ``batch`` itself."""
        return batch

    def keep_pace(self) -> None:
        """Do nothing: what was begun here is done."""

    def fetch(self, values: np.ndarray) -> np.ndarray:
        """Return the ``values``, which are here already."""
        return values

    def hand_on(self, values: np.ndarray) -> np.ndarray:
        """Return the ``values`` themselves."""
        return values

    def keeps_ready(self, members: int) -> bool:
        """Tell whether they are few."""
        return members <= KEPT_READY

    def ready(
        self, members: Sequence[RunningMember], row: tuple[int, int, int], rows: int, most: int, beside_bytes: int
    ) -> tuple[Sequence[RunningMember], int]:
        """Return ``members`` as they are: on a CPU they show themselves a few tiles of a batch at a time."""
        return members, even_size(row[0], most)
