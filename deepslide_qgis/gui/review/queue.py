"""Walk through the candidates: which comes next, and which came before."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Optional

from deepslide_qgis.gui.review.filters import Filter
from deepslide_qgis.gui.review.orders import Order, find_nearest, sort_rows
from deepslide_qgis.gui.review.table import Candidate, CandidateTable


class Queue:
    """Walks through the rows of a table in an order, skipping those that a filter rejects.

    The positions of passing rows are kept sorted, so the cost of a step is independent of the number of rows.
    """

    def __init__(self, table: CandidateTable, order: Order = Order.UNCERTAIN, row_filter: Optional[Filter] = None):
        self._table = table
        self.order, self.filter = order, row_filter or Filter()
        self._trail: list[int] = []
        self._visited: set[int] = set()
        self.arrange(order)

    def arrange(self, order: Order) -> None:
        """Sort the rows by ``order``; call it also after rows were added or removed."""
        self.order = order
        self._sequence = sort_rows(self._table.rows.values(), order)
        self._places = {fid: place for place, fid in enumerate(self._sequence)}
        self.set_filter(self.filter)

    def set_filter(self, row_filter: Filter) -> None:
        """Skip all rows that ``row_filter`` rejects."""
        self.filter = row_filter
        rows = self._table.rows
        self._passing = [place for place, fid in enumerate(self._sequence) if row_filter.passes(rows[fid])]

    def update_rows(self, fids: Iterable[int]) -> None:
        """Apply the filter again to rows that changed."""
        for fid in fids:
            place = self._places.get(fid)
            if place is None:
                continue
            at = bisect_left(self._passing, place)
            was_in = self._passing[at : at + 1] == [place]
            is_in = fid in self._table.rows and self.filter.passes(self._table.rows[fid])
            if is_in and not was_in:
                insort(self._passing, place)
            elif was_in and not is_in:
                del self._passing[at]

    def start(self) -> Optional[int]:
        """Return the first candidate of the walk, None if no row passes."""
        self._visited.clear()
        return self._sequence[self._passing[0]] if self._passing else None

    def after(self, fid: Optional[int]) -> Optional[int]:
        """Return the candidate after ``fid``, from the start again after the last; None if no other row passes."""
        current = self._table.rows.get(fid)
        if current is None:
            return self.start()
        self._visited.add(fid)
        if self.order is Order.NEAREST:
            return self._nearest(current)
        at = bisect_left(self._passing, self._places[fid] + 1)
        place = next(iter(self._passing[at : at + 1] or self._passing[:1]), None)
        following = None if place is None else self._sequence[place]
        return None if following == fid else following

    def visit(self, fid: Optional[int]) -> None:
        """Append ``fid`` to the trail of visited candidates."""
        if fid is not None and (not self._trail or self._trail[-1] != fid):
            self._trail.append(fid)

    def before(self) -> Optional[int]:
        """Go back on the trail; return the candidate visited before the last one, None at its beginning."""
        while len(self._trail) > 1:
            self._trail.pop()
            if self._trail[-1] in self._table.rows:
                return self._trail[-1]
        return None

    def place(self, fid: Optional[int]) -> tuple[int, int]:
        """Return (position of ``fid`` among the passing rows from 1, 0 if rejected; number of passing rows)."""
        place = self._places.get(fid)
        at = bisect_left(self._passing, place) if place is not None else 0
        return at + 1 if self._passing[at : at + 1] == [place] else 0, len(self._passing)

    def _nearest(self, current: Candidate) -> Optional[int]:
        rows = self._table.rows
        others = [rows[self._sequence[place]] for place in self._passing if self._sequence[place] != current.fid]
        unvisited = [row for row in others if row.fid not in self._visited]
        if not unvisited:
            self._visited.clear()
        return find_nearest(unvisited or others, current)
