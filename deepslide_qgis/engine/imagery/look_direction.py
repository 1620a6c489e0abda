"""Azimuth from the target to the radar sensor, clockwise from grid north, in radians."""

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
"""Speed of the ground at the equator; the two constants above are Sentinel-1's inclination and ground speed."""
LEAST_EXPLAINED = 0.8
"""Least share of variance explained by a plane: ellipsoidal incidence angles form a plane, local ones do not."""


def azimuth_from_incidence(
    incidence_deg: np.ndarray, columns: np.ndarray, rows: np.ndarray, pixel_m: tuple[float, float], name: str
) -> float:
    """Return the direction in which the incidence angle falls, towards the sensor.

    Raises RasterError if the angles are not ellipsoidal.
    """
    azimuth = find_fall_direction(incidence_deg, columns, rows, pixel_m)
    if azimuth is None:
        raise RasterError(
            f"The incidence angles of '{name}' do not rise evenly away from the radar, so they are not those to the "
            "ellipsoid.",
            "Choose the ellipsoidal incidence angle, not the local one, or give the orbit pass and one angle.",
        )
    return azimuth


def find_fall_direction(
    incidence_deg: np.ndarray, columns: np.ndarray, rows: np.ndarray, pixel_m: tuple[float, float]
) -> Optional[float]:
    """Return the direction in which a plane fitted to samples of the angle falls, None for a poor fit.

    ``columns`` and ``rows`` are grid coordinates. A plane is fitted instead of averaging aspects, since rounded angles
    have none.
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
    """Return the direction to Sentinel-1, which looks right, from its pass and the latitude of the grid's centre."""
    north, latitude = true_north(grid)
    return (heading(orbit_pass, latitude) - math.pi / 2 + north) % (2 * math.pi)


def heading(orbit_pass: str, latitude_rad: float) -> float:
    """Return the flight direction over the rotating Earth, clockwise from true north; undefined at the poles."""
    cosine = math.cos(latitude_rad)
    ratio = max(-1.0, min(1.0, math.cos(INCLINATION_RAD) / cosine))
    east = SPEED_KM_S * ratio - EARTH_ROTATION_KM_S * cosine
    north = SPEED_KM_S * math.sqrt(1 - ratio**2) * (1 if orbit_pass == ASCENDING else -1)
    return math.atan2(east, north)


def pass_from_azimuth(azimuth_rad: float) -> str:
    """Return the orbit pass of a right-looking radar at ``azimuth_rad``: descending if it is in the east."""
    return DESCENDING if math.sin(azimuth_rad) > 0 else ASCENDING
