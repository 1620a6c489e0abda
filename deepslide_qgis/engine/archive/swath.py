"""Incidence angle of a Sentinel-1 image without an angle band, from the position across the swath.

Terrain-corrected products of archives contain backscatter only. The swath of the IW mode is 250 km wide, its incidence
angle to the ellipsoid rises from 30° to 46°, and the footprint gives the distance of a point from the swath's centre
line. The orbit's height and the central angle vary by some ten kilometres and tenths of a degree along the orbit, so
the result is right within about one degree. Source: ESA, Sentinel-1 user guide, acquisition modes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from rasterio.crs import CRS
from rasterio.warp import transform
from rasterio.windows import Window

from deepslide_qgis.core.imagery.fetching import FoundImage
from deepslide_qgis.engine.imagery.look_direction import heading
from deepslide_qgis.engine.rasters.grid import Grid

EARTH_KM = 6371.0
HEIGHT_KM = 700.0
MIDDLE_DEG = 38.9
"""Incidence angle in the middle of the swath, as annotated in IW products."""
WIDTH_KM = (215.0, 285.0)
"""Narrower footprints are cut off, wider ones do not outline the swath."""
GEOGRAPHIC = CRS.from_epsg(4326)


@dataclass(frozen=True)
class Swath:
    """``across`` = (a, b, c): distance in km from the centre line, away from the radar: a · column + b · row + c."""

    across: tuple[float, float, float]

    def incidence_deg(self, window: Window) -> np.ndarray:
        """Return the angles in ``window``: (h, w) float32."""
        columns = window.col_off + 0.5 + np.arange(int(window.width))
        rows = window.row_off + 0.5 + np.arange(int(window.height))
        by_column, by_row, constant = self.across
        return incidence_at_distance(by_column * columns[None, :] + by_row * rows[:, None] + constant).astype(
            np.float32
        )


def find_swath(image: FoundImage, grid: Grid) -> Optional[Swath]:
    """Return the swath of ``image`` on ``grid``; None if its pass is unknown or its footprint is no swath."""
    if not image.orbit_pass:
        return None
    middle = grid.transform @ (grid.width / 2, grid.height / 2)
    (longitude,), (latitude,) = transform(grid.crs, GEOGRAPHIC, [middle[0]], [middle[1]])
    local = CRS.from_proj4(f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +units=km +ellps=WGS84")
    azimuth = heading(image.orbit_pass, math.radians(latitude)) + math.pi / 2  # Sentinel-1 looks right
    away = np.array([math.sin(azimuth), math.cos(azimuth)])
    edge = np.stack(transform(GEOGRAPHIC, local, *zip(*_list_vertices(image.footprint), strict=True))).T @ away
    if not WIDTH_KM[0] <= np.ptp(edge) <= WIDTH_KM[1]:
        return None
    corners = ((0, 0), (grid.width, 0), (0, grid.height))
    xs, ys = zip(*(grid.transform @ corner for corner in corners), strict=True)
    first, right, below = np.stack(transform(grid.crs, local, xs, ys)).T @ away - (edge.min() + edge.max()) / 2
    return Swath((float(right - first) / grid.width, float(below - first) / grid.height, float(first)))


def incidence_at_distance(distance_km: np.ndarray) -> np.ndarray:
    """Return the incidence angle, in degrees, at ``distance_km`` from the middle of the swath, on a sphere."""
    angles = np.radians(np.arange(20.0, 56.0, 0.05))
    middle = _ground_distance_km(np.radians(MIDDLE_DEG))
    return np.degrees(np.interp(distance_km, _ground_distance_km(angles) - middle, angles))


def _ground_distance_km(incidence_rad: np.ndarray) -> np.ndarray:
    """Return the ground distance from the nadir to the point with this incidence angle."""
    look = np.arcsin(EARTH_KM / (EARTH_KM + HEIGHT_KM) * np.sin(incidence_rad))
    return EARTH_KM * (incidence_rad - look)


def _list_vertices(footprint: dict[str, Any]) -> list[tuple[float, float]]:
    polygons = footprint["coordinates"] if footprint["type"] == "MultiPolygon" else [footprint["coordinates"]]
    return [(point[0], point[1]) for polygon in polygons for point in polygon[0]]
