"""Selection of the images to fetch among those found, with a reason for every image."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from deepslide_qgis.core.imagery.fetching import DATED, OPTICAL, RADAR, FoundImage, SearchRequest
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE

WHOLE = 0.98
"""An area counts as covered from this share on: footprints are drawn coarsely."""


@dataclass(frozen=True)
class ImageOption:
    """An image, and the points of the area that it covers: (N,) bool."""

    image: FoundImage
    covered: np.ndarray

    def reject(self, reason: str) -> ImageOption:
        """Return this option, rejected because of ``reason``."""
        return replace(self, image=replace(self.image, is_chosen=False, reason=reason))

    def select(self, reason: str) -> ImageOption:
        """Return this option, selected because of ``reason``."""
        return replace(self, image=replace(self.image, is_chosen=True, reason=reason))


def choose(options: list[ImageOption], request: SearchRequest, sensor: str) -> list[ImageOption]:
    """Return ``options``, all of ``sensor``, each selected or rejected with a reason."""
    judged = [_assign_period(option, request) for option in options]
    judged = _reject_options(judged, lambda option: _reason_unusable(option.image, request, sensor))
    if sensor == OPTICAL:
        judged = _reject_options(
            _reject_older_processings(judged), lambda option: _reason_cloudy(option.image, request)
        )
        return _select_clearest_days(judged, request.maximum_dates)
    if sensor == RADAR:
        return _select_nearest_days(_keep_one_orbit(judged, request), request)
    return _select_newest_editions(judged)


def is_complete(options: Iterable[ImageOption], sensor: str) -> bool:
    """Return True if an image is selected in each period."""
    names = {option.image.period for option in options if option.image.is_chosen}
    return names >= {BEFORE, AFTER} if sensor in DATED else bool(names)


def _reject_options(options: list[ImageOption], reason_of: Callable[[ImageOption], str]) -> list[ImageOption]:
    reasons = [option.image.reason or reason_of(option) for option in options]
    return [option.reject(reason) if reason else option for option, reason in zip(options, reasons, strict=True)]


def _assign_period(option: ImageOption, request: SearchRequest) -> ImageOption:
    image = option.image
    if not image.day:
        return option
    days = {image.day, image.time[:10]}
    if request.event_date[:10] in days:
        return option if image.reason else option.reject("taken on the day of the event")
    period = next((name for name, period in request.periods.items() if any(map(period.holds, days))), "")
    assigned = replace(option, image=replace(image, period=period))
    return assigned if period or image.reason else assigned.reject("taken outside both periods")


def _reason_unusable(image: FoundImage, request: SearchRequest, sensor: str) -> str:
    if not image.coverage:
        return "does not touch the area"
    missing = [band for band in request.bands_of(sensor) if band not in image.assets]
    if missing:
        return f"lacks {', '.join(missing)}, or a login is needed for them"
    if sensor == OPTICAL and not image.baseline:
        return "its processing baseline is unknown, and with it the offset of its values"
    return ""


def _reason_cloudy(image: FoundImage, request: SearchRequest) -> str:
    if image.cloud_percent is None or image.cloud_percent <= request.maximum_cloud_percent:
        return ""
    return f"{image.cloud_percent:.0f} % cloud, over {request.maximum_cloud_percent:g} %"


def _reject_older_processings(options: list[ImageOption]) -> list[ImageOption]:
    """Reject an older processing whose pixels newer ones cover almost completely; keep it if it covers another part."""
    older, covered_by_newer = set(), defaultdict(lambda: np.zeros(1, bool))
    for option in _sort_newest_first(options):
        if option.image.reason:
            continue
        key = _acquisition_key(option.image)
        if (option.covered & covered_by_newer[key]).sum() >= WHOLE * option.covered.sum():
            older.add(id(option))
        else:
            covered_by_newer[key] = covered_by_newer[key] | option.covered
    return _reject_options(options, lambda option: "a newer processing of it exists" if id(option) in older else "")


def _sort_newest_first(options: list[ImageOption]) -> list[ImageOption]:
    """Return the options by falling baseline, grouped by collection in order of preference."""
    collections = list(dict.fromkeys(option.image.collection for option in options))
    newest = sorted(options, key=lambda option: option.image.baseline, reverse=True)
    return sorted(newest, key=lambda option: collections.index(option.image.collection))


def _acquisition_key(image: FoundImage) -> tuple:
    """Return a key that all processings of one acquisition share; their times may differ by minutes."""
    return image.tile or image.id, image.day, image.platform[-2:], image.relative_orbit


def _select_newest_editions(options: list[ImageOption]) -> list[ImageOption]:
    """Select, among undated images, the newest edition of each part of the area."""
    newest, seen = set(), np.zeros(1, bool)
    for option in sorted(options, key=lambda option: option.image.time, reverse=True):
        if not option.image.reason and (option.covered & ~seen).any():
            newest.add(id(option))
            seen = seen | option.covered
    judged = _reject_options(options, lambda option: "" if id(option) in newest else "a newer edition covers the same")
    return [option if option.image.reason else option.select("covers the area") for option in judged]


def _group_by_day(options: Iterable[ImageOption], period: str) -> dict[str, list[ImageOption]]:
    days = defaultdict(list)
    for option in options:
        if option.image.period == period and not option.image.reason:
            days[option.image.day].append(option)
    return days


def _select_clearest_days(options: list[ImageOption], maximum: int) -> list[ImageOption]:
    """Select, in each period, the days that together show most of the area clear; points seen before weigh less."""
    reasons: dict[tuple[str, str], int] = {}
    for period in (BEFORE, AFTER):
        clear = {day: _clear_share(images) for day, images in _group_by_day(options, period).items()}
        seen = 0.0
        for rank in range(min(maximum, len(clear))):
            day = max(sorted(clear), key=lambda day, seen=seen: float((clear[day] / (1 + seen)).sum()))
            seen = seen + clear.pop(day)
            reasons[period, day] = rank + 1
    return [_apply_clear_rank(option, reasons) for option in options]


def _apply_clear_rank(option: ImageOption, ranks: dict[tuple[str, str], int]) -> ImageOption:
    if option.image.reason:
        return option
    rank = ranks.get((option.image.period, option.image.day))
    if rank is None:
        return option.reject("there are enough clearer days")
    return option.select(f"number {rank} by clear view of the area")


def _clear_share(images: list[ImageOption]) -> np.ndarray:
    """Return the clear share at each point (N,), the maximum over the images of one day."""
    return np.max([option.covered * (1 - (option.image.cloud_percent or 0) / 100) for option in images], axis=0)


def _keep_one_orbit(options: list[ImageOption], request: SearchRequest) -> list[ImageOption]:
    """Keep one orbit: the requested one, or the orbit with the best coverage and most dates in both periods."""
    orbits = defaultdict(list)
    for option in options:
        if not option.image.reason:
            orbits[option.image.orbit_pass, option.image.relative_orbit].append(option)
    if request.relative_orbit is not None or request.orbit_pass:
        wanted = [orbit for orbit in orbits if _is_requested_orbit(orbit, request)]
        orbits = {orbit: orbits[orbit] for orbit in wanted}
    if not orbits:
        return _reject_options(options, lambda _: "not of the orbit asked for")
    best = max(orbits, key=lambda orbit: (_score_orbit(orbits[orbit]), orbit[0] == "descending", -(orbit[1] or 0)))
    selected, name = set(map(id, orbits[best])), orbits[best][0].image.orbit or "unknown"
    return _reject_options(options, lambda option: "" if id(option) in selected else f"another orbit than {name}")


def _is_requested_orbit(orbit: tuple[str, int | None], request: SearchRequest) -> bool:
    is_pass = not request.orbit_pass or orbit[0] == request.orbit_pass
    return is_pass and request.relative_orbit in (None, orbit[1])


def _score_orbit(images: list[ImageOption]) -> tuple[float, int]:
    """Return coverage and number of days in the poorer of the two periods."""
    sides = [_group_by_day(images, period) for period in (BEFORE, AFTER)]
    if not all(sides):
        return 0.0, 0
    shares = [np.any([option.covered for day in side.values() for option in day], axis=0).mean() for side in sides]
    return round(float(min(shares)), 1), min(map(len, sides))


def _select_nearest_days(options: list[ImageOption], request: SearchRequest) -> list[ImageOption]:
    """Select, in each period, the days nearest to the event."""
    event = date.fromisoformat(request.event_date[:10])
    ranks: dict[tuple[str, str], int] = {}
    for period in (BEFORE, AFTER):
        days = sorted(_group_by_day(options, period), key=lambda day: abs((date.fromisoformat(day) - event).days))
        ranks.update({(period, day): rank for rank, day in enumerate(days[: request.maximum_dates], 1)})
    return [_apply_nearness_rank(option, ranks) for option in options]


def _apply_nearness_rank(option: ImageOption, ranks: dict[tuple[str, str], int]) -> ImageOption:
    if option.image.reason:
        return option
    if (option.image.period, option.image.day) not in ranks:
        return option.reject("enough days that are nearer to the event")
    return option.select(f"orbit {option.image.orbit or 'unknown'}, before and after")
