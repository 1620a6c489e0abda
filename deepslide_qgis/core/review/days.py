"""Days as people write them: 2005-10-08, or 2005-10 and 2005 where only the month or the year is known."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Optional

FORM = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d.*)?)?)?")
"""A year, its month, its day, and a time that is not looked at."""


def first_or_last_day(text: str, is_latest: bool) -> Optional[date]:
    """Return the first day of what ``text`` names, the last one where it ``is_latest``; None where it is no date."""
    found = FORM.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        month = int(month or (12 if is_latest else 1))
        last = calendar.monthrange(int(year), month)[1]
        return date(int(year), month, int(day or (last if is_latest else 1)))
    except ValueError:
        return None
