"""Inputs of a band stack: those that the setting needs, with checks of dates and orbits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Optional

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.core.events import Logged, Report, Warned
from deepslide_qgis.core.imagery.imagery_requests import BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import Period
from deepslide_qgis.core.imagery.scene import Scene, parse_day
from deepslide_qgis.engine.imagery.event_day import exclude_event_day
from deepslide_qgis.engine.imagery.optical import INFRARED, check_season
from deepslide_qgis.engine.imagery.radar import check_one_orbit
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, filter_by_period, find_scenes, list_files

RADAR_OUTPUTS = ("preVV", "postVV", "dVV", "preVH", "postVH", "dVH", "layover", "shadow", "liaDeg")
TERRAIN_OUTPUTS = ("elevation", "slope")
REFLECTANCES = ("red", "green", "blue", *(f"B{number}" for number in range(1, 13)))


@dataclass(frozen=True)
class Needs:
    """The inputs that the bands of a setting need."""

    radar: bool
    change_of_vegetation: bool
    reflectance: bool
    terrain: bool
    climate: bool
    canopy: bool
    land_cover: bool


def determine_needs(setting: str) -> Needs:
    """Return the inputs that a band setting needs."""
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
    """The scenes of each period and sensor, empty if the setting needs none."""

    needs: Needs
    radar_before: tuple[Scene, ...]
    radar_after: tuple[Scene, ...]
    optical_before: tuple[Scene, ...]
    optical_after: tuple[Scene, ...]
    other_rasters: tuple[str, ...]

    @property
    def groups(self) -> list[list[str]]:
        """Return the rasters that define the area, by kind; climate, canopy and land cover are wider."""
        scenes = (self.radar_before, self.radar_after, self.optical_before, self.optical_after)
        groups = [list_files(group) for group in scenes if group]
        return groups or [[path] for path in self.other_rasters]

    @property
    def files(self) -> list[str]:
        scenes = (*self.radar_before, *self.radar_after, *self.optical_before, *self.optical_after)
        return [*list_files(scenes), *self.other_rasters]


def gather_inputs(request: BandStackRequest, report: Report) -> StackInputs:
    """Return the inputs of ``request``; raise RequestError for missing ones, RasterError for unsuitable images."""
    needs = determine_needs(request.setting)
    _check_inputs_given(request, needs)
    before, after = _make_periods(request)
    radar = (
        _find_period_scenes(request.pre_sentinel1, RADAR_BANDS, before, "Sentinel-1", needs.radar),
        _find_period_scenes(request.post_sentinel1, RADAR_BANDS, after, "Sentinel-1", needs.radar),
    )
    needs_optical = needs.change_of_vegetation or needs.reflectance
    optical = (
        _find_period_scenes(request.pre_sentinel2, (INFRARED,), before, "Sentinel-2", needs.change_of_vegetation),
        _find_period_scenes(request.post_sentinel2, (INFRARED,), after, "Sentinel-2", needs_optical),
    )
    radar, optical = (
        tuple(tuple(exclude_event_day(scenes, request.event_date, sensor, report)) for scenes in pair)
        for sensor, pair in (("Sentinel-1", radar), ("Sentinel-2", optical))
    )
    check_one_orbit(*radar)
    for pair in (radar, optical):
        _check_periods_known(*pair)
    check_season(*optical, request.season_days)
    for what, pair in (("Sentinel-1", radar), ("Sentinel-2", optical)):
        _log_dates(what, pair, report)
    _check_order(radar, optical, report)
    cover = request.land_cover.path if request.land_cover else None
    other_rasters = (request.dem, request.climate, request.canopy, cover, request.radar.incidence)
    return StackInputs(needs, *radar, *optical, tuple(path for path in other_rasters if path))


def _check_inputs_given(request: BandStackRequest, needs: Needs) -> None:
    optical_after = needs.change_of_vegetation or needs.reflectance
    missing_by_input = {
        "Sentinel-1 images before the event": needs.radar and not request.pre_sentinel1,
        "Sentinel-1 images after the event": needs.radar and not request.post_sentinel1,
        "Sentinel-2 images before the event": needs.change_of_vegetation and not request.pre_sentinel2,
        "Sentinel-2 images after the event": optical_after and not request.post_sentinel2,
        "a DEM": needs.terrain and not request.dem,
        "a raster of climate classes": needs.climate and not request.climate,
        "a raster of canopy heights": needs.canopy and not request.canopy,
        "a raster of land cover": needs.land_cover and not request.land_cover,
    }
    missing = [what for what, is_missing in missing_by_input.items() if is_missing]
    if missing:
        raise RequestError(
            f"The band setting '{request.setting}' needs {', '.join(missing)}.",
            "Choose them, or another band setting.",
        )


def _make_periods(request: BandStackRequest) -> tuple[Period, Period]:
    """Return the periods before and after the event, both without the day itself."""
    if not request.event_date:
        return Period(), Period()
    day, step = parse_day(request.event_date), timedelta(days=1)
    return Period(end=(day - step).isoformat()), Period(start=(day + step).isoformat())


def _find_period_scenes(
    paths: Sequence[str], bands: Sequence[str], period: Period, what: str, is_needed: bool
) -> tuple[Scene, ...]:
    if not is_needed:
        return ()
    return tuple(filter_by_period(find_scenes(paths, bands), period, what))


def _check_periods_known(before: Sequence[Scene], after: Sequence[Scene]) -> None:
    """Raise RasterError for an undated image that would count as before and as after the event."""
    undated = {scene.id for scene in before if scene.date is None and scene in after}
    if undated and (len(before) > 1 or len(after) > 1):
        raise RasterError(
            f"The name of '{min(undated)}' has no date, so it could be from before or after the event.",
            "Write the date into the name of the file or its folder (2023-08-24), or choose the images one by one.",
        )


def _check_order(radar: tuple[tuple[Scene, ...], ...], optical: tuple[tuple[Scene, ...], ...], report: Report) -> None:
    """Raise RasterError if images before the event are later than those after it."""
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


def _log_dates(what: str, pair: tuple[tuple[Scene, ...], ...], report: Report) -> None:
    for period, scenes in zip(("before", "after"), pair):
        if scenes:
            dates = sorted({scene.date or "unknown" for scene in scenes})
            report(Logged(f"{what} {period}: {len(scenes)} image(s), {_shorten_list(dates)}."))


def _shorten_list(dates: list[str], most: int = 6) -> Optional[str]:
    return ", ".join(dates) if len(dates) <= most else f"{', '.join(dates[:most])} … {dates[-1]}"
