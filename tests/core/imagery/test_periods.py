"""The time before and after an event."""

from __future__ import annotations

from datetime import date

import pytest

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.periods import add_months, periods


@pytest.mark.parametrize(
    ("event", "before", "after", "expected"),
    [
        ("2023-08-24", 1, 2, ("2023-07-24", "2023-08-23", "2023-08-25", "2023-10-24")),
        ("2024-03-31", 1, 1, ("2024-02-29", "2024-03-30", "2024-04-01", "2024-04-30")),
        ("2023-01-15", 12, 12, ("2022-01-15", "2023-01-14", "2023-01-16", "2024-01-15")),
    ],
)
def test_whole_months_either_side_without_the_day_itself(event, before, after, expected):
    found = periods(date.fromisoformat(event), before, after)
    assert (found["before"].start, found["before"].end, found["after"].start, found["after"].end) == expected


def test_the_same_season_lies_a_year_earlier():
    found = periods(date(2023, 8, 24), 1, 2, is_same_season=True)
    assert (found["before"].start, found["before"].end) == ("2022-08-25", "2022-10-24")
    whole_year = periods(date(2023, 8, 24), 12, 12, is_same_season=True)
    assert whole_year["before"].end == "2023-08-23"  # never the day of the event, nor later


def test_leap_days():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 1, 31), -2) == date(2023, 11, 30)


@pytest.mark.parametrize(
    ("event", "months", "message"),
    [("2013-01-01", 1, "no Sentinel imagery"), ("2999-01-01", 1, "in the future"), ("2023-01-01", 3, "not offered")],
)
def test_what_cannot_be(event, months, message):
    with pytest.raises(RequestError, match=message):
        periods(date.fromisoformat(event), months, 1)
