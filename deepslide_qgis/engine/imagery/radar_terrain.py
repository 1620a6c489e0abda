"""The radar's view of the terrain, block by block: slopes, distortions, local incidence, slope correction."""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.imagery.imagery_settings import RadarSettings
from deepslide_qgis.engine.imagery.dem import open_dem
from deepslide_qgis.engine.imagery.distortion import cast_rays, dilate_mask
from deepslide_qgis.engine.imagery.on_grid import Block
from deepslide_qgis.engine.imagery.radar_geometry import RadarGeometry
from deepslide_qgis.engine.imagery.slope_correction import Facets, flatten_terrain
from deepslide_qgis.engine.imagery.terrain import MARGIN_PX, Descent, descent
from deepslide_qgis.engine.rasters.grid import Grid

LARGEST_REACH_PX = 400
STEEPEST_RAY = 1.8
"""Sentinel-1 rays (29° to 46°) reach the ground within this many times the relief: tan and cot of 61°."""


class Elevation:
    """A DEM on the target grid, bilinear, and its slopes."""

    def __init__(self, path: str, grid: Grid, opening: ExitStack, slopes: str):
        self._raster = open_dem(path, grid, opening)
        self._pixel_m, self._slopes = grid.pixel_m, slopes

    def read(self, block: Block, margin_px: int = 0) -> np.ndarray:
        """Return metres (h, w)."""
        return self._raster.read(block, margin_px)[0]

    def descent(self, elevation_m: np.ndarray) -> Descent:
        """Return the descent of an elevation array, one pixel smaller on each side."""
        return descent(elevation_m, self._pixel_m, self._slopes)

    def relief_m(self) -> float:
        """Return the range of heights in a sample."""
        heights = self._raster.sample()
        return float(np.nanmax(heights) - np.nanmin(heights)) if np.isfinite(heights).any() else 0.0


@dataclass(frozen=True)
class RadarView:
    """One block in the radar's view, arrays (h, w): ``layover`` and ``shadow`` bool, angles in radians.

    ``known`` is True where elevation and incidence angle are known.
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
        """Return the local incidence angle: ``exact``, or the approximation ``vollrath``."""
        facets, incidence = self.facets, self.incidence_rad
        if kind == "vollrath":
            return facets.local_incidence_vollrath_deg(incidence)
        return facets.local_incidence_deg(incidence)

    def flatten(self, sigma0: np.ndarray, volume: np.ndarray | bool) -> np.ndarray:
        """Return terrain-flattened γ⁰ of linear ``sigma0`` (…, h, w), NaN in layover and shadow.

        Also NaN on slopes without a valid γ⁰: cast masks miss some pixels at the crests.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            gamma0 = flatten_terrain(sigma0, self.facets, self.incidence_rad, volume)
            steep = self.facets.layover(self.incidence_rad) | self.facets.shadow(self.incidence_rad)
        return np.where(self.distorted | steep, np.float32(np.nan), gamma0)

    def mask(self, gamma0: np.ndarray) -> np.ndarray:
        """Return corrected backscatter with NaN in layover and shadow."""
        return np.where(self.distorted, np.float32(np.nan), gamma0)


class RadarTerrain:
    """Combines the DEM with the geometry of the radar."""

    def __init__(self, elevation: Elevation, geometry: RadarGeometry, settings: RadarSettings, grid: Grid):
        self._elevation, self._geometry, self._settings, self._grid = elevation, geometry, settings, grid
        self._buffer_px = buffer_px(settings, grid)
        self._reach_px = reach_px(settings, grid, elevation) if settings.cast_masks else 0

    def view(self, block: Block) -> RadarView:
        """Return the radar's view of the block."""
        margin = self._buffer_px
        elevation = self._elevation.read(block, margin + MARGIN_PX)
        incidence = self._geometry.incidence_rad(block, margin)
        descents = self._elevation.descent(elevation)
        facets = Facets.from_azimuth(descents, self._geometry.azimuth_rad)
        with np.errstate(invalid="ignore"):
            layover, shadow = self._find_distortions(block, facets, incidence)
        layover, shadow = (
            _crop(dilate_mask(mask, self._grid.pixel_m, self._settings.buffer_m), margin) for mask in (layover, shadow)
        )
        descents = Descent(_crop(descents.east, margin), _crop(descents.north, margin))
        facets = Facets(_crop(facets.towards, margin), _crop(facets.across, margin))
        incidence = _crop(incidence, margin)
        known = np.isfinite(facets.towards) & np.isfinite(incidence)
        return RadarView(_crop(elevation, margin + MARGIN_PX), descents, facets, incidence, layover, shadow, known)

    def _find_distortions(self, block: Block, facets: Facets, incidence: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if not self._reach_px:
            return facets.layover(incidence), facets.shadow(incidence)
        elevation = self._elevation.read(block, self._buffer_px + self._reach_px)
        return cast_rays(elevation, self._grid.pixel_m, self._geometry.azimuth_rad, incidence, self._reach_px)


def buffer_px(settings: RadarSettings, grid: Grid) -> int:
    """Return the margin, in pixels, that the buffered masks of a block need."""
    return math.ceil(settings.buffer_m / min(grid.pixel_m))


def reach_px(settings: RadarSettings, grid: Grid, elevation: Elevation) -> int:
    """Return the length of rays, in pixels, for the relief of the area."""
    return min(LARGEST_REACH_PX, math.ceil(STEEPEST_RAY * elevation.relief_m() / min(grid.pixel_m)) + 2)


def _crop(values: np.ndarray, margin_px: int) -> np.ndarray:
    return values[margin_px:-margin_px, margin_px:-margin_px] if margin_px else values
