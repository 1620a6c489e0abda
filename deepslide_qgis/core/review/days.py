"""Partial dates as people write them: 2005-10-08, 2005-10 (month known) or 2005 (year known)."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Optional

FORM = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d.*)?)?)?")
"""Year, month, day, and a time that is ignored."""


def parse_partial_date(text: str, is_latest: bool) -> Optional[date]:
    """Return the first day of the year, month or day in ``text`` (last if ``is_latest``); None if it is no date."""
    match = FORM.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        month = int(month or (12 if is_latest else 1))
        last = calendar.monthrange(int(year), month)[1]
        return date(int(year), month, int(day or (last if is_latest else 1)))
    except ValueError:
        return None
