"""Where the radar stands: by the incidence raster, by pass and latitude, on grids whose north is not true north."""

from __future__ import annotations

import math

import numpy as np
import pytest
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.warp import transform

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.imagery.look_direction import (
    azimuth_from_incidence,
    azimuth_from_orbit,
    heading,
    pass_from_azimuth,
    true_north,
)
from deepslide_qgis.engine.rasters.grid import Grid


def grid_at(longitude: float, latitude: float, epsg: int) -> Grid:
    """Return a grid of 100 × 100 pixels of 10 m around a place."""
    crs = CRS.from_epsg(epsg)
    (x,), (y,) = transform(CRS.from_epsg(4326), crs, [longitude], [latitude])
    return Grid(100, 100, from_origin(x - 500, y + 500, 10, 10), crs, (10, 10))


@pytest.mark.parametrize("to_sensor_deg", [13.0, 77.0, 103.0, 190.0, 258.0, 349.0])
@pytest.mark.parametrize("step_deg", [None, 0.25])
def test_the_incidence_angle_falls_towards_the_sensor_also_where_it_was_rounded(to_sensor_deg, step_deg):
    columns, rows = (axis.ravel() for axis in np.meshgrid(np.arange(0, 9000, 61.0), np.arange(0, 9000, 67.0)))
    towards = columns * np.sin(np.radians(to_sensor_deg)) - rows * np.cos(np.radians(to_sensor_deg))
    angles = 40 - 0.0006 * towards
    angles = np.round(angles / step_deg) * step_deg if step_deg else angles
    found = math.degrees(azimuth_from_incidence(angles, columns, rows, (10, 10), "angle"))
    assert found == pytest.approx(to_sensor_deg, abs=0.5 if step_deg else 1e-6)


def test_a_local_incidence_angle_is_told_from_one_to_the_ellipsoid():
    random = np.random.default_rng(0)
    columns, rows = random.uniform(0, 1000, (2, 500))
    with pytest.raises(RasterError, match="not those to the ellipsoid"):
        azimuth_from_incidence(random.uniform(10, 70, 500), columns, rows, (10, 10), "lia")


@pytest.mark.parametrize(
    ("latitude", "descending", "ascending"), [(0, 102, 258), (40, 104, 256), (60, 108, 252), (65, 111, 249)]
)
def test_pass_and_latitude_as_the_reference_has_them(latitude, descending, ascending):
    for orbit_pass, expected in (("descending", descending), ("ascending", ascending)):
        towards = (math.degrees(heading(orbit_pass, math.radians(latitude))) - 90) % 360
        assert towards == pytest.approx(expected, abs=0.6)
        assert pass_from_azimuth(math.radians(towards)) == orbit_pass


def test_grid_north_is_not_true_north_in_western_norway():
    north, latitude = true_north(grid_at(7, 61, 25833))
    assert math.degrees(north) == pytest.approx(7.0, abs=0.1)  # the convergence is −7°
    assert math.degrees(latitude) == pytest.approx(61, abs=0.01)
    by_zone_33 = azimuth_from_orbit("descending", grid_at(7, 61, 25833))
    by_zone_32 = azimuth_from_orbit("descending", grid_at(9, 61, 25832))
    assert math.degrees(by_zone_33 - by_zone_32) == pytest.approx(7.0, abs=0.15)
    south, _ = true_north(grid_at(7, -61, 32733))
    assert math.degrees(south) == pytest.approx(-7.0, abs=0.1)
