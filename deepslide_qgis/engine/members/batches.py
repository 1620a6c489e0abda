"""Batches of tiles, halved when memory runs out, so that the run goes on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from deepslide_qgis.core.events import Event, Warned
from deepslide_qgis.engine.process.failures import is_perhaps_too_much

Tiles = TypeVar("Tiles", bound=Sequence[int])
Predicted = TypeVar("Predicted")


def even_size(tiles: int, most: int) -> int:
    """Return the batch size, at most ``most``, that splits ``tiles`` into batches of about equal size."""
    return math.ceil(tiles / math.ceil(tiles / most))


class Batches:
    """Splits tiles into batches of ``size``, which is halved for the rest of the run when memory runs out.

    ``release`` is called then, to free memory.
    """

    def __init__(self, size: int, report: Callable[[Event], None], release: Callable[[], None]):
        self.size = size
        self._report, self._release = report, release

    def over(self, tiles: Tiles, predict: Callable[[Tiles], Predicted]) -> Iterator[tuple[Tiles, Predicted]]:
        """Yield parts of ``tiles`` and ``predict(part)``; raise its out-of-memory error only for a single tile."""
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
            if len(batch) == 1 or not is_perhaps_too_much(error):
                raise
            self.size = len(batch) // 2
            self._report(
                Warned(
                    f"The memory was not enough for {len(batch)} tiles at once; going on with {self.size}. "
                    "A smaller batch size from the start is faster."
                )
            )
            return None
