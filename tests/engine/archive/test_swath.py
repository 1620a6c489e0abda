"""The incidence angle by the place across the swath."""

from __future__ import annotations

import math

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.windows import Window

from deepslide_qgis.core.imagery.fetching import FoundImage
from deepslide_qgis.engine.archive.swath import find_swath, incidence_at_distance
from deepslide_qgis.engine.imagery.look_direction import azimuth_from_incidence, azimuth_from_orbit
from deepslide_qgis.engine.rasters.grid import Grid

LATITUDE, LONGITUDE = 46.0, 11.95
KM_DEG = 1 / (111.32 * math.cos(math.radians(LATITUDE))), 1 / 111.15


def footprint(orbit_pass: str, middle_km: float, width_km: float = 252.0, length_km: float = 170.0) -> dict:
    """A slice of a swath whose middle lies so far from the area, away from the radar."""
    azimuth = azimuth_from_orbit(orbit_pass, grid()) + math.pi
    away, along = (math.sin(azimuth), math.cos(azimuth)), (math.cos(azimuth), -math.sin(azimuth))
    ring = [
        [
            LONGITUDE + KM_DEG[0] * (away[0] * (middle_km + s * width_km / 2) + along[0] * t * length_km / 2),
            LATITUDE + KM_DEG[1] * (away[1] * (middle_km + s * width_km / 2) + along[1] * t * length_km / 2),
        ]
        for s, t in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def grid() -> Grid:
    return Grid(300, 200, Affine(100, 0, 713_500, 0, -100, 5_108_500), CRS.from_epsg(32632), (100, 100))


def image(orbit_pass: str, shape: dict) -> FoundImage:
    return FoundImage("i", "c", "sentinel-1", "before", "2023-08-10", "", shape, orbit_pass=orbit_pass)


def test_the_swath_has_the_angles_of_the_iw_mode():
    near, middle, far = incidence_at_distance(np.array([-125.0, 0.0, 125.0]))
    assert (near, middle, far) == pytest.approx((30.7, 38.9, 45.7), abs=0.3)


@pytest.mark.parametrize("orbit_pass", ["descending", "ascending"])
@pytest.mark.parametrize("middle_km", [-90.0, 0.0, 90.0])
def test_the_angle_rises_away_from_the_radar(orbit_pass, middle_km):
    found = find_swath(image(orbit_pass, footprint(orbit_pass, middle_km)), grid())
    angles = found.incidence_deg(Window(0, 0, 300, 200))
    assert angles[100, 150] == pytest.approx(float(incidence_at_distance(np.array(-middle_km))), abs=0.15)
    rows, columns = (axis.ravel() for axis in np.mgrid[0:200:10, 0:300:10])
    azimuth = azimuth_from_incidence(angles[rows, columns], columns, rows, (100, 100), "angles")
    assert math.degrees(azimuth) == pytest.approx(math.degrees(azimuth_from_orbit(orbit_pass, grid())), abs=1)


def test_what_is_no_swath_tells_nothing():
    assert find_swath(image("descending", footprint("descending", 0, width_km=120)), grid()) is None
    assert find_swath(image("descending", footprint("descending", 0, width_km=400)), grid()) is None
    assert find_swath(image("", footprint("descending", 0)), grid()) is None
