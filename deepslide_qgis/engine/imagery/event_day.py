"""Exclusion of images of the day of an event: file names give days in UTC, which may differ from the local solar
day."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Logged, Report, Warned
from deepslide_qgis.core.imagery.scene import DEG_PER_HOUR, Scene, parse_day, parse_time, solar_day
from deepslide_qgis.engine.imagery.scenes import read_sidecar_scene
from deepslide_qgis.engine.imagery.target import GEOGRAPHIC, TURN_DEG, read_bounds

DAY = timedelta(days=1)
SOLAR_HOURS = {"Sentinel-1": (6, 18), "Sentinel-2": (10.5,)}
"""Approximate local solar times of overpass (ESA: dawn and dusk; 10:30 at the descending node)."""
SPARE_HOURS = 1
"""Deviation from these times away from the equator and at the sides of the swath."""


def exclude_event_day(scenes: Sequence[Scene], event_date: Optional[str], sensor: str, report: Report) -> list[Scene]:
    """Return the scenes without those whose local solar day is the day of the event.

    Warns of scenes that may be of that day but have no time in their names. Raises RasterError if none is left.
    """
    if not event_date:
        return list(scenes)
    event = parse_day(event_date)
    others = [scene for scene in scenes if not _is_of_event_day(event, scene, sensor, report)]
    if scenes and not others:
        raise RasterError(
            f"The {sensor} images of {scenes[0].date} were taken on the day of the event, in local solar time.",
            "Choose images of other days, or change the date of the event.",
        )
    return others


def _is_of_event_day(event: date, scene: Scene, sensor: str, report: Report) -> bool:
    if scene.day is None or abs(scene.day - event) != DAY:
        return False
    path = scene.bands[0].path
    longitude = _middle_longitude(path)
    acquired = parse_time(f"{scene.id}/{path}", scene.day)
    if acquired is None:
        if scene.day + _day_difference(longitude, sensor) == event and not read_sidecar_scene(Path(path)):
            report(Warned(f"'{scene.id}' is of {scene.date}, which may be the day of the event where it was taken."))
        return False
    is_excluded = solar_day(acquired, longitude) == event
    if is_excluded:
        report(Logged(f"'{scene.id}' is left out: {acquired} UTC is on the day of the event in local solar time."))
    return is_excluded


def _middle_longitude(path: str) -> float:
    """Return the longitude of a raster's centre, degrees from -180 to 180."""
    west, _, east, _ = read_bounds(path, GEOGRAPHIC)
    middle = (west + east + (TURN_DEG if east < west else 0)) / 2
    return (middle + TURN_DEG / 2) % TURN_DEG - TURN_DEG / 2


def _day_difference(longitude: float, sensor: str) -> timedelta:
    """Return the possible difference of the solar day from the UTC day at overpass: one day, none, or minus one."""
    utc = [hour - longitude / DEG_PER_HOUR for hour in SOLAR_HOURS[sensor]]
    may_differ = min(utc) < SPARE_HOURS or max(utc) > 24 - SPARE_HOURS
    return math.copysign(1, longitude) * DAY if may_differ else 0 * DAY
