"""What a person should know of a search's outcome, in sentences."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from deepslide_qgis.core.imagery.fetching import DATED, OPTICAL, TITLES, FoundImage, SearchRequest
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE
from deepslide_qgis.engine.archive.choice import WHOLE, Candidate

FAR_SEASONS_DAYS = 75
"""Two months before an event and two after lie some sixty days apart; more is another season."""


def notes(judged: list[Candidate], request: SearchRequest, sensor: str) -> list[str]:
    """Return what to warn of: nothing found, nothing usable, gaps, another season."""
    periods = (BEFORE, AFTER) if sensor in DATED else ("",)
    said = [note for period in periods for note in _period_notes(judged, request, sensor, period)]
    return said + (_season_notes(judged) if sensor == OPTICAL else [])


def _period_notes(judged: list[Candidate], request: SearchRequest, sensor: str, period: str) -> list[str]:
    chosen = [found for found in judged if found.image.is_chosen and found.image.period == period]
    name = " ".join(part for part in (TITLES[sensor], period) if part)
    if chosen:
        share = float(np.any([found.covered for found in chosen], axis=0).mean())
        return [f"{name}: the chosen images cover {share:.0%} of the area."] if share < WHOLE else []
    if not judged:
        span = f" from {request.periods[BEFORE].start} to {request.periods[AFTER].end}" if sensor in DATED else ""
        return [f"{name}: {request.archive.title} has no image of this area{span}."]
    others = [found.image for found in judged if found.image.period in (period, "")]
    return [f"{name}: none of {len(others)} images can be used{_why(others)}"]


def _why(images: list[FoundImage]) -> str:
    """Return the commonest reasons, and by how much the cloud cover would have to be raised."""
    if not images:
        return "."
    cloudy = [image.cloud_percent for image in images if "% cloud" in image.reason]
    reasons = Counter("too much cloud" if "% cloud" in image.reason else image.reason for image in images)
    told = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(3))
    least = f". The clearest has {min(cloudy):.0f} % cloud" if cloudy else ""
    return f": {told}{least}."


def _season_notes(judged: list[Candidate]) -> list[str]:
    days = {
        period: [found.image.day for found in judged if found.image.is_chosen and found.image.period == period]
        for period in (BEFORE, AFTER)
    }
    if not all(days.values()):
        return []
    apart = _days_apart(_middle(days[BEFORE]), _middle(days[AFTER]))
    if apart <= FAR_SEASONS_DAYS:
        return []
    return [
        f"Sentinel-2: the images before and after lie {apart:.0f} days apart in the year, and vegetation changes by "
        "season, too. Take the same season a year earlier (SAME_SEASON), or shorter periods."
    ]


def _middle(days: list[str]) -> float:
    """Return the mean day of the year (0 to 365) of ISO dates, as a direction around the year."""
    angles = np.array([date.fromisoformat(day).timetuple().tm_yday for day in days]) * 2 * np.pi / 365.25
    return float(np.arctan2(np.sin(angles).mean(), np.cos(angles).mean()) % (2 * np.pi)) * 365.25 / (2 * np.pi)


def _days_apart(one: float, other: float) -> float:
    apart = abs(one - other) % 365.25
    return min(apart, 365.25 - apart)
