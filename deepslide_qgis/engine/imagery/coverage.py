"""Statistics of usable dates per pixel: too few cause a warning, none an error."""

from __future__ import annotations

from typing import Any

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Report, Warned

REPORTED_SHARE = 0.01
"""Share of pixels without enough usable dates from which a warning is given."""


class Coverage:
    """Histogram of the number of usable dates, accumulated block by block."""

    def __init__(self, what: str, minimum: int, report: Report):
        self._what, self._minimum, self._report = what, minimum, report
        self._histogram = np.zeros(1, np.int64)

    def count(self, counts: np.ndarray) -> None:
        """Add the numbers of usable dates of a block."""
        histogram = np.bincount(counts.ravel())
        size = max(len(histogram), len(self._histogram))
        self._histogram = np.pad(self._histogram, (0, size - len(self._histogram)))
        self._histogram[: len(histogram)] += histogram

    def conclude(self) -> dict[str, Any]:
        """Return the pixels by number of usable dates; warn of too few, raise RasterError if no pixel has enough."""
        total = int(self._histogram.sum())
        short = int(self._histogram[: self._minimum].sum())
        needed = f"{self._minimum} usable {self._what}"
        if short == total:
            raise RasterError(
                f"No pixel of the area has {needed}: the images have clouds or no data everywhere.",
                "Choose more dates, a longer period, or fewer classes of clouds to leave out.",
            )
        if short > REPORTED_SHARE * total:
            self._report(Warned(f"{short / total:.0%} of the area has fewer than {needed} and stays without data."))
        return {"usable_dates_px": {str(dates): int(px) for dates, px in enumerate(self._histogram) if px}}
