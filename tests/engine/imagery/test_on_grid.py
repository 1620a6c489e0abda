"""Rasters that lie oddly on the target grid: a small part of it, across the 180th meridian."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from rasterio.warp import transform

from deepslide_qgis.core.imagery.imagery_requests import CompositeOutputs, CompositeRequest
from deepslide_qgis.core.imagery.imagery_settings import OpticalSettings, Target
from deepslide_qgis.engine.imagery.dem import open_dem
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid
from deepslide_qgis.engine.imagery.target import target_grid, utm_zone
from deepslide_qgis.engine.rasters.grid import Grid
from tests.engine.imagery.conftest import read_bands

FIJI = Grid(400, 200, from_origin(818_000, 8_130_000, 10, 10), CRS.from_epsg(32760), (10, 10))
"""Four kilometres across the 180th meridian."""
WORLD_PX = 4320
WORLD = {"crs": "EPSG:4326", "transform": from_origin(-180, 90, 360 / WORLD_PX, 360 / WORLD_PX)}


@pytest.fixture
def open_on(tmp_path):
    with ExitStack() as opening:
        yield lambda path, grid, how=Resampling.nearest: RasterOnGrid(path, [1], grid, how, opening)


@pytest.mark.parametrize("method", ["median", "greenest"])
def test_a_clip_of_another_date_is_reflectance_too(carry_out, write_raster, tmp_path, method):
    """It lies between the places at which a whole scene is judged; the offset of its baseline is taken out."""
    level = np.array([1300, 1400, 3600], np.uint16)[:, None, None]
    bands = ("B2", "B4", "B8")

    def scene(day: str, left: int, size: int) -> str:
        name = f"S2A_MSIL2A_{day}T103031_N0509_R108_T32VMN.tif"
        values = np.broadcast_to(level, (3, size, size))
        placed = {"crs": "EPSG:32632", "transform": from_origin(500_000 + left, 6_800_000 - left, 10, 10)}
        return write_raster(values, name, bands, nodata=0, **placed)

    outputs = CompositeOutputs(str(tmp_path / "c.tif"), None, str(tmp_path / "n.tif"))
    scenes = (scene("20230701", 0, 1500), scene("20230720", 1000, 150))
    carry_out(CompositeRequest(scenes, outputs, optical=OpticalSettings(method=method)))
    made = np.stack(list(read_bands(outputs.composite).values()))
    np.testing.assert_allclose(made, np.broadcast_to((level - 1000) / 1e4, made.shape), atol=1e-6)


def test_one_pixel_with_data_anywhere_is_found(write_raster, open_on):
    values = np.full((1, 3000, 900), -1, np.float32)
    values[0, 2900, 500] = 7
    placed = {"crs": "EPSG:32632", "transform": from_origin(500_000, 6_800_000, 10, 10)}
    path = write_raster(values, "one.tif", nodata=-1, **placed)
    found = open_on(path, Grid(900, 3000, placed["transform"], CRS.from_epsg(32632), (10, 10))).sample()
    assert found[np.isfinite(found)].tolist() == [7]


@pytest.mark.parametrize("how", [Resampling.nearest, Resampling.bilinear])
def test_the_globe_is_read_across_the_180th_meridian(write_raster, open_on, how):
    classes = np.tile((np.arange(WORLD_PX) % 30 + 1).astype(np.uint8), (1, WORLD_PX // 2, 1))
    seen = open_on(write_raster(classes, "world.tif", nodata=0, **WORLD), FIJI, how).read(Block(0, 0, 200, 400))[0]
    columns, rows = np.meshgrid(np.arange(400) + 0.5, np.arange(200) + 0.5)
    longitudes, _ = transform(FIJI.crs, "EPSG:4326", *(axis.ravel() for axis in FIJI.transform @ (columns, rows)))
    column = np.floor((np.array(longitudes) + 180) * WORLD_PX / 360).astype(int).reshape(seen.shape)
    assert len(np.unique(column)) == 2
    np.testing.assert_array_equal(seen, classes[0, 0, column])


def test_an_area_across_the_180th_meridian_has_a_grid(write_raster):
    values = np.ones((1, 200, 400), np.uint16)
    east = write_raster(values, "east.tif", crs=FIJI.crs, transform=FIJI.transform)
    west = write_raster(values, "west.tif", crs="EPSG:32701", transform=from_origin(178_000, 8_130_500, 10, 10))
    alone, both = target_grid(Target(), [[east]]), target_grid(Target(), [[east], [west]])
    assert alone.crs.to_epsg() == both.crs.to_epsg() == 32701 and alone.width < 450
    assert 250 < both.width < 450


@pytest.mark.parametrize(("longitude", "code"), [(179.9, 32660), (180.1, 32601), (-179.9, 32601), (540.1, 32601)])
def test_zones_count_on_across_the_180th_meridian(longitude, code):
    assert utm_zone(longitude, 10).to_epsg() == code


@pytest.mark.parametrize("pixel_m", [20, 35, 50])
@pytest.mark.parametrize("scale", ["db", "linear"])
def test_backscatter_is_averaged_as_power_and_without_fill(write_raster, carry_out, tmp_path, scale, pixel_m):
    """Decibels of speckle (4.4 looks) beside a strip that is filled with 0 and declares nothing."""
    power = np.random.default_rng(1).gamma(4.4, 0.1 / 4.4, (2, 300, 300)).astype(np.float32)
    values = 10 * np.log10(power) if scale == "db" else power
    values[..., :151] = 0
    placed = {"crs": "EPSG:32632", "transform": from_origin(500_000, 6_600_000, 10, 10)}
    path = write_raster(values, "S1_20230801.tif", ("VV", "VH"), **placed)
    outputs = CompositeOutputs(str(tmp_path / "c.tif"))
    carry_out(CompositeRequest((path,), outputs, target=Target(pixel_m=pixel_m)))
    made = read_bands(outputs.composite)["VV"]
    assert np.isnan(made[:, : 1500 // pixel_m]).all()
    assert 10 * np.log10(np.nanmean(10 ** (made / 10))) == pytest.approx(-10, abs=0.1)


@pytest.mark.parametrize("pixel_m", [10, 20, 30])
def test_fill_at_the_edge_of_an_image_is_averaged_with_nothing(write_raster, carry_out, tmp_path, pixel_m):
    values = np.broadcast_to(np.array([3000, 1000, 4000], np.uint16)[:, None, None], (3, 300, 300)).copy()
    values[..., :151] = 0
    placed = {"crs": "EPSG:32632", "transform": from_origin(500_000, 6_600_000, 10, 10)}
    path = write_raster(values, "S2_20230801.tif", ("B2", "B4", "B8"), **placed)
    outputs = CompositeOutputs(str(tmp_path / "c.tif"))
    present = OpticalSettings(method="median", offset="present")
    carry_out(CompositeRequest((path,), outputs, optical=present, target=Target(pixel_m=pixel_m)))
    made = read_bands(outputs.composite)["B2"]
    np.testing.assert_allclose(made[np.isfinite(made)], 0.2, atol=1e-6)
    assert np.isfinite(made).mean() == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("fine_m", [1.25, 2.5])
def test_fine_classes_stay_where_they_are(write_raster, open_on, fine_m):
    """A checkerboard of 60 m squares on a grid of 10 m: the middle of each pixel tells its class."""
    size = round(1200 / fine_m)
    row, column = np.mgrid[:size, :size] * fine_m // 60
    classes = ((row + column) % 2 + 1).astype(np.uint8)[np.newaxis]
    placed = {"crs": "EPSG:32632", "transform": from_origin(500_000, 6_600_000, fine_m, fine_m)}
    grid = Grid(120, 120, from_origin(500_000, 6_600_000, 10, 10), CRS.from_epsg(32632), (10, 10))
    seen = open_on(write_raster(classes, "classes.tif", nodata=0, **placed), grid).read(Block(0, 0, 120, 120))[0]
    row, column = (np.mgrid[:120, :120] * 10 + 5) // 60
    np.testing.assert_array_equal(seen, (row + column) % 2 + 1)


@pytest.mark.parametrize("how", [Resampling.bilinear, Resampling.nearest])
@pytest.mark.parametrize("is_converted", [True, False])
def test_degrees_in_the_north_keep_their_detail_from_north_to_south(write_raster, open_on, how, is_converted):
    """Lines of one row in four, in pixels that are 10 m tall and 5 m wide (61 N)."""
    size_deg = 8.983e-5
    values = np.zeros((1, 400, 800), np.float32)
    values[:, ::4] = 1
    values[:, :, :400] = -1  # a gap
    path = write_raster(
        values, "lines.tif", nodata=-1, crs="EPSG:4326", transform=from_origin(9, 61, size_deg, size_deg)
    )
    opened = open_on(path, target_grid(Target(), [[path]]), how)
    opened.convert = (lambda read: read) if is_converted else None
    seen = opened.read(Block(100, 250, 160, 100))[0]
    assert seen.std() > (0.28 if how == Resampling.bilinear else 0.4)  # of the lines themselves 0.43
    assert seen.mean() == pytest.approx(0.25, abs=0.01)
    assert np.isnan(opened.read(Block(100, 20, 160, 100))[0]).all()


def test_rows_that_end_a_grid_are_as_sharp_as_the_others(write_raster, open_on):
    """A raster of the zone beside: north is not up, so a row of blocks leads over many of its rows."""
    noise = np.random.default_rng(0).normal(size=(1, 500, 2200)).astype(np.float32)
    path = write_raster(noise, "zone33.tif", crs="EPSG:32633", transform=from_origin(0, 6_800_000, 10, 10))
    opened = open_on(path, target_grid(Target(), [[path]]), Resampling.bilinear)
    thick, thin = opened.read(Block(200, 0, 100, 2048))[0][-1], opened.read(Block(299, 0, 1, 2048))[0][0]
    assert np.nanstd(thin) == pytest.approx(np.nanstd(thick), rel=0.05)
    assert np.nanstd(thin) == pytest.approx(2 / 3, rel=0.05)  # of noise interpolated, at any phase


@pytest.mark.parametrize(("crs", "factor"), [("EPSG:3857", 2.0), ("EPSG:3395", 2.0), ("EPSG:32632", 1.0)])
def test_pixels_are_as_large_as_they_are_on_the_ground(crs, factor):
    around = {"extent": (9.0, 59.99, 9.02, 60.01), "extent_crs": "EPSG:4326"}
    grid = target_grid(Target(crs=crs, **around), ())
    assert grid.pixel_m == pytest.approx((10 / factor, 10 / factor), rel=0.01)
    assert grid.transform.a == 10


@pytest.mark.parametrize("method", ["greenest", "median"])
def test_two_tiles_of_one_pass_are_one_date(write_raster, carry_out, tmp_path, method):
    """They overlap by half; a clear later date, and one usable date at the least."""
    level = np.array([300, 400, 3000], np.uint16)[:, None, None]

    def tile(day: str, name: str, left: int, times: int = 1) -> str:
        placed = {"crs": "EPSG:32632", "transform": from_origin(500_000 + left, 6_800_000, 10, 10)}
        values = np.broadcast_to(level * times, (3, 100, 100))
        return write_raster(values, f"S2A_MSIL2A_{day}T103031_N0208_R108_{name}.tif", ("B2", "B4", "B8"), **placed)

    scenes = (tile("20230701", "T32VMN", 0), tile("20230701", "T32VNN", 500), tile("20230711", "T32VMN", 0, 2))
    outputs = CompositeOutputs(*(str(tmp_path / f"{name}.tif") for name in ("c", "d", "n")))
    if method == "median":
        outputs = CompositeOutputs(outputs.composite, None, outputs.counts)
    carry_out(CompositeRequest(scenes, outputs, optical=OpticalSettings(method=method)))
    with rasterio.open(outputs.counts) as raster:
        counts = raster.read(1)
    np.testing.assert_array_equal(counts[0], [2] * 100 + [1] * 50)
    if method == "median":
        made = read_bands(outputs.composite)["B8"][0]
        np.testing.assert_allclose(made, [0.45] * 100 + [0.3] * 50, rtol=1e-5)


@pytest.mark.parametrize("fill", [-9999, -32768, 32767])
def test_what_is_no_height_is_a_gap_also_where_a_dem_does_not_say_so(write_raster, fill):
    heights = np.full((1, 40, 40), 1500, np.int16)
    heights[0, 10:20, 10:20] = fill
    transform = from_origin(500_000, 6_800_000, 30, 30)
    path = write_raster(heights, "dem.tif", crs="EPSG:32632", transform=transform)
    for size_m in (30, 20, 100):  # as it is, finer, coarser
        side = 1200 // size_m
        grid = Grid(side, side, from_origin(500_000, 6_800_000, size_m, size_m), CRS.from_epsg(32632), (size_m, size_m))
        with ExitStack() as opening:
            found = open_dem(path, grid, opening).read(Block(0, 0, side, side))[0]
        assert np.unique(found[np.isfinite(found)]).tolist() == [1500]
        assert np.isnan(found[450 // size_m, 450 // size_m]) and np.isfinite(found).mean() > 0.9
