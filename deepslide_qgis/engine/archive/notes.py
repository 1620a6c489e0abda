"""Warnings for the user about the outcome of a search."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from deepslide_qgis.core.imagery.fetching import DATED, OPTICAL, TITLES, FoundImage, SearchRequest
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE
from deepslide_qgis.engine.archive.choice import WHOLE, ImageOption

FAR_SEASONS_DAYS = 75
"""Two months before and two after an event lie some sixty days apart; more is another season."""


def make_notes(judged: list[ImageOption], request: SearchRequest, sensor: str) -> list[str]:
    """Return the warnings: nothing found, nothing usable, gaps, another season."""
    periods = (BEFORE, AFTER) if sensor in DATED else ("",)
    messages = [note for period in periods for note in _period_notes(judged, request, sensor, period)]
    return messages + (_season_notes(judged) if sensor == OPTICAL else [])


def _period_notes(judged: list[ImageOption], request: SearchRequest, sensor: str, period: str) -> list[str]:
    chosen = [option for option in judged if option.image.is_chosen and option.image.period == period]
    name = " ".join(part for part in (TITLES[sensor], period) if part)
    if chosen:
        share = float(np.any([option.covered for option in chosen], axis=0).mean())
        return [f"{name}: the chosen images cover {share:.0%} of the area."] if share < WHOLE else []
    if not judged:
        span = f" from {request.periods[BEFORE].start} to {request.periods[AFTER].end}" if sensor in DATED else ""
        return [f"{name}: {request.archive.title} has no image of this area{span}."]
    others = [option.image for option in judged if option.image.period in (period, "")]
    return [f"{name}: none of {len(others)} images can be used{_summarise_reasons(others)}"]


def _summarise_reasons(images: list[FoundImage]) -> str:
    """Return the most common reasons, and the lowest cloud cover."""
    if not images:
        return "."
    cloud_percents = [image.cloud_percent for image in images if "% cloud" in image.reason]
    reasons = Counter("too much cloud" if "% cloud" in image.reason else image.reason for image in images)
    counts = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(3))
    least = f". The clearest has {min(cloud_percents):.0f} % cloud" if cloud_percents else ""
    return f": {counts}{least}."


def _season_notes(judged: list[ImageOption]) -> list[str]:
    days = {
        period: [option.image.day for option in judged if option.image.is_chosen and option.image.period == period]
        for period in (BEFORE, AFTER)
    }
    if not all(days.values()):
        return []
    apart = _days_apart(_mean_day_of_year(days[BEFORE]), _mean_day_of_year(days[AFTER]))
    if apart <= FAR_SEASONS_DAYS:
        return []
    return [
        f"Sentinel-2: the images before and after lie {apart:.0f} days apart in the year, and vegetation changes by "
        "season, too. Take the same season a year earlier (SAME_SEASON), or shorter periods."
    ]


def _mean_day_of_year(days: list[str]) -> float:
    """Return the circular mean of the days of the year (0 to 365) of ISO dates."""
    angles = np.array([date.fromisoformat(day).timetuple().tm_yday for day in days]) * 2 * np.pi / 365.25
    return float(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()) % (2 * np.pi)) * 365.25 / (2 * np.pi)


def _days_apart(first: float, second: float) -> float:
    apart = abs(first - second) % 365.25
    return min(apart, 365.25 - apart)
