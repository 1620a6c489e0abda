"""Orders in which candidates are reviewed, each defined by a sort key."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum

from deepslide_qgis.gui.review.table import Candidate

SMALLEST_SPREAD = 0.01
LAST = math.inf
ROWS_PER_CELL = 8
"""Average number of candidates in a grid cell."""


class Order(Enum):
    """The candidate that comes first."""

    UNCERTAIN = "uncertain"
    LARGEST = "largest"
    PROBABLE = "probable"
    NEAREST = "nearest"
    GRID = "grid"
    DISPUTED = "disputed"


def sort_rows(rows: Iterable[Candidate], order: Order) -> list[int]:
    """Return the feature ids of ``rows`` in ``order``; NEAREST begins with the largest."""
    rows = list(rows)
    key = _make_grid_key(rows) if order is Order.GRID else KEYS[order]
    return [row.fid for row in sorted(rows, key=lambda row: (key(row), row.fid))]


def find_nearest(rows: Iterable[Candidate], origin: Candidate) -> int | None:
    """Return the feature id of the row nearest to ``origin``, None if there are no rows."""
    closest = min(rows, key=lambda row: (row.x - origin.x) ** 2 + (row.y - origin.y) ** 2, default=None)
    return None if closest is None else closest.fid


def _uncertainty_key(row: Candidate) -> float:
    """Return the distance of the mean probability from the threshold, in spreads."""
    if row.p_mean is None:
        return LAST
    distance = abs(row.p_mean - (0.5 if row.threshold is None else row.threshold))
    return distance / max(row.p_std if row.p_std is not None else 1.0, SMALLEST_SPREAD)


def _area_key(row: Candidate) -> float:
    return LAST if row.area_m2 is None else -row.area_m2


def _probability_key(row: Candidate) -> float:
    return LAST if row.p_mean is None else -row.p_mean


def _agreement_key(row: Candidate) -> float:
    if row.n_members_agree is None:
        return LAST
    return row.n_members_agree / (row.members or 1)


KEYS = {
    Order.UNCERTAIN: _uncertainty_key,
    Order.LARGEST: _area_key,
    Order.PROBABLE: _probability_key,
    Order.NEAREST: _area_key,
    Order.DISPUTED: _agreement_key,
}


def _make_grid_key(rows: list[Candidate]):
    """Return a key that visits a grid of cells row by row, in alternating directions."""
    if not rows:
        return _area_key
    west, north = min(row.x for row in rows), max(row.y for row in rows)
    width, height = max(row.x for row in rows) - west, north - min(row.y for row in rows)
    size = max(math.sqrt(width * height * ROWS_PER_CELL / len(rows)), max(width, height) / 1000) or 1.0

    def key(row: Candidate) -> tuple[int, int, float]:
        down, right = int((north - row.y) / size), int((row.x - west) / size)
        return down, -right if down % 2 else right, -row.x if down % 2 else row.x

    return key
