"""How much of the area had usable dates: too few are told, none is an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Event, Warned

TOLD_SHARE = 0.01
"""From which share of pixels without a usable date on it is told."""


class Coverage:
    """Counts, block by block, how many dates were usable."""

    def __init__(self, what: str, minimum: int, report: Callable[[Event], None]):
        self._what, self._minimum, self._report = what, minimum, report
        self._histogram = np.zeros(1, np.int64)

    def count(self, counts: np.ndarray) -> None:
        """Take the numbers of usable dates of a block."""
        found = np.bincount(counts.ravel())
        size = max(len(found), len(self._histogram))
        self._histogram = np.pad(self._histogram, (0, size - len(self._histogram)))
        self._histogram[: len(found)] += found

    def conclude(self) -> dict[str, Any]:
        """Return the pixels by number of usable dates, and tell of a lack; raise RasterError where there are none."""
        total = int(self._histogram.sum())
        short = int(self._histogram[: self._minimum].sum())
        needed = f"{self._minimum} usable {self._what}"
        if short == total:
            raise RasterError(
                f"No pixel of the area has {needed}: the images have clouds or no data everywhere.",
                "Choose more dates, a longer period, or fewer classes of clouds to leave out.",
            )
        if short > TOLD_SHARE * total:
            self._report(Warned(f"{short / total:.0%} of the area has fewer than {needed} and stays without data."))
        return {"usable_dates_px": {str(dates): int(px) for dates, px in enumerate(self._histogram) if px}}
