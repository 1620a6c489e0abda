"""Images of the day of an event: their names tell days in UTC, and by the sun it may be another day where they lie."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.imagery.scene import DEG_PER_HOUR, Scene, exact_day, solar_day, time_in
from deepslide_qgis.engine.imagery.scenes import scene_beside
from deepslide_qgis.engine.imagery.target import GEOGRAPHIC, TURN_DEG, bounds_in

DAY = timedelta(days=1)
SOLAR_HOURS = {"Sentinel-1": (6, 18), "Sentinel-2": (10.5,)}
"""When they pass by the sun, about (ESA: dawn and dusk; 10:30 at the descending node)."""
SPARE_HOURS = 1
"""How far from that they pass away from the equator and at the sides of the swath."""


def not_of_event(
    scenes: Sequence[Scene], event_date: Optional[str], sensor: str, report: Callable[[Event], None]
) -> list[Scene]:
    """Return the scenes without those that are of the day of the event by the sun where they were taken.

    Warns of those that may be, whose names tell no time. Raises RasterError where none is left.
    """
    if not event_date:
        return list(scenes)
    event = exact_day(event_date)
    kept = [scene for scene in scenes if not _is_of(event, scene, sensor, report)]
    if scenes and not kept:
        raise RasterError(
            f"The {sensor} images of {scenes[0].date} were taken on the day of the event, by the sun where they lie.",
            "Choose images of other days, or change the date of the event.",
        )
    return kept


def _is_of(event: date, scene: Scene, sensor: str, report: Callable[[Event], None]) -> bool:
    if scene.day is None or abs(scene.day - event) != DAY:
        return False
    path = scene.bands[0].path
    longitude = _longitude(path)
    taken = time_in(f"{scene.id}/{path}", scene.day)
    if taken is None:
        if scene.day + _ahead(longitude, sensor) == event and not scene_beside(Path(path)):
            report(Warned(f"'{scene.id}' is of {scene.date}, which may be the day of the event where it was taken."))
        return False
    is_of = solar_day(taken, longitude) == event
    if is_of:
        report(Logged(f"'{scene.id}' is left out: {taken} UTC is on the day of the event by the sun where it lies."))
    return is_of


def _longitude(path: str) -> float:
    """Return the longitude of the middle of a raster, degrees from -180 to 180."""
    west, _, east, _ = bounds_in(path, GEOGRAPHIC)
    middle = (west + east + (TURN_DEG if east < west else 0)) / 2
    return (middle + TURN_DEG / 2) % TURN_DEG - TURN_DEG / 2


def _ahead(longitude: float, sensor: str) -> timedelta:
    """Return by how many days the sun may be ahead of UTC when the satellite passes: one, none, or minus one."""
    utc = [hour - longitude / DEG_PER_HOUR for hour in SOLAR_HOURS[sensor]]
    is_another = min(utc) < SPARE_HOURS or max(utc) > 24 - SPARE_HOURS
    return math.copysign(1, longitude) * DAY if is_another else 0 * DAY
