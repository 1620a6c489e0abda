"""Aspects are counted from true north, whatever the north of the map on which the slopes were computed."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.warp import transform
from rasterio.windows import Window

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.request import Stratum
from deepslide_qgis.engine.comparison.aspects import angle_to_look, to_true_north
from deepslide_qgis.engine.rasters.true_north import true_north_at

PLACES = (
    (25833, 7, 61),  # western Norway in the zone of the whole country
    (3413, -22, 71),
    (3031, 100, -70),
    (3031, 179.99, -75),  # true north is the map's south: the direction jumps from 180° to -180°
    (32632, 9, 61),
)


def off(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.abs((a - b + 180) % 360 - 180)


@pytest.fixture
def grid_at(write_raster):
    """Return a function that opens a raster of 60 × 200 pixels of 1 km around a place."""
    opened = []

    def make(epsg: int, longitude: float, latitude: float) -> rasterio.DatasetReader:
        crs = CRS.from_epsg(epsg)
        (x,), (y,) = transform(CRS.from_epsg(4326), crs, [longitude], [latitude])
        placed = from_origin(x - 100_000, y + 30_000, 1000, 1000)
        opened.append(rasterio.open(write_raster(np.zeros((1, 60, 200), np.uint8), crs=crs, transform=placed)))
        return opened[-1]

    yield make
    for raster in opened:
        raster.close()


@pytest.mark.parametrize(("epsg", "longitude", "latitude"), PLACES)
@pytest.mark.parametrize("rows", [(0, 60), (10, 1), (59, 1)])
def test_every_pixel_is_turned_by_its_own_convergence(grid_at, epsg, longitude, latitude, rows):
    grid, window = grid_at(epsg, longitude, latitude), Window(0, rows[0], 200, rows[1])
    columns, lines = np.meshgrid(np.arange(200) + 0.5, np.arange(*(rows[0], sum(rows))) + 0.5)
    xs, ys = grid.transform @ (columns.ravel(), lines.ravel())
    slopes_east = np.degrees(true_north_at(grid.crs, grid.crs, xs, ys)[0]) + 90  # fall to the true east
    turned = to_true_north(slopes_east.reshape(columns.shape).astype(np.float32) % 360, window, grid, grid.crs)
    assert turned.shape == columns.shape and off(turned, np.array(90.0)).max() < 0.2


def test_aspects_of_another_crs_than_the_grid_s(grid_at):
    grid = grid_at(25833, 7, 61)
    aspects = np.full((60, 200), 350, np.float32)
    zone_32 = to_true_north(aspects, Window(0, 0, 200, 60), grid, CRS.from_epsg(25832))
    zone_33 = to_true_north(aspects, Window(0, 0, 200, 60), grid, grid.crs)
    assert off(zone_32[30, 100], 350 - 1.75) < 0.2  # 2° west of the meridian of zone 32, 8° of that of zone 33
    assert off(zone_33[30, 100], 350 - 7.0) < 0.2


def test_degrees_have_their_north_above_and_flat_places_stay_flat(write_raster):
    path = write_raster(np.zeros((1, 4, 5), np.uint8), crs="EPSG:4326", transform=from_origin(7, 61, 0.01, 0.01))
    aspects = np.array([[0.0, 90.0, 359.9, np.nan, 180.0]] * 4, np.float32)
    with rasterio.open(path) as grid:
        turned = to_true_north(aspects, Window(0, 0, 5, 4), grid, grid.crs)
    assert np.nanmax(off(turned, aspects)) < 1e-3 and np.isnan(turned[:, 3]).all()


def test_a_place_where_the_crs_has_no_sense():
    with pytest.raises(RasterError, match="outside the area for which its CRS"):
        true_north_at(CRS.from_epsg(32632), CRS.from_wkt('LOCAL_CS["site",UNIT["metre",1]]'), [0.0], [0.0])


def test_directions_to_the_radar_wrap_around():
    assert angle_to_look(np.array([350.0, 10.0, 170.0]), 350.0).tolist() == [0, 20, 180]


@pytest.mark.parametrize(("look", "label"), [(None, "east"), (270.0, "facing the radar"), (180.0, "sideways")])
def test_aspects_of_a_map_whose_north_is_not_true_north(comparison, scene, write_raster, look, label):
    probability, truth = scene
    polar = {"crs": "EPSG:3031", "transform": from_origin(2_149_000, -378_000, 10, 10)}  # 100° E, 70° S
    aspect = write_raster(np.full((1, 80, 70), 190, np.float32), "aspect.tif", **polar)  # to the true east
    breaks = ((45.0, 135.0), ("north", "east", "south")) if look is None else ((), ())
    stratum = Stratum("aspect", aspect, *breaks, look_azimuth_deg=look, is_from_grid_north=True)
    (found,) = comparison(probability, truth, strata=(stratum,), profile=polar).strata
    assert [group.label for group in found.groups] == [label]
