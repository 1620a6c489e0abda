"""Days as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from deepslide_qgis.core.review.days import first_or_last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2005-10-08", date(2005, 10, 8), date(2005, 10, 8)),
        (" 2005-2-8 ", date(2005, 2, 8), date(2005, 2, 8)),
        ("2005-10-08T08:50:38Z", date(2005, 10, 8), date(2005, 10, 8)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2005", date(2005, 1, 1), date(2005, 12, 31)),
    ],
)
def test_a_day_a_month_or_a_year_has_a_first_and_a_last_day(text, first, last):
    assert (first_or_last_day(text, is_latest=False), first_or_last_day(text, is_latest=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "October", "2005-13", "2005-02-30", "2005-00", "2005-10-00", "0000", "05-10-08"])
def test_what_is_no_date_is_none(text):
    assert first_or_last_day(text, is_latest=False) is None
    assert first_or_last_day(text, is_latest=True) is None
