"""Where the radar stands: the azimuth from the target to the sensor, clockwise from the north of the grid, radians."""

from __future__ import annotations

import math
from typing import Optional

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.scene import ASCENDING, DESCENDING
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.true_north import true_north

INCLINATION_RAD = math.radians(98.18)
SPEED_KM_S = 6.8
EARTH_ROTATION_KM_S = 0.465
"""Speed of the ground at the equator; the two above are Sentinel-1's orbit and its speed over the ground."""
LEAST_EXPLAINED = 0.8
"""Share of the variance of an incidence raster that a plane explains: ellipsoidal ones are planes, local ones not."""


def azimuth_from_incidence(
    incidence_deg: np.ndarray, columns: np.ndarray, rows: np.ndarray, pixel_m: tuple[float, float], name: str
) -> float:
    """Return the direction in which the incidence angle falls, towards the sensor.

    Raises RasterError where the angles are not those to the ellipsoid.
    """
    azimuth = direction_of_fall(incidence_deg, columns, rows, pixel_m)
    if azimuth is None:
        raise RasterError(
            f"The incidence angles of '{name}' do not rise evenly away from the radar, so they are not those to the "
            "ellipsoid.",
            "Choose the ellipsoidal incidence angle, not the local one, or give the orbit pass and one angle.",
        )
    return azimuth


def direction_of_fall(
    incidence_deg: np.ndarray, columns: np.ndarray, rows: np.ndarray, pixel_m: tuple[float, float]
) -> Optional[float]:
    """Return the direction in which a plane through samples of the angle falls, None where they do not make a plane.

    ``columns`` and ``rows`` are their places on the grid. A plane, not the mean of aspects, since angles that were
    rounded have none.
    """
    east, north = columns * pixel_m[0], -rows * pixel_m[1]
    terms = np.stack([east - east.mean(), north - north.mean(), np.ones(len(east))], axis=1)
    (by_east, by_north, _), *_ = np.linalg.lstsq(terms, incidence_deg.astype(float), rcond=None)
    change = terms[:, :2] @ (by_east, by_north)
    total = float(np.var(incidence_deg))
    if total == 0 or float(np.var(change)) < LEAST_EXPLAINED * total:
        return None
    return math.atan2(-by_east, -by_north) % (2 * math.pi)


def azimuth_from_orbit(orbit_pass: str, grid: Grid) -> float:
    """Return the direction to Sentinel-1, which looks right, from its pass and the latitude of the grid's middle."""
    north, latitude = true_north(grid)
    return (heading(orbit_pass, latitude) - math.pi / 2 + north) % (2 * math.pi)


def heading(orbit_pass: str, latitude_rad: float) -> float:
    """Return the flight direction over the rotating Earth, clockwise from true north; the poles are out of reach."""
    cosine = math.cos(latitude_rad)
    ratio = max(-1.0, min(1.0, math.cos(INCLINATION_RAD) / cosine))
    east = SPEED_KM_S * ratio - EARTH_ROTATION_KM_S * cosine
    north = SPEED_KM_S * math.sqrt(1 - ratio**2) * (1 if orbit_pass == ASCENDING else -1)
    return math.atan2(east, north)


def pass_of(azimuth_rad: float) -> str:
    """Return the orbit pass of a right-looking radar that stands in ``azimuth_rad``: east of it descending."""
    return DESCENDING if math.sin(azimuth_rad) > 0 else ASCENDING
