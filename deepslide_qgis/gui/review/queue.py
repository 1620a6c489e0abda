"""Which candidate comes next, and which one came before."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Optional

from deepslide_qgis.gui.review.filters import Filter
from deepslide_qgis.gui.review.orders import Order, nearest, ordered
from deepslide_qgis.gui.review.table import Candidate, CandidateTable


class Queue:
    """Walks through the rows of a table in an order, past those that a filter leaves out.

    The places in the order of those that pass are kept, sorted, so a step costs the same for any number of rows.
    """

    def __init__(self, table: CandidateTable, order: Order = Order.UNCERTAIN, wanted: Optional[Filter] = None):
        self._table = table
        self.order, self.filter = order, wanted or Filter()
        self._trail: list[int] = []
        self._seen: set[int] = set()
        self.arrange(order)

    def arrange(self, order: Order) -> None:
        """Put the rows into ``order``; also after rows came or went."""
        self.order = order
        self._sequence = ordered(self._table.rows.values(), order)
        self._places = {fid: place for place, fid in enumerate(self._sequence)}
        self.walk_only(self.filter)

    def walk_only(self, wanted: Filter) -> None:
        """Walk past all that does not pass ``wanted``."""
        self.filter = wanted
        rows = self._table.rows
        self._passing = [place for place, fid in enumerate(self._sequence) if wanted.passes(rows[fid])]

    def judge_again(self, fids: Iterable[int]) -> None:
        """See whether rows that changed still pass."""
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
        """Return the first candidate of the walk, None where none passes."""
        self._seen.clear()
        return self._sequence[self._passing[0]] if self._passing else None

    def after(self, fid: Optional[int]) -> Optional[int]:
        """Return what comes after ``fid``, from the start again behind the last one; None where nothing else passes."""
        here = self._table.rows.get(fid)
        if here is None:
            return self.start()
        self._seen.add(fid)
        if self.order is Order.NEAREST:
            return self._nearest(here)
        at = bisect_left(self._passing, self._places[fid] + 1)
        place = next(iter(self._passing[at : at + 1] or self._passing[:1]), None)
        following = None if place is None else self._sequence[place]
        return None if following == fid else following

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
        place = self._places.get(fid)
        at = bisect_left(self._passing, place) if place is not None else 0
        return at + 1 if self._passing[at : at + 1] == [place] else 0, len(self._passing)

    def _nearest(self, here: Candidate) -> Optional[int]:
        rows = self._table.rows
        others = [rows[self._sequence[place]] for place in self._passing if self._sequence[place] != here.fid]
        unseen = [row for row in others if row.fid not in self._seen]
        if not unseen:
            self._seen.clear()
        return nearest(unseen or others, here)
