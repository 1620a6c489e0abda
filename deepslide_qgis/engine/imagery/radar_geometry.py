"""How the radar looked at the target grid: the incidence angle to the ellipsoid, and where the sensor stood."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Optional

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.imagery_settings import RadarSettings
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery.look_direction import (
    azimuth_from_incidence,
    azimuth_from_orbit,
    direction_of_fall,
    pass_of,
)
from deepslide_qgis.engine.imagery.on_grid import Block, OnGrid, sample_blocks
from deepslide_qgis.engine.rasters.grid import Grid

Sample = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Columns, rows and incidence angles of pixels, each (N,)."""
LARGEST_DIFFERENCE_DEG = 1.0
"""Incidence angles of one relative orbit differ by hundredths of a degree from date to date."""
LARGEST_TURN_DEG = 15.0
"""Directions to the sensor differ by a degree or two on one orbit, by a few where angles are rounded to whole degrees;
by 100 and more between ascending and descending."""
FEWEST_SAMPLES = 10
NOISE_FREE_DEG = 30.63993, 45.23993
"""Incidence angles outside are taken for noise at the border of the swath (Hird et al. 2017)."""


class RadarGeometry:
    """Incidence angles and the azimuth towards the sensor, for the scenes of one orbit.

    Raises RasterError where there is neither an incidence raster nor a pass with an angle, or where the angles of two
    scenes are those of different orbits.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        settings: RadarSettings,
        grid: Grid,
        opening: ExitStack,
        say: Callable[[str], None],
    ):
        given = settings.incidence and _angle_raster(settings.incidence, 1, grid, opening)
        self._angles = [given] if given else angle_rasters(scenes, grid, opening)
        self._constant_deg = settings.incidence_deg
        self._border_noise = settings.border_noise
        passes = {settings.orbit_pass, *(scene.orbit_pass for scene in scenes)} - {None}
        if len(passes) > 1:
            raise RasterError(
                "The Sentinel-1 images are of ascending and descending passes, or the pass chosen is not theirs.",
                "Keep the images of one pass, and choose that one.",
            )
        self.azimuth_rad = self._azimuth(passes.pop() if passes else None, grid)
        self.orbit_pass = pass_of(self.azimuth_rad)
        degrees = math.degrees(self.azimuth_rad)
        say(f"The radar stands at {degrees:.1f}° (clockwise from grid north); the pass is {self.orbit_pass}.")

    def incidence_rad(self, block: Block, margin_px: int = 0) -> np.ndarray:
        """Return the incidence angle (h, w) float32, NaN where no image was taken."""
        if not self._angles:
            shape = block.height + 2 * margin_px, block.width + 2 * margin_px
            return np.full(shape, math.radians(self._constant_deg), np.float32)
        angle = first_known(self._angles, block, margin_px)
        if self._border_noise:
            angle[(angle <= NOISE_FREE_DEG[0]) | (angle >= NOISE_FREE_DEG[1])] = np.nan
        return np.radians(angle)

    def _azimuth(self, orbit_pass: str | None, grid: Grid) -> float:
        if not self._angles:
            if self._constant_deg is None:
                raise RasterError(
                    "There is no incidence angle: neither a band 'angle' in the images nor a raster of it.",
                    "Choose the raster of the ellipsoidal incidence angle, or give the orbit pass and one angle for "
                    "the area (38° is the middle of the swath, some degrees off at its sides).",
                )
            if orbit_pass is None:
                raise RasterError("The orbit pass is not known.", "Choose ascending or descending.")
            return azimuth_from_orbit(orbit_pass, grid)
        samples = [_sample(raster, grid) for raster in self._angles]
        _check_one_geometry(samples)
        _check_one_direction(samples, grid.pixel_m)
        columns, rows, angles = max(samples, key=lambda sample: np.isfinite(sample[2]).sum())
        known = np.isfinite(angles)
        if known.sum() < FEWEST_SAMPLES:
            raise RasterError("The incidence angle has no data in the area.", "Choose a raster that covers it.")
        azimuth = azimuth_from_incidence(
            angles[known], columns[known], rows[known], grid.pixel_m, "the incidence raster"
        )
        if orbit_pass is not None and pass_of(azimuth) != orbit_pass:
            raise RasterError(
                f"The incidence angles fall as in {pass_of(azimuth)} passes, but the pass is said to be {orbit_pass}.",
                "Choose the incidence raster of the images, and their pass.",
            )
        return azimuth


def angle_rasters(scenes: Sequence[Scene], grid: Grid, opening: ExitStack) -> list[OnGrid]:
    """Return the incidence angles that the scenes bring."""
    bands = [scene.band("angle") for scene in scenes]
    return [_angle_raster(band.path, band.number, grid, opening) for band in bands if band]


def _angle_raster(path: str, number: int, grid: Grid, opening: ExitStack) -> OnGrid:
    raster = OnGrid(path, [number], grid, Resampling.bilinear, opening)
    raster.convert = _without_fill
    return raster


def _without_fill(angles: np.ndarray) -> np.ndarray:
    """Return angles, NaN where there are none: many files hold 0 or -9999 and do not declare it as no data."""
    return np.where(angles > 0, angles, np.float32(np.nan))


def first_known(angles: Sequence[OnGrid], block: Block, margin_px: int = 0) -> np.ndarray:
    """Return the angle (h, w) of the first raster that has one there, in degrees."""
    angle = angles[0].read(block, margin_px)[0]
    for other in angles[1:]:
        gaps = ~np.isfinite(angle)
        if not gaps.any():
            break
        angle[gaps] = other.read(block, margin_px)[0][gaps]
    return angle


def _sample(raster: OnGrid, grid: Grid) -> Sample:
    """Return columns, rows and incidence angles of pixels from all over the grid."""
    found = []
    for block in sample_blocks(Block(0, 0, grid.height, grid.width)):
        rows, columns = np.mgrid[block.top : block.top + block.height, block.left : block.left + block.width]
        found.append(np.stack([columns, rows, raster.read(block)[0]]).reshape(3, -1))
    columns, rows, angles = np.concatenate(found, axis=1)
    if np.isfinite(angles).any() and not 10 < np.nanmedian(angles) < 70:
        raise RasterError(
            f"The incidence angles are about {np.nanmedian(angles):.3g}: no degrees of Sentinel-1 (29 to 46).",
            "Choose the raster of the incidence angle in degrees.",
        )
    return columns, rows, angles


def _check_one_geometry(samples: list[Sample]) -> None:
    first = samples[0][2]
    for _, _, angles in samples[1:]:
        both = np.isfinite(first) & np.isfinite(angles)
        if both.any() and abs(float(np.mean(first[both] - angles[both]))) > LARGEST_DIFFERENCE_DEG:
            raise RasterError(
                "The incidence angles of the Sentinel-1 images differ: they were taken from different orbits.",
                "Keep the images of one relative orbit.",
            )


def _check_one_direction(samples: list[Sample], pixel_m: tuple[float, float]) -> None:
    """Raise RasterError where two rasters fall in directions that no orbit has both; flat ones have none."""
    found = [azimuth for azimuth in (_direction(sample, pixel_m) for sample in samples) if azimuth is not None]
    turns = [abs((azimuth - found[0] + math.pi) % (2 * math.pi) - math.pi) for azimuth in found]
    if turns and math.degrees(max(turns)) > LARGEST_TURN_DEG:
        other = found[turns.index(max(turns))]
        raise RasterError(
            "The incidence angles of the Sentinel-1 images fall in different directions "
            f"({math.degrees(found[0]):.0f}°, {math.degrees(other):.0f}°): ascending and descending are mixed.",
            "Keep the images of one relative orbit.",
        )


def _direction(sample: Sample, pixel_m: tuple[float, float]) -> Optional[float]:
    columns, rows, angles = sample
    known = np.isfinite(angles)
    if known.sum() < FEWEST_SAMPLES:
        return None
    return direction_of_fall(angles[known], columns[known], rows[known], pixel_m)
