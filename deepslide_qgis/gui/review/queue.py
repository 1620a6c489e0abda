"""Which candidate comes next, and which one came before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from deepslide_qgis.gui.review.filters import Filter
from deepslide_qgis.gui.review.orders import Order, nearest, ordered
from deepslide_qgis.gui.review.table import Candidate, CandidateTable


class Queue:
    """Walks through the rows of a table in an order, past those that a filter leaves out."""

    def __init__(self, table: CandidateTable, order: Order = Order.UNCERTAIN, wanted: Optional[Filter] = None):
        self._table = table
        self.order = order
        self.filter = wanted or Filter()
        self._trail: list[int] = []
        self._seen: set[int] = set()
        self.arrange(order)

    def arrange(self, order: Order) -> None:
        """Put the rows into ``order``; also after rows came or went."""
        self.order = order
        self._sequence = ordered(self._table.rows.values(), order)
        self._places = {fid: place for place, fid in enumerate(self._sequence)}

    def start(self) -> Optional[int]:
        """Return the first candidate of the walk, None where none passes."""
        self._seen.clear()
        return next(self._passing(0), None)

    def after(self, fid: Optional[int]) -> Optional[int]:
        """Return what comes after ``fid``, from the start again behind the last one; None where nothing else passes."""
        here = self._table.rows.get(fid)
        if here is None:
            return self.start()
        self._seen.add(fid)
        if self.order is Order.NEAREST:
            return self._nearest(here)
        return next((other for other in self._passing(self._places.get(fid, -1) + 1) if other != fid), None)

    def visit(self, fid: Optional[int]) -> None:
        """Remember where the walk came by."""
        if fid is not None and (not self._trail or self._trail[-1] != fid):
            self._trail.append(fid)

    def before(self) -> Optional[int]:
        """Step back on the trail; return the candidate seen before the last one, None at its beginning."""
        while len(self._trail) > 1:
            self._trail.pop()
            if self._trail[-1] in self._table.rows:
                return self._trail[-1]
        return None

    def place(self, fid: Optional[int]) -> tuple[int, int]:
        """Return the place of ``fid`` among those that pass, from 1 (0: it does not pass), and their number."""
        passing = [other for other in self._sequence if self._passes(other)]
        return passing.index(fid) + 1 if fid in passing else 0, len(passing)

    def _nearest(self, here: Candidate) -> Optional[int]:
        others = [row for row in self._table.rows.values() if row.fid != here.fid and self.filter.passes(row)]
        unseen = [row for row in others if row.fid not in self._seen]
        if not unseen:
            self._seen.clear()
        return nearest(unseen or others, here)

    def _passing(self, start: int) -> Iterator[int]:
        count = len(self._sequence)
        around = (self._sequence[(start + step) % count] for step in range(count))
        return (fid for fid in around if self._passes(fid))

    def _passes(self, fid: int) -> bool:
        row = self._table.rows.get(fid)
        return row is not None and self.filter.passes(row)
