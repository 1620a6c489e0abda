"""Batches of tiles that get smaller when memory runs out, instead of losing the run."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from deepslide_qgis.core.events import Report, Warned
from deepslide_qgis.engine.process.failures import may_be_out_of_memory

Tiles = TypeVar("Tiles", bound=Sequence[int])
Predicted = TypeVar("Predicted")


def even_size(tiles: int, most: int) -> int:
    """Return how many of ``tiles`` a batch holds, ``most`` at most, so that all batches are of about one size."""
    return math.ceil(tiles / math.ceil(tiles / most))


class Batches:
    """Splits tiles into batches of ``size``; halves it, for the rest of the run, where a batch is too much.

    Before that ``release`` is asked to give back what memory it can.
    """

    def __init__(self, size: int, report: Report, release: Callable[[], None]):
        self.size = size
        self._report, self._release = report, release

    def over(self, tiles: Tiles, predict: Callable[[Tiles], Predicted]) -> Iterator[tuple[Tiles, Predicted]]:
        """Yield parts of ``tiles`` with what ``predict`` gives for them; raise what it raises for a single tile."""
        first = 0
        while first < len(tiles):
            batch = tiles[first : first + self.size]
            predicted = self._try(batch, predict)
            if predicted is None:
                self._release()
                continue
            yield batch, predicted
            first += len(batch)

    def _try(self, batch: Tiles, predict: Callable[[Tiles], Predicted]) -> Predicted | None:
        try:
            return predict(batch)
        except Exception as error:
            if len(batch) == 1 or not may_be_out_of_memory(error):
                raise
            self.size = len(batch) // 2
            self._report(
                Warned(
                    f"The memory was not enough for {len(batch)} tiles at once; going on with {self.size}. "
                    "A smaller batch size from the start is faster."
                )
            )
            return None
