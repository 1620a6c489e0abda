"""What the radar sees of the terrain, block by block: slopes, distortions, local incidence, the correction."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.imagery.imagery_settings import RadarSettings
from deepslide_qgis.engine.imagery.dem import dem_on_grid
from deepslide_qgis.engine.imagery.distortion import cast, widened
from deepslide_qgis.engine.imagery.on_grid import Block
from deepslide_qgis.engine.imagery.radar_geometry import RadarGeometry
from deepslide_qgis.engine.imagery.slope_correction import Facets, flattened
from deepslide_qgis.engine.imagery.terrain import MARGIN_PX, Descent, descent
from deepslide_qgis.engine.rasters.grid import Grid

LARGEST_REACH_PX = 400
STEEPEST_RAY = 1.8
"""Rays of Sentinel-1 (29° to 46°) meet the ground within this many times the relief: tan and cot of 61°."""


class Elevation:
    """A DEM on the target grid, bilinear, and its slopes."""

    def __init__(self, path: str, grid: Grid, opening: ExitStack, slopes: str):
        self._raster = dem_on_grid(path, grid, opening)
        self._pixel_m, self._slopes = grid.pixel_m, slopes

    def read(self, block: Block, margin_px: int = 0) -> np.ndarray:
        """Return metres (h, w)."""
        return self._raster.read(block, margin_px)[0]

    def descent(self, elevation_m: np.ndarray) -> Descent:
        """Return the descent of what was read with a margin, one pixel less on each side."""
        return descent(elevation_m, self._pixel_m, self._slopes)

    def relief_m(self) -> float:
        """Return how far the heights of a sample lie apart."""
        heights = self._raster.sample()
        return float(np.nanmax(heights) - np.nanmin(heights)) if np.isfinite(heights).any() else 0.0


@dataclass(frozen=True)
class Seen:
    """One block as the radar sees it, arrays (h, w): ``layover`` and ``shadow`` bool, angles in radians.

    ``known`` is where elevation and incidence angle are.
    """

    elevation_m: np.ndarray
    descent: Descent
    facets: Facets
    incidence_rad: np.ndarray
    layover: np.ndarray
    shadow: np.ndarray
    known: np.ndarray

    @property
    def distorted(self) -> np.ndarray:
        return self.layover | self.shadow | ~self.known

    def local_incidence_deg(self, kind: str) -> np.ndarray:
        """Return the local incidence angle: ``exact``, or approximated as in ``vollrath``."""
        facets, incidence = self.facets, self.incidence_rad
        if kind == "vollrath":
            return facets.local_incidence_vollrath_deg(incidence)
        return facets.local_incidence_deg(incidence)

    def flattened(self, sigma0: np.ndarray, volume: np.ndarray | bool) -> np.ndarray:
        """Return γ⁰ of linear ``sigma0`` (…, h, w) as if the terrain were flat, NaN in layover and shadow.

        Also on slopes that have no such γ⁰: cast masks leave out some at the very crests.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            gamma0 = flattened(sigma0, self.facets, self.incidence_rad, volume)
            steep = self.facets.layover(self.incidence_rad) | self.facets.shadow(self.incidence_rad)
        return np.where(self.distorted | steep, np.float32(np.nan), gamma0)

    def masked(self, gamma0: np.ndarray) -> np.ndarray:
        """Return backscatter that is corrected already, NaN in layover and shadow."""
        return np.where(self.distorted, np.float32(np.nan), gamma0)


class RadarTerrain:
    """Joins the DEM with the geometry of the radar."""

    def __init__(self, elevation: Elevation, geometry: RadarGeometry, settings: RadarSettings, grid: Grid):
        self._elevation, self._geometry, self._settings, self._grid = elevation, geometry, settings, grid
        self._buffer_px = buffer_px(settings, grid)
        self._reach_px = reach_px(settings, grid, elevation) if settings.cast_masks else 0

    def see(self, block: Block) -> Seen:
        """Return the block as the radar sees it."""
        wide = self._buffer_px
        elevation = self._elevation.read(block, wide + MARGIN_PX)
        incidence = self._geometry.incidence_rad(block, wide)
        descents = self._elevation.descent(elevation)
        facets = Facets.seen(descents, self._geometry.azimuth_rad)
        with np.errstate(invalid="ignore"):
            layover, shadow = self._distortions(block, facets, incidence)
        layover, shadow = (
            _cut(widened(mask, self._grid.pixel_m, self._settings.buffer_m), wide) for mask in (layover, shadow)
        )
        descents = Descent(_cut(descents.east, wide), _cut(descents.north, wide))
        facets = Facets(_cut(facets.towards, wide), _cut(facets.across, wide))
        incidence = _cut(incidence, wide)
        known = np.isfinite(facets.towards) & np.isfinite(incidence)
        return Seen(_cut(elevation, wide + MARGIN_PX), descents, facets, incidence, layover, shadow, known)

    def _distortions(self, block: Block, facets: Facets, incidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if not self._reach_px:
            return facets.layover(incidence), facets.shadow(incidence)
        elevation = self._elevation.read(block, self._buffer_px + self._reach_px)
        return cast(elevation, self._grid.pixel_m, self._geometry.azimuth_rad, incidence, self._reach_px)


def buffer_px(settings: RadarSettings, grid: Grid) -> int:
    """Return how many pixels around a block its buffered masks need."""
    return math.ceil(settings.buffer_m / min(grid.pixel_m))


def reach_px(settings: RadarSettings, grid: Grid, elevation: Elevation) -> int:
    """Return how far rays have to be followed, in pixels, for the relief of the area."""
    return min(LARGEST_REACH_PX, math.ceil(STEEPEST_RAY * elevation.relief_m() / min(grid.pixel_m)) + 2)


def _cut(values: np.ndarray, margin_px: int) -> np.ndarray:
    return values[margin_px:-margin_px, margin_px:-margin_px] if margin_px else values
