"""Band stack of fetched images."""

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
"""Incidence angle at mid-swath of Sentinel-1, for dates without angles of their own."""
RASTERS = ("DEM", "LAND_COVER", "CLIMATE", "CANOPY")


@dataclass(frozen=True)
class StackSources:
    """The user's own rasters for a stack of the band setting ``setting``; None means the fetched one, or none.

    ``legend`` belongs to ``land_cover``.
    """

    setting: str
    legend: str = "study"
    dem: Optional[str] = None
    land_cover: Optional[str] = None
    climate: Optional[str] = None
    canopy: Optional[str] = None

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of the parameters for the rasters."""
        return RASTERS


def check_stack(answer: SearchAnswer, sources: StackSources) -> None:
    """Raise RequestError, before hours of fetching, if a band of the setting has no source."""
    bands = set(setting_named(sources.setting).band_names)
    chosen = {(image.sensor, image.period) for image in answer.images if image.is_chosen}
    both = {sensor for sensor in (OPTICAL, RADAR) if {(sensor, BEFORE), (sensor, AFTER)} <= chosen}
    needed = (
        (bands & RADAR_BANDS and RADAR not in both, translate("Sentinel-1 before and after")),
        ("dNDVI" in bands and OPTICAL not in both, translate("Sentinel-2 before and after")),
        (bands & TERRAIN_BANDS and not sources.dem and (ELEVATION, "") not in chosen, translate("a DEM")),
        ("landCover" in bands and not sources.land_cover and (COVER, "") not in chosen, translate("land cover")),
        ("climate" in bands and not sources.climate, translate("climate")),
        ("canopyHeight" in bands and not sources.canopy, translate("canopy height")),
    )
    missing = [what for is_missing, what in needed if is_missing]
    if missing:
        raise RequestError(
            translate("The band stack '{}' needs {}. {}").format(
                sources.setting, ", ".join(missing), " ".join(answer.warnings)
            ),
            translate("Choose rasters of your own, another band setting, or leave the stack out."),
        )


def build_stack(
    dates: list[FetchedDate],
    target: Target,
    sources: StackSources,
    request: SearchRequest,
    path: str,
    feedback: QgsProcessingFeedback,
) -> None:
    """Let the engine write the stack to ``path``; raise the DeepSlideError that it reports."""
    fetched = {
        (sensor, period): tuple(made.path for made in dates if (made.sensor, made.period) == (sensor, period))
        for sensor in (OPTICAL, RADAR)
        for period in (BEFORE, AFTER)
    }
    stack = BandStackRequest(
        sources.setting,
        BandStackOutputs(path),
        pre_sentinel1=fetched[RADAR, BEFORE],
        post_sentinel1=fetched[RADAR, AFTER],
        pre_sentinel2=fetched[OPTICAL, BEFORE],
        post_sentinel2=fetched[OPTICAL, AFTER],
        dem=sources.dem or _fetched_raster(dates, ELEVATION),
        climate=sources.climate,
        canopy=sources.canopy,
        land_cover=_land_cover(sources, dates),
        event_date=request.event_date,
        radar=RadarSettings(
            scale="db", product="terrain_corrected", incidence_deg=MIDDLE_DEG, orbit_pass=_orbit_pass(dates)
        ),
        target=target,
    )
    run_engine("band_stack", stack, feedback)


def _land_cover(sources: StackSources, dates: list[FetchedDate]) -> Optional[ClassRaster]:
    if sources.land_cover:
        return ClassRaster(sources.land_cover, sources.legend)
    fetched = _fetched_raster(dates, COVER)
    return ClassRaster(fetched, "worldcover") if fetched else None


def _orbit_pass(dates: list[FetchedDate]) -> Optional[str]:
    return next((image.orbit_pass or None for made in dates if made.sensor == RADAR for image in made.images), None)


def _fetched_raster(dates: list[FetchedDate], sensor: str) -> Optional[str]:
    return next((str(made.raster) for made in dates if made.sensor == sensor), None)
