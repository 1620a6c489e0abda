"""Slope and aspect of a DEM: as in Earth Engine, from four neighbours, or by Horn 1981 from eight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MARGIN_PX = 1
"""Margin of the elevation around the descents computed from it."""


@dataclass(frozen=True)
class Descent:
    """The vector of steepest descent, metres per metre: ``east`` and ``north`` components, (h, w) float32."""

    east: np.ndarray
    north: np.ndarray

    @property
    def squared(self) -> np.ndarray:
        """Return the squared tangent of the slope."""
        return self.east * self.east + self.north * self.north

    @property
    def slope_deg(self) -> np.ndarray:
        return np.degrees(np.arctan(np.sqrt(self.squared)))

    @property
    def aspect_deg(self) -> np.ndarray:
        """Return the downslope azimuth, clockwise from grid north, 0 to 360; 0 on flat ground."""
        return np.degrees(np.arctan2(self.east, self.north)) % 360


def descent(elevation_m: np.ndarray, pixel_m: tuple[float, float], method: str = "central") -> Descent:
    """Return the descent (h, w) of ``elevation_m`` (h + 2, w + 2), rows from north to south; NaN beside gaps.

    ``central`` uses differences of four neighbours, ``horn`` weighted differences of eight, as gdaldem does.
    """
    z = elevation_m
    if method == "horn":
        west = z[:-2, :-2] + 2 * z[1:-1, :-2] + z[2:, :-2]
        east = z[:-2, 2:] + 2 * z[1:-1, 2:] + z[2:, 2:]
        north = z[:-2, :-2] + 2 * z[:-2, 1:-1] + z[:-2, 2:]
        south = z[2:, :-2] + 2 * z[2:, 1:-1] + z[2:, 2:]
        across = 8
    else:
        west, east, north, south = z[1:-1, :-2], z[1:-1, 2:], z[:-2, 1:-1], z[2:, 1:-1]
        across = 2
    return Descent((west - east) / np.float32(across * pixel_m[0]), (south - north) / np.float32(across * pixel_m[1]))
