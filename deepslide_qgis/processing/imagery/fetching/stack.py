"""The band stack out of what was fetched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsProcessingFeedback

from deepslide_qgis.core.fetching import COVER, ELEVATION, OPTICAL, RADAR, FetchedDate, SearchRequest
from deepslide_qgis.core.imagery import (
    BandStackOutputs,
    BandStackRequest,
    ClassRaster,
    RadarSettings,
    Target,
)
from deepslide_qgis.core.periods import AFTER, BEFORE
from deepslide_qgis.processing.engine_run import run_engine

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
