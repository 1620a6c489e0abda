"""Where members work, and how tiles get there: memory that the CPU shares, or a graphics card's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np

from deepslide_qgis.engine.ensemble import Array
from deepslide_qgis.engine.member import RunningMember
from deepslide_qgis.engine.reused_memory import ReusedMemory


class Place(Protocol):
    """Takes batches of tiles to the members and brings back what came of them."""

    ahead: int
    """So many batches are made ready, by as many threads, while the members work on another."""

    def empty(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return float32 memory of ``shape`` from which batches travel fast."""
        ...

    def put(self, batch: np.ndarray) -> Array:
        """Return the ``batch`` (N, C, H, W) where the members are; it stays as it is until its layers are here."""
        ...

    def keep_pace(self) -> None:
        """Wait until the members' work is nearly done, where it is done elsewhere."""
        ...

    def leaving(self, layers: Array, batch: np.ndarray) -> Callable[[], np.ndarray]:
        """Return what waits for the ``layers`` of ``batch`` and gives them as numpy's; any thread may call it."""
        ...

    def tiles_at_once(self, members: Iterable[RunningMember], tile: tuple[int, int, int], most: int) -> int:
        """Return how many tiles (C, H, W), at most ``most``, the free memory holds for each of ``members``."""
        ...


class SharedMemory:
    """The computer's own memory: nothing travels."""

    ahead = 1

    def __init__(self) -> None:
        self.empty = ReusedMemory().empty

    def put(self, batch: np.ndarray) -> np.ndarray:
        """Return the ``batch`` itself."""
        return batch

    def keep_pace(self) -> None:
        """Do nothing: what was begun here is done."""

    def leaving(self, layers: np.ndarray, batch: np.ndarray) -> Callable[[], np.ndarray]:
        """Return what gives the ``layers``, which are here already."""
        return lambda: layers

    def tiles_at_once(self, members: Iterable[RunningMember], tile: tuple[int, int, int], most: int) -> int:
        """Return ``most``: members on a CPU show themselves a few tiles of a batch at a time."""
        return most
