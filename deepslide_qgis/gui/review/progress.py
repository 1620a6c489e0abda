"""Progress and speed of a review."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Callable, Optional

from deepslide_qgis.core.review.review import JUDGED, ReviewStatus
from deepslide_qgis.gui.review.table import Candidate

WINDOW_S = 600
"""The rate covers the last ten minutes."""
LONGEST_PAUSE_S = 120
FEWEST = 4
"""Number of intervals below which no rate is given."""


@dataclass(frozen=True)
class Progress:
    """Counts by status, and judgements per minute of this session (None for too few judgements)."""

    counts: dict[ReviewStatus, int]
    per_minute: Optional[float]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def judged(self) -> int:
        return sum(count for status, count in self.counts.items() if status in JUDGED)

    @property
    def minutes_left(self) -> Optional[float]:
        return (self.total - self.judged) / self.per_minute if self.per_minute else None


class Pace:
    """Rate of judgements, pauses excluded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._times: deque[float] = deque()

    def note(self) -> None:
        """Record a judgement made now."""
        self._times.append(self._clock())

    def per_minute(self) -> Optional[float]:
        """Return the rate over the last ten minutes, None for too few judgements."""
        while self._times and self._clock() - self._times[0] > WINDOW_S:
            self._times.popleft()
        times = list(self._times)
        gaps = [later - earlier for earlier, later in zip(times, times[1:]) if later - earlier < LONGEST_PAUSE_S]
        return 60 * len(gaps) / sum(gaps) if len(gaps) >= FEWEST and sum(gaps) > 0 else None


def progress(rows: Iterable[Candidate], pace: Pace) -> Progress:
    """Return the progress of a review of ``rows``."""
    return Progress(dict(Counter(row.status for row in rows)), pace.per_minute())
