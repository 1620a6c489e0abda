"""The orders in which candidates are looked at: each a key over the rows, smallest first."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum

from deepslide_qgis.gui.review.table import Candidate

SMALLEST_SPREAD = 0.01
LAST = math.inf
PER_CELL = 8
"""How many candidates a cell of the grid holds on average."""


class Order(Enum):
    """What comes first."""

    UNCERTAIN = "uncertain"
    LARGEST = "largest"
    PROBABLE = "probable"
    NEAREST = "nearest"
    GRID = "grid"
    DISPUTED = "disputed"


def ordered(rows: Iterable[Candidate], order: Order) -> list[int]:
    """Return the feature ids of ``rows`` in ``order``; NEAREST begins with the largest."""
    rows = list(rows)
    key = _by_cell(rows) if order is Order.GRID else KEYS[order]
    return [row.fid for row in sorted(rows, key=lambda row: (key(row), row.fid))]


def nearest(rows: Iterable[Candidate], here: Candidate) -> int | None:
    """Return the feature id of the row that lies nearest to ``here``, None where there is no row."""
    found = min(rows, key=lambda row: (row.x - here.x) ** 2 + (row.y - here.y) ** 2, default=None)
    return None if found is None else found.fid


def _doubt(row: Candidate) -> float:
    """How many spreads the mean probability lies from the threshold: small is uncertain."""
    if row.p_mean is None:
        return LAST
    distance = abs(row.p_mean - (0.5 if row.threshold is None else row.threshold))
    return distance / max(row.p_std if row.p_std is not None else 1.0, SMALLEST_SPREAD)


def _largest(row: Candidate) -> float:
    return LAST if row.area_m2 is None else -row.area_m2


def _probable(row: Candidate) -> float:
    return LAST if row.p_mean is None else -row.p_mean


def _agreement(row: Candidate) -> float:
    if row.n_members_agree is None:
        return LAST
    return row.n_members_agree / (row.members or 1)


KEYS = {
    Order.UNCERTAIN: _doubt,
    Order.LARGEST: _largest,
    Order.PROBABLE: _probable,
    Order.NEAREST: _largest,
    Order.DISPUTED: _agreement,
}


def _by_cell(rows: list[Candidate]):
    """Return a key that covers the area once, cell by cell, row of cells by row, each the other way round."""
    if not rows:
        return _largest
    west, north = min(row.x for row in rows), max(row.y for row in rows)
    width, height = max(row.x for row in rows) - west, north - min(row.y for row in rows)
    size = max(math.sqrt(width * height * PER_CELL / len(rows)), max(width, height) / 1000) or 1.0

    def key(row: Candidate) -> tuple[int, int, float]:
        down, right = int((north - row.y) / size), int((row.x - west) / size)
        return down, -right if down % 2 else right, -row.x if down % 2 else row.x

    return key
