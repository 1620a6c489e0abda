"""The periods before and after an event: whole months on either side, without the day of the event."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_settings import Period

BEFORE, AFTER = "before", "after"
MONTHS = (1, 2, 12)
FIRST_DAY = date(2014, 10, 3)
"""First day of Sentinel-1A data, the oldest of all Sentinels."""
DAY = timedelta(days=1)


def periods(event: date, before_months: int, after_months: int, is_same_season: bool = False) -> dict[str, Period]:
    """Return the periods before and after ``event`` by name.

    With ``is_same_season`` the period before is that after, one year earlier. Raises RequestError for numbers of months
    that the reference study does not use, and for days without imagery.
    """
    for months in (before_months, after_months):
        if months not in MONTHS:
            raise RequestError(f"A period of {months} months is not offered.", "Choose 1, 2 or 12.")
    if event <= FIRST_DAY:
        raise RequestError(
            f"There is no Sentinel imagery before {FIRST_DAY.isoformat()}; the event is of {event.isoformat()}.",
            "Check the date of the event.",
        )
    if event > date.today():
        raise RequestError(f"The event, {event.isoformat()}, lies in the future.", "Check the date of the event.")
    begin, end = event + DAY, add_months(event, after_months)
    after = _make_period(begin, end)
    if is_same_season:
        return {BEFORE: _make_period(add_months(begin, -12), min(add_months(end, -12), event - DAY)), AFTER: after}
    return {BEFORE: _make_period(add_months(event, -before_months), event - DAY), AFTER: after}


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later, or the month's last day if the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _make_period(first: date, last: date) -> Period:
    return Period(first.isoformat(), last.isoformat())
