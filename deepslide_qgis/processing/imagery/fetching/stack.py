"""The band stack out of what was fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsProcessingFeedback

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, setting_named
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.fetching import (
    COVER,
    ELEVATION,
    OPTICAL,
    RADAR,
    FetchedDate,
    SearchAnswer,
    SearchRequest,
)
from deepslide_qgis.core.imagery.imagery_requests import BandStackOutputs, BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, RadarSettings, Target
from deepslide_qgis.core.imagery.periods import AFTER, BEFORE
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.translation import translate

RADAR_BANDS = {band.name for band in CASE_STUDY_BANDS[:9]}
TERRAIN_BANDS = {"layover", "shadow", "liaDeg", "elevation", "slope"}
MIDDLE_DEG = 38.9
"""Incidence angle in the middle of Sentinel-1's swath: taken where the dates bring none of their own."""
RASTERS = ("DEM", "LAND_COVER", "CLIMATE", "CANOPY")


@dataclass(frozen=True)
class StackSources:
    """Rasters of a person's own for a stack of the band setting ``setting``; None: the fetched one, or none.

    ``legend`` is that of ``land_cover``.
    """

    setting: str
    legend: str = "study"
    dem: Optional[str] = None
    land_cover: Optional[str] = None
    climate: Optional[str] = None
    canopy: Optional[str] = None

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of the parameters that give the rasters."""
        return RASTERS


def check_stack(answer: SearchAnswer, own: StackSources) -> None:
    """Raise RequestError where the setting needs what is neither chosen nor given: before hours of fetching."""
    bands = set(setting_named(own.setting).band_names)
    chosen = {(image.sensor, image.period) for image in answer.images if image.is_chosen}
    both = {sensor for sensor in (OPTICAL, RADAR) if {(sensor, BEFORE), (sensor, AFTER)} <= chosen}
    needed = (
        (bands & RADAR_BANDS and RADAR not in both, translate("Sentinel-1 before and after")),
        ("dNDVI" in bands and OPTICAL not in both, translate("Sentinel-2 before and after")),
        (bands & TERRAIN_BANDS and not own.dem and (ELEVATION, "") not in chosen, translate("a DEM")),
        ("landCover" in bands and not own.land_cover and (COVER, "") not in chosen, translate("land cover")),
        ("climate" in bands and not own.climate, translate("climate")),
        ("canopyHeight" in bands and not own.canopy, translate("canopy height")),
    )
    missing = [what for is_missing, what in needed if is_missing]
    if missing:
        raise RequestError(
            translate("The band stack '{}' needs {}. {}").format(
                own.setting, ", ".join(missing), " ".join(answer.warnings)
            ),
            translate("Choose rasters of your own, another band setting, or leave the stack out."),
        )


def build_stack(
    dates: list[FetchedDate],
    target: Target,
    own: StackSources,
    request: SearchRequest,
    path: str,
    feedback: QgsProcessingFeedback,
) -> None:
    """Have the engine write the stack to ``path``; raise the DeepSlideError that it names."""
    fetched = {
        (sensor, period): tuple(made.path for made in dates if (made.sensor, made.period) == (sensor, period))
        for sensor in (OPTICAL, RADAR)
        for period in (BEFORE, AFTER)
    }
    stack = BandStackRequest(
        own.setting,
        BandStackOutputs(path),
        pre_sentinel1=fetched[RADAR, BEFORE],
        post_sentinel1=fetched[RADAR, AFTER],
        pre_sentinel2=fetched[OPTICAL, BEFORE],
        post_sentinel2=fetched[OPTICAL, AFTER],
        dem=own.dem or _only(dates, ELEVATION),
        climate=own.climate,
        canopy=own.canopy,
        land_cover=_land_cover(own, dates),
        event_date=request.event_date,
        radar=RadarSettings(
            scale="db", product="terrain_corrected", incidence_deg=MIDDLE_DEG, orbit_pass=_orbit_pass(dates)
        ),
        target=target,
    )
    run_engine("band_stack", stack, feedback)


def _land_cover(own: StackSources, dates: list[FetchedDate]) -> Optional[ClassRaster]:
    if own.land_cover:
        return ClassRaster(own.land_cover, own.legend)
    fetched = _only(dates, COVER)
    return ClassRaster(fetched, "worldcover") if fetched else None


def _orbit_pass(dates: list[FetchedDate]) -> Optional[str]:
    return next((image.orbit_pass or None for made in dates if made.sensor == RADAR for image in made.images), None)


def _only(dates: list[FetchedDate], sensor: str) -> Optional[str]:
    return next((str(made.raster) for made in dates if made.sensor == sensor), None)
