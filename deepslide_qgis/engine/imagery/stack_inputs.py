"""What a stack is built from: which inputs its setting needs, and whether they can be what they are said to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Optional

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.imagery.imagery_requests import BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import Period
from deepslide_qgis.core.imagery.scene import Scene, exact_day
from deepslide_qgis.engine.imagery.event_day import not_of_event
from deepslide_qgis.engine.imagery.optical import INFRARED, check_season
from deepslide_qgis.engine.imagery.radar import check_one_orbit
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, files_of, find_scenes, in_period

RADAR_OUTPUTS = ("preVV", "postVV", "dVV", "preVH", "postVH", "dVH", "layover", "shadow", "liaDeg")
TERRAIN_OUTPUTS = ("elevation", "slope")
REFLECTANCES = ("red", "green", "blue", *(f"B{number}" for number in range(1, 13)))


@dataclass(frozen=True)
class Needs:
    """What the bands of a setting are made from."""

    radar: bool
    change_of_vegetation: bool
    reflectance: bool
    terrain: bool
    climate: bool
    canopy: bool
    land_cover: bool


def needs_of(setting: str) -> Needs:
    """Return what has to be there for a band setting."""
    names = set(setting_named(setting).band_names)
    radar = bool(names & set(RADAR_OUTPUTS))
    return Needs(
        radar=radar,
        change_of_vegetation="dNDVI" in names,
        reflectance=bool(names & set(REFLECTANCES)),
        terrain=radar or bool(names & set(TERRAIN_OUTPUTS)),
        climate="climate" in names,
        canopy="canopyHeight" in names,
        land_cover="landCover" in names,
    )


@dataclass(frozen=True)
class StackInputs:
    """The scenes of each period and sensor, empty where the setting needs none."""

    needs: Needs
    radar_before: tuple[Scene, ...]
    radar_after: tuple[Scene, ...]
    optical_before: tuple[Scene, ...]
    optical_after: tuple[Scene, ...]
    others: tuple[str, ...]

    @property
    def groups(self) -> list[list[str]]:
        """The rasters that the area has to lie in, by kind; climate, canopy and land cover are wider."""
        scenes = (self.radar_before, self.radar_after, self.optical_before, self.optical_after)
        found = [files_of(group) for group in scenes if group]
        return found or [[path] for path in self.others]

    @property
    def files(self) -> list[str]:
        scenes = (*self.radar_before, *self.radar_after, *self.optical_before, *self.optical_after)
        return [*files_of(scenes), *self.others]


def gather(request: BandStackRequest, report: Callable[[Event], None]) -> StackInputs:
    """Return the inputs of ``request``; raise RequestError for missing ones, RasterError for images that do not fit."""
    needs = needs_of(request.setting)
    _check_given(request, needs)
    before, after = _periods(request)
    radar = (
        _scenes(request.pre_sentinel1, RADAR_BANDS, before, "Sentinel-1", needs.radar),
        _scenes(request.post_sentinel1, RADAR_BANDS, after, "Sentinel-1", needs.radar),
    )
    needs_optical = needs.change_of_vegetation or needs.reflectance
    optical = (
        _scenes(request.pre_sentinel2, (INFRARED,), before, "Sentinel-2", needs.change_of_vegetation),
        _scenes(request.post_sentinel2, (INFRARED,), after, "Sentinel-2", needs_optical),
    )
    radar, optical = (
        tuple(tuple(not_of_event(scenes, request.event_date, sensor, report)) for scenes in pair)
        for sensor, pair in (("Sentinel-1", radar), ("Sentinel-2", optical))
    )
    check_one_orbit(*radar)
    for pair in (radar, optical):
        _check_told_apart(*pair)
    check_season(*optical, request.season_days)
    for what, pair in (("Sentinel-1", radar), ("Sentinel-2", optical)):
        _tell(what, pair, report)
    _check_order(radar, optical, report)
    cover = request.land_cover.path if request.land_cover else None
    others = (request.dem, request.climate, request.canopy, cover, request.radar.incidence)
    return StackInputs(needs, *radar, *optical, tuple(path for path in others if path))


def _check_given(request: BandStackRequest, needs: Needs) -> None:
    optical_after = needs.change_of_vegetation or needs.reflectance
    asked = {
        "Sentinel-1 images before the event": needs.radar and not request.pre_sentinel1,
        "Sentinel-1 images after the event": needs.radar and not request.post_sentinel1,
        "Sentinel-2 images before the event": needs.change_of_vegetation and not request.pre_sentinel2,
        "Sentinel-2 images after the event": optical_after and not request.post_sentinel2,
        "a DEM": needs.terrain and not request.dem,
        "a raster of climate classes": needs.climate and not request.climate,
        "a raster of canopy heights": needs.canopy and not request.canopy,
        "a raster of land cover": needs.land_cover and not request.land_cover,
    }
    missing = [what for what, is_missing in asked.items() if is_missing]
    if missing:
        raise RequestError(
            f"The band setting '{request.setting}' needs {', '.join(missing)}.",
            "Choose them, or another band setting.",
        )


def _periods(request: BandStackRequest) -> tuple[Period, Period]:
    """Return what lies before and after the day of the event, which itself belongs to neither."""
    if not request.event_date:
        return Period(), Period()
    day, step = exact_day(request.event_date), timedelta(days=1)
    return Period(end=(day - step).isoformat()), Period(start=(day + step).isoformat())


def _scenes(
    paths: Sequence[str], bands: Sequence[str], period: Period, what: str, is_needed: bool
) -> tuple[Scene, ...]:
    if not is_needed:
        return ()
    return tuple(in_period(find_scenes(paths, bands), period, what))


def _check_told_apart(before: Sequence[Scene], after: Sequence[Scene]) -> None:
    """Raise RasterError for an image without a date that would count as before and as after the event."""
    both = {scene.id for scene in before if scene.date is None and scene in after}
    if both and (len(before) > 1 or len(after) > 1):
        raise RasterError(
            f"The name of '{min(both)}' has no date, so nobody knows whether it is from before or after the event.",
            "Write the date into the name of the file or its folder (2023-08-24), or choose the images one by one.",
        )


def _check_order(
    radar: tuple[tuple[Scene, ...], ...], optical: tuple[tuple[Scene, ...], ...], report: Callable[[Event], None]
) -> None:
    """Raise RasterError where images before the event are later than those after it."""
    for before, after in (radar, optical):
        last, first = (
            pick((scene.date for scene in scenes if scene.date), default=None)
            for pick, scenes in ((max, before), (min, after))
        )
        if last and first and last > first:
            raise RasterError(
                f"An image before the event is of {last}, one after it of {first}.",
                "Give the date of the event, which sorts them, or choose the images again.",
            )
        if last and last == first:
            report(Warned(f"Images before and after the event are of the same day, {last}."))


def _tell(what: str, pair: tuple[tuple[Scene, ...], ...], report: Callable[[Event], None]) -> None:
    for period, scenes in zip(("before", "after"), pair):
        if scenes:
            dates = sorted({scene.date or "unknown" for scene in scenes})
            report(Logged(f"{what} {period}: {len(scenes)} image(s), {_shortened(dates)}."))


def _shortened(dates: list[str], most: int = 6) -> Optional[str]:
    return ", ".join(dates) if len(dates) <= most else f"{', '.join(dates[:most])} … {dates[-1]}"
