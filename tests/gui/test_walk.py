"""The walk itself: orders, filters, progress, on rows of plain numbers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from qgis.core import QgsGeometry, QgsRectangle

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.filters import Filter, Range
from deepslide_qgis.gui.review.orders import Order, find_nearest, sort_rows
from deepslide_qgis.gui.review.progress import Pace, progress
from deepslide_qgis.gui.review.queue import Queue
from deepslide_qgis.gui.review.table import Candidate

C, A, R = ReviewStatus.CANDIDATE, ReviewStatus.ACCEPTED, ReviewStatus.REJECTED


def row(fid: int, x: float = 0, y: float = 0, status: ReviewStatus = C, **known: float) -> Candidate:
    return Candidate(fid, fid, status, x, y, **known)


def queue(*rows: Candidate, order: Order = Order.LARGEST, wanted: Filter = Filter()) -> Queue:  # noqa: B008 (frozen)
    return Queue(SimpleNamespace(rows={each.fid: each for each in rows}), order, wanted)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.UNCERTAIN, [2, 3, 1, 4]),
        (Order.LARGEST, [3, 1, 2, 4]),
        (Order.PROBABLE, [1, 3, 2, 4]),
        (Order.DISPUTED, [3, 2, 1, 4]),
    ],
)
def test_orders_put_what_is_unknown_last(order, expected):
    rows = (
        row(1, area_m2=50, p_mean=0.9, p_std=0.05, threshold=0.5, n_members_agree=3, members=3),
        row(2, area_m2=20, p_mean=0.6, p_std=0.30, threshold=0.5, n_members_agree=2, members=3),
        row(3, area_m2=90, p_mean=0.7, p_std=0.10, threshold=0.5, n_members_agree=1, members=3),
        row(4),
    )
    assert sort_rows(rows, order) == expected


def test_the_grid_covers_the_area_once_without_long_ways():
    rows = [row(100 * y + x, x * 10.0, y * 10.0) for y in range(20) for x in range(20)]
    walk = sort_rows(rows, Order.GRID)
    at = {each.fid: (each.x, each.y) for each in rows}
    ways = [
        ((at[one][0] - at[two][0]) ** 2 + (at[one][1] - at[two][1]) ** 2) ** 0.5 for one, two in zip(walk, walk[1:])
    ]
    assert sorted(walk) == sorted(at)
    assert max(ways) <= 80  # never across the area, which is 190 wide


def test_the_grid_takes_candidates_in_one_place_or_on_one_line():
    assert len(sort_rows([row(n) for n in range(5)], Order.GRID)) == 5
    assert len(sort_rows([row(n, x=float(n)) for n in range(5)], Order.GRID)) == 5
    assert sort_rows([], Order.GRID) == []


def test_nearest_goes_from_one_to_the_next_and_comes_back_to_what_was_skipped():
    walk = queue(row(1, 0), row(2, 10), row(3, 11), row(4, 30), order=Order.NEAREST)
    visited, here = [], 1
    for _ in range(3):
        here = walk.after(here)
        visited.append(here)
    assert visited == [2, 3, 4]
    assert walk.after(4) == 3  # all were seen: from the find_nearest again
    assert find_nearest([], row(1)) is None


def test_after_the_last_comes_the_first_that_is_left():
    walk = queue(row(1, area_m2=3), row(2, area_m2=2), row(3, area_m2=1))
    assert [walk.start(), walk.after(1), walk.after(2), walk.after(3)] == [1, 2, 3, 1]
    only = queue(row(1), row(2, status=A))
    assert (only.start(), only.after(1), only.after(2)) == (1, None, 1)
    assert queue().start() is None


def test_what_was_judged_leaves_the_walk_and_comes_back_when_taken_back():
    walk = queue(row(1, area_m2=3), row(2, area_m2=2), row(3, area_m2=1))
    rows = walk._table.rows
    rows[2] = row(2, area_m2=2, status=R)
    walk.update_rows([2])
    assert (walk.after(1), walk.place(3), walk.place(2)) == (3, (2, 2), (0, 2))
    rows[2] = row(2, area_m2=2)
    walk.update_rows([2, 99])
    assert (walk.after(1), walk.place(2)) == (2, (2, 3))


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (Filter(), [1, 2]),
        (Filter(frozenset({A})), [3]),
        (Filter(area_m2=Range(100, None)), [2]),
        (Filter(area_m2=Range(100, 500)), [2]),
        (Filter(p_mean=Range(None, 0.5)), [1]),
        (Filter(slope_deg=Range(0, 90)), []),
        (Filter(view=QgsGeometry.fromRect(QgsRectangle(-1, -1, 1, 1))), [1]),
        (Filter(only=frozenset({2, 3})), [2]),
    ],
)
def test_filters(wanted, passes):
    rows = (
        row(1, 0, 0, area_m2=50, p_mean=0.4),
        row(2, 5, 5, area_m2=500, p_mean=0.8),
        row(3, 0, 0, A, area_m2=500, p_mean=0.8, slope_mean=20),
    )
    assert [each.fid for each in rows if wanted.passes(each)] == passes


def test_the_rate_leaves_pauses_out_and_waits_for_a_few():
    now = [0.0]
    pace = Pace(lambda: now[0])
    for step in (0, 6, 6):
        now[0] += step
        pace.note()
    assert pace.per_minute() is None
    for step in (300, 6, 6, 6):  # coffee
        now[0] += step
        pace.note()
    found = progress([row(1), row(2, status=A), row(3, status=R)], pace)
    assert found.per_minute == pytest.approx(10)
    assert (found.judged, found.total, found.counts[A]) == (2, 3, 1)
    assert found.minutes_left == pytest.approx(0.1)
