"""Tiles in which the first members of an ensemble see nothing are not shown to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.prediction.ensemble import LAYERS, RunningEnsemble
from deepslide_qgis.engine.process.arrays import Array, array_module, move_indices_to_device

NOTHING_SHARE = 0.25
"""Of the threshold: below it, in each of the first members and at every pixel, there is nothing in a tile."""


@dataclass(frozen=True)
class EarlyExit:
    """``members`` look at every tile; the rest only where one of them gives a pixel the probability ``nothing``."""

    members: int
    nothing: float


class TileEnsemble:
    """Takes what one member after another says of ``tiles`` tiles.

    Where tiles end early, their layers ``names`` are those of the members that saw them.
    """

    def __init__(
        self, tiles: int, ensemble: RunningEnsemble, early_exit: EarlyExit | None, names: Sequence[str] = LAYERS
    ):
        self._ensemble, self._early_exit, self._names = ensemble, early_exit, names
        self._is_open = np.ones(tiles, bool)
        self._highest = np.zeros(tiles, np.float32)
        self._ended: Array | None = None
        self._open: Array | None = None  # the numbers of the open tiles, where the answers are
        self._fed = 0

    @property
    def is_open(self) -> bool:
        """Whether any tile needs a further member."""
        return bool(self._is_open.any())

    @property
    def ended_early(self) -> int:
        """How many tiles need no further member."""
        return int((~self._is_open).sum())

    def open_of(self, batch: Array) -> Array:
        """Return those of ``batch`` (N, …), one for each tile, that need a further member."""
        return batch if self._open is None else batch[self._open]

    def feed(self, logits: Array) -> bool:
        """Add a member's ``logits`` (n, H, W) of the n tiles that are open; return whether some of them end now."""
        probability = self._ensemble.feed_logits(logits)
        self._fed += 1
        if self._early_exit and self._fed <= self._early_exit.members:
            self._highest = np.maximum(self._highest, _highest_of(probability))
            if self._fed == self._early_exit.members:
                return self._close(self._highest < self._early_exit.nothing, probability)
        return False

    def _close(self, sees_nothing: np.ndarray, probability: Array) -> bool:
        """Keep what is known of tiles that end, and go on with the others, where the ``probability`` is.

        No number (NaN) is not nothing.
        """
        if not sees_nothing.any():
            return False
        self._is_open = ~sees_nothing
        self._open = move_indices_to_device(probability, np.flatnonzero(self._is_open))
        self._ended = self._ensemble.layers(self._names)
        self._ensemble = self._ensemble.only(self._open)
        return True

    def layers(self) -> Array:
        """Return (N, layers, H, W): what was asked for of each tile."""
        if self._ended is None:
            found = self._ensemble.layers(self._names)
        else:
            found = self._ended
            if self._is_open.any():
                found[:, self._open] = self._ensemble.layers(self._names)
        return array_module(found).moveaxis(found, 0, 1)


def _highest_of(probability: Array) -> np.ndarray:
    """Return the highest of each tile (N,) of ``probability`` (N, H, W); where a graphics card has it, wait for it."""
    return np.array(array_module(probability).amax(probability, (1, 2)).tolist(), np.float32)
