"""Which of the images found are fetched, and why the others are not."""

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
class Candidate:
    """An image, and which points of the area it covers: (N,) bool."""

    image: FoundImage
    covered: np.ndarray

    def refused(self, reason: str) -> Candidate:
        """Return this one, not chosen because of ``reason``."""
        return replace(self, image=replace(self.image, is_chosen=False, reason=reason))

    def chosen(self, reason: str) -> Candidate:
        return replace(self, image=replace(self.image, is_chosen=True, reason=reason))


def choose(candidates: list[Candidate], request: SearchRequest, sensor: str) -> list[Candidate]:
    """Return ``candidates``, all of them of ``sensor``, judged: each chosen or with the reason why not."""
    judged = [_placed_in_time(candidate, request) for candidate in candidates]
    judged = _refuse(judged, lambda found: _unusable(found.image, request, sensor))
    if sensor == OPTICAL:
        judged = _refuse(_without_older(judged), lambda found: _too_cloudy(found.image, request))
        return _clearest(judged, request.maximum_dates)
    if sensor == RADAR:
        return _nearest(_one_orbit(judged, request), request)
    return _newest(judged)


def is_complete(candidates: Iterable[Candidate], sensor: str) -> bool:
    """Return whether something is chosen of each period."""
    names = {found.image.period for found in candidates if found.image.is_chosen}
    return names >= {BEFORE, AFTER} if sensor in DATED else bool(names)


def _refuse(candidates: list[Candidate], why: Callable[[Candidate], str]) -> list[Candidate]:
    reasons = [found.image.reason or why(found) for found in candidates]
    return [found.refused(reason) if reason else found for found, reason in zip(candidates, reasons, strict=True)]


def _placed_in_time(found: Candidate, request: SearchRequest) -> Candidate:
    image = found.image
    if not image.day:
        return found
    days = {image.day, image.time[:10]}
    if request.event_date[:10] in days:
        return found if image.reason else found.refused("taken on the day of the event")
    period = next((name for name, period in request.periods.items() if any(map(period.holds, days))), "")
    placed = replace(found, image=replace(image, period=period))
    return placed if period or image.reason else placed.refused("taken outside both periods")


def _unusable(image: FoundImage, request: SearchRequest, sensor: str) -> str:
    if not image.coverage:
        return "does not touch the area"
    missing = [band for band in request.bands_of(sensor) if band not in image.assets]
    if missing:
        return f"lacks {', '.join(missing)}, or they lie where a login is needed"
    if sensor == OPTICAL and not image.baseline:
        return "its processing baseline is not told, so neither is the offset of its values"
    return ""


def _too_cloudy(image: FoundImage, request: SearchRequest) -> str:
    if image.cloud_percent is None or image.cloud_percent <= request.maximum_cloud_percent:
        return ""
    return f"{image.cloud_percent:.0f} % cloud, over {request.maximum_cloud_percent:g} %"


def _without_older(candidates: list[Candidate]) -> list[Candidate]:
    """Refuse a processing of a picture of which newer ones show (nearly) all that it shows: it may be another part."""
    older, shown = set(), defaultdict(lambda: np.zeros(1, bool))
    for found in _newest_first(candidates):
        if found.image.reason:
            continue
        picture = _picture(found.image)
        if (found.covered & shown[picture]).sum() >= WHOLE * found.covered.sum():
            older.add(id(found))
        else:
            shown[picture] = shown[picture] | found.covered
    return _refuse(candidates, lambda found: "another processing of it is newer" if id(found) in older else "")


def _newest_first(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates by baseline, collection by collection: these come in the order of preference."""
    collections = list(dict.fromkeys(found.image.collection for found in candidates))
    newest = sorted(candidates, key=lambda found: found.image.baseline, reverse=True)
    return sorted(newest, key=lambda found: collections.index(found.image.collection))


def _picture(image: FoundImage) -> tuple:
    """Return what two processings of one picture have in common; their times may differ by minutes."""
    return image.tile or image.id, image.day, image.platform[-2:], image.relative_orbit


def _newest(candidates: list[Candidate]) -> list[Candidate]:
    """Choose, of what has no date that matters, the newest edition of each part of the area."""
    chosen, seen = set(), np.zeros(1, bool)
    for found in sorted(candidates, key=lambda found: found.image.time, reverse=True):
        if not found.image.reason and (found.covered & ~seen).any():
            chosen.add(id(found))
            seen = seen | found.covered
    judged = _refuse(candidates, lambda found: "" if id(found) in chosen else "a newer edition covers the same")
    return [found if found.image.reason else found.chosen("covers the area") for found in judged]


def _by_day(candidates: Iterable[Candidate], period: str) -> dict[str, list[Candidate]]:
    days = defaultdict(list)
    for found in candidates:
        if found.image.period == period and not found.image.reason:
            days[found.image.day].append(found)
    return days


def _clearest(candidates: list[Candidate], maximum: int) -> list[Candidate]:
    """Choose, in each period, the days that together show most of the area clear; a place seen often counts less."""
    reasons: dict[tuple[str, str], int] = {}
    for period in (BEFORE, AFTER):
        clear = {day: _clear(images) for day, images in _by_day(candidates, period).items()}
        seen = 0.0
        for rank in range(min(maximum, len(clear))):
            day = max(sorted(clear), key=lambda day, seen=seen: float((clear[day] / (1 + seen)).sum()))
            seen = seen + clear.pop(day)
            reasons[period, day] = rank + 1
    return [_ranked(found, reasons) for found in candidates]


def _ranked(found: Candidate, ranks: dict[tuple[str, str], int]) -> Candidate:
    if found.image.reason:
        return found
    rank = ranks.get((found.image.period, found.image.day))
    if rank is None:
        return found.refused("enough days that are clearer")
    return found.chosen(f"number {rank} by clear view of the area")


def _clear(images: list[Candidate]) -> np.ndarray:
    """Return the share of clear view at each point, of the images of one day: (N,)."""
    return np.max([found.covered * (1 - (found.image.cloud_percent or 0) / 100) for found in images], axis=0)


def _one_orbit(candidates: list[Candidate], request: SearchRequest) -> list[Candidate]:
    """Keep one orbit: the one asked for, or the one that covers most, most often, in both periods."""
    orbits = defaultdict(list)
    for found in candidates:
        if not found.image.reason:
            orbits[found.image.orbit_pass, found.image.relative_orbit].append(found)
    if request.relative_orbit is not None or request.orbit_pass:
        wanted = [orbit for orbit in orbits if _is_asked_for(orbit, request)]
        orbits = {orbit: orbits[orbit] for orbit in wanted}
    if not orbits:
        return _refuse(candidates, lambda _: "not of the orbit asked for")
    best = max(orbits, key=lambda orbit: (_worth(orbits[orbit]), orbit[0] == "descending", -(orbit[1] or 0)))
    kept, name = set(map(id, orbits[best])), orbits[best][0].image.orbit or "unknown"
    return _refuse(candidates, lambda found: "" if id(found) in kept else f"another orbit than {name}")


def _is_asked_for(orbit: tuple[str, int | None], request: SearchRequest) -> bool:
    is_pass = not request.orbit_pass or orbit[0] == request.orbit_pass
    return is_pass and request.relative_orbit in (None, orbit[1])


def _worth(images: list[Candidate]) -> tuple[float, int]:
    """Return coverage and number of days in the poorer of the two periods."""
    sides = [_by_day(images, period) for period in (BEFORE, AFTER)]
    if not all(sides):
        return 0.0, 0
    shares = [np.any([found.covered for day in side.values() for found in day], axis=0).mean() for side in sides]
    return round(float(min(shares)), 1), min(map(len, sides))


def _nearest(candidates: list[Candidate], request: SearchRequest) -> list[Candidate]:
    """Choose, in each period, the days nearest to the event."""
    event = date.fromisoformat(request.event_date[:10])
    ranks: dict[tuple[str, str], int] = {}
    for period in (BEFORE, AFTER):
        days = sorted(_by_day(candidates, period), key=lambda day: abs((date.fromisoformat(day) - event).days))
        ranks.update({(period, day): rank for rank, day in enumerate(days[: request.maximum_dates], 1)})
    return [_near(found, ranks) for found in candidates]


def _near(found: Candidate, ranks: dict[tuple[str, str], int]) -> Candidate:
    if found.image.reason:
        return found
    if (found.image.period, found.image.day) not in ranks:
        return found.refused("enough days that are nearer to the event")
    return found.chosen(f"orbit {found.image.orbit or 'unknown'}, before and after")
