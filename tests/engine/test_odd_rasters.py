"""Rasters as they come: every data type, every way to lie on the ground, every damage. They work, or say why not."""

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from rasterio.control import GroundControlPoint
from rasterio.transform import Affine, from_origin
from rasterio.windows import Window

from deepslide_qgis.core.errors import BandError, RasterError
from deepslide_qgis.core.events import Warned
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.rasters.grid import read_grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source
from tests.virtual_rasters import write_virtual

TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64", "float32", "float64", "complex64")
LOCAL_CRS = 'LOCAL_CS["quarry",UNIT["metre",1]]'
CORNERS = ((0, 0, 9.0, 46.0), (0, 64, 9.01, 46.0), (64, 0, 9.0, 45.99), (64, 64, 9.01, 45.99))


@pytest.mark.parametrize("dtype", [*TYPES, "complex128", "complex_int16"])
def test_every_data_type_is_read_as_it_is(run, write_raster, noise, tiny_pack, dtype):
    bands = noise(40, 40) // 3
    values = bands.astype("complex64" if dtype == "complex_int16" else dtype)
    path = write_raster(values, dtype=dtype)
    with raster_environment(), Source(path, open_pack(str(tiny_pack)).card.setting, (), 10.0) as source:
        np.testing.assert_array_equal(source.read(Window(0, 0, 40, 40)), bands.astype(np.float32))
    run(path, tiny_pack, members=1)
    assert not np.isnan(run.result()).any()


def test_a_virtual_raster_of_different_types_is_predicted_as_its_values(run, write_raster, noise, tiny_pack, tmp_path):
    bands = (noise(70, 90) // 3).astype(np.float32)
    bands[2, 20:40] = -9999
    run(write_raster(bands, nodata=-9999), tiny_pack)
    expected = run.result()
    types = ("uint16", "int16", "float32")
    files = [write_raster(bands[i : i + 1].astype(types[i]), f"{i}.tif") for i in range(3)]
    virtual = write_virtual(tmp_path / "mixed.vrt", (70, 90), list(zip(types, files, (65535, -9999, -9999))))
    run(virtual, tiny_pack)
    assert np.isnan(expected[20:40]).all() and not np.isnan(expected[40:]).any()
    np.testing.assert_array_equal(run.result(), expected)


def test_whole_integers_stay_what_they_are_until_one_is_missing(write_raster, noise, tiny_pack):
    bands = (noise(300, 40) + 1).astype(np.uint16)
    bands[1, 140:150, 5] = 0
    setting = open_pack(str(tiny_pack)).card.setting
    expected = np.where(bands == 0, np.nan, bands.astype(np.float32))
    with raster_environment(), Source(write_raster(bands, nodata=0), setting, (), 10.0) as source:
        found = [source.read(Window(0, top, 40, 100)) for top in (0, 100, 200)]
    assert [values.dtype for values in found] == [np.uint16, np.float32, np.float32]
    np.testing.assert_array_equal(np.concatenate([values.astype(np.float32) for values in found], axis=1), expected)


@pytest.mark.parametrize("declared", [None, float("nan"), -9999, -3.4028234663852886e38, -3.4e38])
def test_the_usual_fill_counts_as_no_data_whatever_is_declared(run, write_raster, noise, constant_pack, declared):
    bands = noise(70, 70).astype(np.float32)
    bands[:, :, :30] = -3.4028234663852886e38
    run(write_raster(bands, nodata=declared), constant_pack)
    missing = np.isnan(run.result())
    assert missing[:, :30].all() and not missing[:, 30:].any()


def test_a_wrong_no_data_value_is_warned_of(run, write_raster, noise, constant_pack):
    bands = noise(70, 70).astype(np.float32)
    bands[:, :50] = -9999
    run(write_raster(bands, nodata=-32768), constant_pack)
    assert "declare -9999 as its no-data value" in run.said(Warned)


def test_values_that_float_cannot_hold(run, write_raster, constant_pack):
    with pytest.raises(RasterError, match="every pixel is no-data"):
        run(write_raster(np.full((3, 64, 64), 1e306)), constant_pack)
    assert run.left_over == []


def test_paletted_image(run, write_raster, noise, constant_pack):
    path = write_raster(noise(64, 64, 1).astype(np.uint8) % 3, photometric="palette")
    with rasterio.open(path, "r+") as file:
        file.write_colormap(1, {0: (0, 0, 0, 255), 1: (255, 0, 0, 255), 2: (0, 255, 0, 255)})
    with pytest.raises(BandError, match=r"has 1 band\(s\)"):
        run(path, constant_pack)


ROTATED = Affine(8.66, -5, 500_000, -5, -8.66, 5_000_000)


@pytest.mark.parametrize(
    ("placed", "bounds"),
    [
        (ROTATED, (499_680, 4_999_125.76, 500_554.24, 5_000_000)),
        (Affine(0, 10, 500_000, -10, 0, 5_000_000), (500_000, 4_999_360, 500_640, 5_000_000)),
        (Affine(-10, 0, 500_000, 0, -10, 5_000_000), (499_360, 4_999_360, 500_000, 5_000_000)),
        (Affine(-10, 0, 500_000, 0, 10, 5_000_000), (499_360, 5_000_000, 500_000, 5_000_640)),
    ],
    ids=["rotated", "a quarter turn", "mirrored", "half a turn"],
)
def test_turned_rasters_come_back_north_up_and_in_place(run, write_raster, noise, constant_pack, placed, bounds):
    bands = noise(64, 64).astype(np.float32)
    bands[:, :8, :] = np.nan  # the first rows as they are stored
    run(write_raster(bands, transform=placed), constant_pack)
    with rasterio.open(run.outputs.probability) as file:
        assert file.transform.a > 0 > file.transform.e and file.transform.b == file.transform.d == 0
        assert file.bounds == pytest.approx(bounds, abs=20)
        inside = [placed @ (column + 0.5, row + 0.5) for row in (2, 40) for column in (20, 50)]
        sampled = [values[0] for values in file.sample(inside)]
    assert np.isnan(sampled[:2]).all() and np.allclose(sampled[2:], 0.8)


@pytest.mark.parametrize(("size", "turn_deg"), [((3210, 200), 35), ((200, 3210), 80), ((500, 500), 20)])
def test_a_turned_raster_keeps_the_size_of_its_pixels(write_raster, size, turn_deg):
    placed = from_origin(500_000, 5_000_000, 10, 10) @ Affine.rotation(turn_deg)
    with rasterio.open(write_raster(np.ones((1, *size)), transform=placed)) as file:
        assert read_grid(file).pixel_m == pytest.approx((10, 10), rel=1e-3)


@pytest.mark.parametrize("placed", [Affine(0, 0, 500_000, 0, 0, 5_000_000), Affine(1, 0, float("nan"), 0, -1, 0)])
def test_georeference_without_a_size(run, write_raster, noise, constant_pack, placed):
    with pytest.raises(RasterError, match="gives its pixels no size"):
        run(write_raster(noise(64, 64), transform=placed), constant_pack)
    assert run.left_over == []


def test_ground_control_points_only(run, write_raster, noise, constant_pack):
    path = write_raster(noise(64, 64), crs=None, transform=None)
    with raster_environment(), rasterio.open(path, "r+") as file:
        file.gcps = ([GroundControlPoint(*corner) for corner in CORNERS], rasterio.CRS.from_epsg(4326))
    with pytest.raises(RasterError, match="only by ground control points"):
        run(path, constant_pack)


@pytest.mark.parametrize(
    ("crs", "placed"),
    [
        ("EPSG:4326", Affine(1e-4, 0, 179.997, 0, -1e-4, 10)),
        ("EPSG:32660", from_origin(833_900, 1_000_000, 10, 10)),
        ("EPSG:4979", Affine(1e-4, 0, 10, 0, -1e-4, 10)),
        ("EPSG:32632+5773", from_origin(500_000, 5_000_000, 10, 10)),
        ("EPSG:2263", from_origin(1_000_000, 200_000, 32.8, 32.8)),
        ("EPSG:3413", from_origin(-320, 320, 10, 10)),
    ],
    ids=["antimeridian", "UTM over the antimeridian", "geographic with height", "compound", "feet", "North Pole"],
)
def test_every_crs_keeps_its_place(run, write_raster, noise, constant_pack, crs, placed):
    finished = run(write_raster(noise(64, 64), crs=rasterio.CRS.from_user_input(crs), transform=placed), constant_pack)
    np.testing.assert_allclose(run.result(), 0.8, atol=1e-6)
    with rasterio.open(run.outputs.probability) as file:
        assert file.crs == rasterio.CRS.from_user_input(crs) and file.bounds[0] == pytest.approx(placed.c)
    assert min(finished.summary["pixel_m"]) > 9


@pytest.mark.parametrize(
    ("crs", "placed"),
    [(LOCAL_CRS, from_origin(0, 640, 10, 10)), ("EPSG:32632", from_origin(5e8, 5e9, 10, 10))],
    ids=["local", "far outside of the projection"],
)
def test_crs_in_which_nothing_can_be_measured(run, write_raster, noise, constant_pack, crs, placed):
    finished = run(write_raster(noise(64, 64), crs=rasterio.CRS.from_user_input(crs), transform=placed), constant_pack)
    assert finished.summary["pixel_m"] is None
    assert "cannot be measured" in run.said(Warned)


@pytest.mark.parametrize("shape", [(1, 100_000), (10_000, 1)])
def test_a_line_of_pixels(run, write_raster, constant_pack, shape):
    run(write_raster(np.full((3, *shape), 100, np.uint8)), constant_pack, tile_px=1024, batch_size=8)
    assert run.result().shape == shape
    np.testing.assert_allclose(run.result(), 0.8, atol=1e-6)


def test_long_path_with_spaces_and_accents(run, write_raster, noise, constant_pack, tmp_path):
    folder = tmp_path / ("träger mit spaß " + "x" * 184)
    folder.mkdir()
    raster = write_raster(noise(64, 64), f"{folder.name}/日本 ümlaut é.tif")
    run.folder = folder
    run(raster, constant_pack)
    np.testing.assert_allclose(run.result(), 0.8, atol=1e-6)


@pytest.mark.parametrize("name", ["a\0b.tif", "a\udc80b.tif"])
def test_name_that_no_file_can_have(run, constant_pack, name):
    with pytest.raises(RasterError, match="cannot be opened"):
        run(name, constant_pack)


def test_broken_overviews_do_not_matter(run, write_raster, noise, constant_pack):
    path = write_raster(noise(512, 512).astype(np.uint8), tiled=True, transform=from_origin(5e5, 5e6, 3, 3))
    whole = os.path.getsize(path)
    with rasterio.open(path, "r+") as file:
        file.build_overviews([2, 4])
    with open(path, "r+b") as file:
        file.seek(whole + 4096)
        file.write(os.urandom(os.path.getsize(path) - whole - 8192))
    run(path, constant_pack)
    np.testing.assert_allclose(run.result(), 0.8, atol=1e-6)


def write_view(path: Path, source: str, width: int, height: int) -> str:
    band = (
        '<VRTRasterBand dataType="Byte" band="{0}"><SimpleSource><SourceFilename relativeToVRT="1">{1}</SourceFilename>'
    )
    band += "<SourceBand>{0}</SourceBand></SimpleSource></VRTRasterBand>"
    placed = "<SRS>EPSG:32632</SRS><GeoTransform>500000,10,0,5000000,0,-10</GeoTransform>"
    bands = "".join(band.format(i, source) for i in (1, 2, 3))
    path.write_text(f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}">{placed}{bands}</VRTDataset>')
    return str(path)


@pytest.mark.parametrize("source", ["view.vrt", "nowhere.tif"])
def test_virtual_raster_of_itself_or_of_nothing(run, constant_pack, tmp_path, source):
    with pytest.raises(RasterError, match=r"cannot be (read|opened)"):
        run(write_view(tmp_path / "view.vrt", source, 64, 64), constant_pack)
    assert run.left_over == []


def test_raster_wider_than_memory_is_refused_at_once(run, write_raster, noise, constant_pack, tmp_path):
    write_raster(noise(64, 64).astype(np.uint8))
    view = write_view(tmp_path / "view.vrt", "input.tif", 2_000_000_000, 1_000)
    with pytest.raises(RasterError, match=r"pixels wide.*GiB of memory"):
        run(view, constant_pack)


def test_virtual_raster_that_holds_code_does_not_run_it(run, constant_pack, tmp_path):
    evidence = tmp_path / "it ran"
    code = f"open({str(evidence)!r}, 'w')\ndef f(*a, **k):\n    open({str(evidence)!r}, 'w')"
    view = Path(write_view(tmp_path / "view.vrt", "nowhere.tif", 64, 64))
    derived = (
        'subClass="VRTDerivedRasterBand"><PixelFunctionType>f</PixelFunctionType><PixelFunctionLanguage>Python'
        f"</PixelFunctionLanguage><PixelFunctionCode><![CDATA[\n{code}\n]]></PixelFunctionCode>"
    )
    for i in (1, 2, 3):
        view.write_text(view.read_text().replace(f'band="{i}">', f'band="{i}" {derived}'))
    with pytest.raises(RasterError):
        run(str(view), constant_pack)
    assert not evidence.exists()
