"""Pixel areas on the ellipsoid, in any CRS and anywhere on the raster."""

from __future__ import annotations

import math

import pytest
from rasterio.crs import CRS
from rasterio.transform import Affine, from_origin

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.comparison.pixel_areas import PixelAreas


def zone_m2(south_deg: float, north_deg: float, wide_deg: float) -> float:
    """Area between two parallels on WGS 84, in closed form (Snyder 1987, equation 3-12)."""
    b, e = 6356752.314245, 0.0818191908426

    def q(latitude: float) -> float:
        s = math.sin(math.radians(latitude))
        return b**2 / 2 * (s / (1 - (e * s) ** 2) + math.atanh(e * s) / e)

    return (q(north_deg) - q(south_deg)) * math.radians(wide_deg)


def test_degrees_from_the_equator_to_the_north():
    areas = PixelAreas(50, 700, from_origin(10, 70, 0.1, 0.1), CRS.from_epsg(4326)).of_rows(0, 700)
    for row in (0, 123, 450, 699):
        north = 70 - 0.1 * row
        assert areas[row] == pytest.approx(zone_m2(north - 0.1, north, 0.1), rel=2e-3)


def test_stretched_metres_feet_and_turned_rasters():
    web = PixelAreas(100, 100, from_origin(0, 8399737.9, 10, 10), CRS.from_epsg(3857))  # 60° N: scale 2
    assert web.mean == pytest.approx(25, rel=0.02)
    feet = PixelAreas(100, 100, from_origin(1_000_000, 230_000, 10, 10), CRS.from_epsg(2263))  # New York, US feet
    assert feet.mean == pytest.approx(100 * 0.3048006**2, rel=1e-3)
    turned = PixelAreas(50, 40, Affine(8, 6, 500_000, 6, -8, 5_000_000), CRS.from_epsg(32632))
    assert turned.mean == pytest.approx(100 / 0.9996**2, rel=1e-3)


def test_blocks_of_rows_fit_together_and_no_crs_is_one_each():
    placed, crs = from_origin(10, 60, 0.01, 0.01), CRS.from_epsg(4326)
    areas = PixelAreas(30, 90, placed, crs)
    assert areas.of_rows(40, 9) == pytest.approx(areas.of_rows(0, 90)[40:49])
    assert (PixelAreas(30, 90, placed, None).of_rows(5, 3) == 1).all()


def test_a_place_without_sense_is_told():
    with pytest.raises(RasterError, match="outside the area for which its CRS"):
        PixelAreas(10, 10, from_origin(500_000, 5_000_000, 10, 10), CRS.from_epsg(4326))
