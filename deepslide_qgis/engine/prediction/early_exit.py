"""Early exit: tiles in which the first members of an ensemble find nothing skip the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.engine.prediction.ensemble import LAYERS, RunningEnsemble
from deepslide_qgis.engine.process.arrays import Array, library_of, numbers_beside

NOTHING_SHARE = 0.25
"""Share of the threshold. A tile is empty if each of the first members stays below it at every pixel."""


@dataclass(frozen=True)
class EarlyExit:
    """The first ``members`` predict every tile; the others skip tiles where all of these stay below ``nothing``."""

    members: int
    nothing: float


class TileEnsemble:
    """The running average of ``tiles`` tiles, some of which may end early.

    The layers ``names`` of a tile that ends early are those of the members that saw it.
    """

    def __init__(
        self, tiles: int, ensemble: RunningEnsemble, early_exit: EarlyExit | None, names: Sequence[str] = LAYERS
    ):
        self._ensemble, self._early_exit, self._names = ensemble, early_exit, names
        self._is_open = np.ones(tiles, bool)
        self._highest = np.zeros(tiles, np.float32)
        self._ended: Array | None = None
        self._open: Array | None = None  # indices of the open tiles, on the device of the logits
        self._fed = 0

    @property
    def is_open(self) -> bool:
        """Whether any tile needs a further member."""
        return bool(self._is_open.any())

    @property
    def ended_early(self) -> int:
        """The number of tiles that need no further member."""
        return int((~self._is_open).sum())

    def open_of(self, batch: Array) -> Array:
        """Return the tiles of ``batch`` (N, …) that need a further member."""
        return batch if self._open is None else batch[self._open]

    def feed(self, logits: Array) -> bool:
        """Add a member's ``logits`` (n, H, W) of the n open tiles; return True if some of them end with this member."""
        probability = self._ensemble.feed_logits(logits)
        self._fed += 1
        if self._early_exit and self._fed <= self._early_exit.members:
            self._highest = np.maximum(self._highest, _highest_of(probability))
            if self._fed == self._early_exit.members:
                return self._end_tiles(self._highest < self._early_exit.nothing, probability)
        return False

    def _end_tiles(self, is_empty: np.ndarray, probability: Array) -> bool:
        """Keep the layers of tiles where ``is_empty`` (N,), go on with the others; return True if there are any.

        A tile with NaN is not empty: it compares as False.
        """
        if not is_empty.any():
            return False
        self._is_open = ~is_empty
        self._open = numbers_beside(probability, np.flatnonzero(self._is_open))
        self._ended = self._ensemble.layers(self._names)
        self._ensemble = self._ensemble.only(self._open)
        return True

    def layers(self) -> Array:
        """Return the layers of all tiles, (N, layers, H, W)."""
        if self._ended is None:
            found = self._ensemble.layers(self._names)
        else:
            found = self._ended
            if self._is_open.any():
                found[:, self._open] = self._ensemble.layers(self._names)
        return library_of(found).moveaxis(found, 0, 1)


def _highest_of(probability: Array) -> np.ndarray:
    """Return the maximum (N,) of each tile of ``probability`` (N, H, W); waits for a graphics card."""
    return np.array(library_of(probability).amax(probability, (1, 2)).tolist(), np.float32)
