"""Geometry of the radar on the target grid: ellipsoidal incidence angle and azimuth to the sensor."""

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
    find_fall_direction,
    pass_from_azimuth,
)
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid, sample_blocks
from deepslide_qgis.engine.rasters.grid import Grid

Sample = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Columns, rows and incidence angles of pixels, each (N,)."""
LARGEST_DIFFERENCE_DEG = 1.0
"""Incidence angles on one relative orbit differ by hundredths of a degree between dates."""
LARGEST_TURN_DEG = 15.0
"""Azimuths to the sensor differ by a degree or two on one orbit, by a few degrees for angles rounded to whole degrees,
and by 100 or more between ascending and descending."""
FEWEST_SAMPLES = 10
NOISE_FREE_DEG = 30.63993, 45.23993
"""Incidence angles outside this range are border noise of the swath (Hird et al. 2017)."""


class RadarGeometry:
    """Incidence angles and the azimuth to the sensor, for the scenes of one orbit.

    Raises RasterError if there is neither an incidence raster nor a pass with an angle, or if the angles of two scenes
    belong to different orbits.
    """

    def __init__(
        self,
        scenes: Sequence[Scene],
        settings: RadarSettings,
        grid: Grid,
        opening: ExitStack,
        say: Callable[[str], None],
    ):
        chosen = settings.incidence and _open_angle_raster(settings.incidence, 1, grid, opening)
        self._angles = [chosen] if chosen else open_angle_rasters(scenes, grid, opening)
        self._constant_deg = settings.incidence_deg
        self._border_noise = settings.border_noise
        passes = {settings.orbit_pass, *(scene.orbit_pass for scene in scenes)} - {None}
        if len(passes) > 1:
            raise RasterError(
                "The Sentinel-1 images are of ascending and descending passes, or the pass chosen is not theirs.",
                "Keep the images of one pass, and choose that one.",
            )
        self.azimuth_rad = self._find_azimuth(passes.pop() if passes else None, grid)
        self.orbit_pass = pass_from_azimuth(self.azimuth_rad)
        degrees = math.degrees(self.azimuth_rad)
        say(f"The radar stands at {degrees:.1f}° (clockwise from grid north); the pass is {self.orbit_pass}.")

    def incidence_rad(self, block: Block, margin_px: int = 0) -> np.ndarray:
        """Return the incidence angle (h, w) float32, NaN without image."""
        if not self._angles:
            shape = block.height + 2 * margin_px, block.width + 2 * margin_px
            return np.full(shape, math.radians(self._constant_deg), np.float32)
        angle = read_first_known(self._angles, block, margin_px)
        if self._border_noise:
            angle[(angle <= NOISE_FREE_DEG[0]) | (angle >= NOISE_FREE_DEG[1])] = np.nan
        return np.radians(angle)

    def _find_azimuth(self, orbit_pass: str | None, grid: Grid) -> float:
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
        samples = [_read_sample(raster, grid) for raster in self._angles]
        _check_one_geometry(samples)
        _check_one_direction(samples, grid.pixel_m)
        columns, rows, angles = max(samples, key=lambda sample: np.isfinite(sample[2]).sum())
        known = np.isfinite(angles)
        if known.sum() < FEWEST_SAMPLES:
            raise RasterError("The incidence angle has no data in the area.", "Choose a raster that covers it.")
        azimuth = azimuth_from_incidence(
            angles[known], columns[known], rows[known], grid.pixel_m, "the incidence raster"
        )
        if orbit_pass is not None and pass_from_azimuth(azimuth) != orbit_pass:
            raise RasterError(
                f"The incidence angles fall as in {pass_from_azimuth(azimuth)} passes, but the pass is said to be "
                f"{orbit_pass}.",
                "Choose the incidence raster of the images, and their pass.",
            )
        return azimuth


def open_angle_rasters(scenes: Sequence[Scene], grid: Grid, opening: ExitStack) -> list[RasterOnGrid]:
    """Return the incidence angle bands of the scenes."""
    bands = [scene.band("angle") for scene in scenes]
    return [_open_angle_raster(band.path, band.number, grid, opening) for band in bands if band]


def _open_angle_raster(path: str, number: int, grid: Grid, opening: ExitStack) -> RasterOnGrid:
    raster = RasterOnGrid(path, [number], grid, Resampling.bilinear, opening)
    raster.convert = _mask_fill
    return raster


def _mask_fill(angles: np.ndarray) -> np.ndarray:
    """Return angles with NaN for values up to 0: many files hold 0 or -9999 without declaring no data."""
    return np.where(angles > 0, angles, np.float32(np.nan))


def read_first_known(angles: Sequence[RasterOnGrid], block: Block, margin_px: int = 0) -> np.ndarray:
    """Return the angle (h, w) in degrees of the first raster with data at each pixel."""
    angle = angles[0].read(block, margin_px)[0]
    for other in angles[1:]:
        gaps = ~np.isfinite(angle)
        if not gaps.any():
            break
        angle[gaps] = other.read(block, margin_px)[0][gaps]
    return angle


def _read_sample(raster: RasterOnGrid, grid: Grid) -> Sample:
    """Return columns, rows and incidence angles of pixels from all over the grid."""
    parts = []
    for block in sample_blocks(Block(0, 0, grid.height, grid.width)):
        rows, columns = np.mgrid[block.top : block.top + block.height, block.left : block.left + block.width]
        parts.append(np.stack([columns, rows, raster.read(block)[0]]).reshape(3, -1))
    columns, rows, angles = np.concatenate(parts, axis=1)
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
    """Raise RasterError if two rasters fall in directions of different orbits; flat rasters are ignored."""
    azimuths = [azimuth for azimuth in (_find_direction(sample, pixel_m) for sample in samples) if azimuth is not None]
    turns = [abs((azimuth - azimuths[0] + math.pi) % (2 * math.pi) - math.pi) for azimuth in azimuths]
    if turns and math.degrees(max(turns)) > LARGEST_TURN_DEG:
        other = azimuths[turns.index(max(turns))]
        raise RasterError(
            "The incidence angles of the Sentinel-1 images fall in different directions "
            f"({math.degrees(azimuths[0]):.0f}°, {math.degrees(other):.0f}°): ascending and descending are mixed.",
            "Keep the images of one relative orbit.",
        )


def _find_direction(sample: Sample, pixel_m: tuple[float, float]) -> Optional[float]:
    columns, rows, angles = sample
    known = np.isfinite(angles)
    if known.sum() < FEWEST_SAMPLES:
        return None
    return find_fall_direction(angles[known], columns[known], rows[known], pixel_m)
