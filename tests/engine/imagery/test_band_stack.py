"""Stacks: the bands of each setting on one grid, from made and from real rasters; what cannot be stacked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.warp import transform
from scipy.ndimage import map_coordinates

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, OpticalSettings, RadarSettings, Target
from tests.engine.imagery.conftest import read_bands

ELSEWHERE = from_origin(700_000, 5_000_000, 20, 20)
INNER = (slice(40, -40), slice(40, -40))


def test_the_bands_of_sentinel_1_and_2(event, carry_out):
    event.radar = (*event.radar[:2], event.add_radar("20230825", gain=2))
    event.optical = (event.add_optical("20230803", 1000), event.add_optical("20230808"), event.optical[2])
    event.add_optical("20230818", 800)
    made = carry_out(event.request())
    bands = read_bands(made.outputs["stack"])
    assert tuple(bands) == setting_named("s1s2").band_names
    with rasterio.open(made.outputs["stack"]) as stack:
        assert stack.crs == CRS.from_epsg(32632) and stack.transform == from_origin(500_000, 5_000_000, 10, 10)
        assert stack.units[:9] == ("dB",) * 6 + (None, None, "°") and np.isnan(stack.nodata)
        assert stack.tags(7)["polarity"] == "1 = seen, 0 = layover"
    np.testing.assert_allclose(bands["dVV"][INNER], 10 * np.log10(2), atol=1e-4)
    np.testing.assert_allclose(bands["preVH"][INNER] - bands["preVV"][INNER], -10 * np.log10(4), atol=1e-4)
    facing = 90 - 103  # the slope faces east, the radar stands at 103°
    theta = 39 - 0.002 * (50.5 * 2 * np.sin(np.radians(103)) - 50.5 * 2 * np.cos(np.radians(103)))
    in_range = np.degrees(np.arctan(np.tan(np.radians(15)) * np.cos(np.radians(facing))))
    ratio = np.tan(np.radians(90 - theta + in_range)) / np.tan(np.radians(90 - theta))
    expected = 10 * np.log10(0.1 / np.cos(np.radians(theta)) / ratio)
    assert bands["preVV"][100, 100] == pytest.approx(expected, abs=0.01)
    assert (bands["layover"][INNER] == 1).all() and (bands["shadow"][INNER] == 1).all()
    assert set(np.unique(bands["landCover"][INNER])) == {2, 4}
    np.testing.assert_allclose(bands["dNDVI"][INNER], 400 / 1200 - 3600 / 4400, atol=1e-5)  # the greenest before


def test_the_record_tells_what_it_was_made_from(event, carry_out):
    made = carry_out(event.request(event_date="2023-08-15"))
    record = json.loads(Path(made.outputs["record"]).read_text(encoding="utf-8"))
    assert [scene["date"] for scene in record["scenes"]["sentinel1_pre"]] == ["2023-08-01", "2023-08-13"]
    assert record["radar"]["orbit_pass"] == "descending"
    assert record["radar"]["azimuth_to_sensor_deg"] == pytest.approx(103, abs=0.1)
    assert record["bands"]["dNDVI"] == {"number": 11, "unit": ""}
    assert record["coverage"]["sentinel2_pre"]["usable_dates_px"] == {"2": 32400}
    assert "found to be in linear power" in made.said


def test_each_model_where_its_land_cover_is(event, carry_out):
    volume, surface, mixed = (
        read_bands(carry_out(event.request("s1", radar=RadarSettings(model=model))).outputs["stack"])["preVV"]
        for model in ("volume", "surface", "land_cover")
    )
    np.testing.assert_allclose(mixed[60:120, 60:80], volume[60:120, 60:80], atol=1e-5)
    np.testing.assert_allclose(mixed[60:120, 100:120], surface[60:120, 100:120], atol=1e-5)
    assert np.abs(volume - surface)[INNER].min() > 0.1


@pytest.mark.parametrize("fill", [-9999, -32768])
def test_radar_fill_that_nobody_declared_is_a_gap(event, carry_out, fill):
    paths = [event.add_radar("20230801"), event.add_radar("20230825", gain=4)]
    for path in paths:
        with rasterio.open(path, "r+") as raster:
            values = raster.read()
            values[:, :, :40] = fill
            raster.write(values)
    made = carry_out(event.request("s1", pre_sentinel1=paths[:1], post_sentinel1=paths[1:]))
    bands = read_bands(made.outputs["stack"])
    assert "linear power" in made.said and "decibels" not in made.said
    for name in ("preVV", "postVH", "dVV", "liaDeg"):
        assert np.isnan(bands[name][:, :79]).all() and np.isfinite(bands[name][40:-40, 82:-40]).all()
    np.testing.assert_allclose(bands["dVV"][40:-40, 82:-40], 10 * np.log10(4), atol=1e-4)


def test_terrain_corrected_images_are_masked_only(event, carry_out, write_raster):
    steep = write_raster(event.plane(50, 103)[np.newaxis], "s.tif", transform=from_origin(499_700, 5_000_300, 30, 30))
    told = RadarSettings(product="terrain_corrected")
    bands = read_bands(carry_out(event.request("s1", radar=told)).outputs["stack"])
    np.testing.assert_allclose(bands["preVV"][INNER], -10, atol=1e-4)
    masked = read_bands(carry_out(event.request("s1", radar=told, dem=steep)).outputs["stack"])
    assert (masked["layover"][INNER] == 0).all() and np.isnan(masked["preVV"][INNER]).all()


def test_clouds_give_way_to_other_dates_and_gaps_stay(event, carry_out):
    cloudy = event.add_optical("20230808", 4000, classes=9)
    made = carry_out(event.request("s2", pre_sentinel2=(event.optical[0], cloudy)))
    assert np.isfinite(read_bands(made.outputs["stack"])["dNDVI"][INNER]).all()
    with pytest.raises(DeepSlideError, match="No pixel of the area has 1 usable Sentinel-2 image before"):
        carry_out(event.request("s2", pre_sentinel2=(cloudy,)))
    with pytest.raises(DeepSlideError, match="has 3 usable"):
        carry_out(event.request("s2", optical=OpticalSettings(offset="absent", minimum_dates=3)))


def test_water_and_snow_are_marked_for_exclusion(event, carry_out, tmp_path):
    wet = event.add_optical("20230818", infrared=200, classes=6)
    for kind, expected in (("water_ndwi", 1), ("water_scl", 1), ("snow_scl", 0), ("water_land_cover", 0)):
        target = str(tmp_path / f"{kind}.tif")
        carry_out(event.request("s2", exclude=target, excluded=(kind,), post_sentinel2=(wet,)))
        with rasterio.open(target) as raster:
            assert (raster.read(1)[INNER] == expected).all() and raster.nodata is None


@pytest.mark.parametrize("method", ["greenest", "median"])
@pytest.mark.parametrize(
    ("classes", "expected"), [((6, 6, 9), 1), ((9, 6, 9), 1), ((6, 4), 1), ((4, 4, 6), 0), ((9, 4, 4), 0)]
)
def test_clouds_of_the_last_date_hide_no_water_from_exclusion(event, carry_out, tmp_path, method, classes, expected):
    """Water is as green as the meadow beside it here, so that the first of the dates is the greenest."""
    before = tuple(event.add_optical(f"2023070{day}", classes=one) for day, one in enumerate(classes, 1))
    target, settings = str(tmp_path / "water.tif"), OpticalSettings(offset="absent", method=method)
    carry_out(event.request("s2", exclude=target, excluded=("water_scl",), pre_sentinel2=before, optical=settings))
    with rasterio.open(target) as raster:
        assert (raster.read(1)[INNER] == expected).all()


def test_landslide4sense_and_true_colour_have_their_scales(event, carry_out, write_raster):
    names = (*(f"B{n}" for n in range(1, 13)),)
    numbers = np.arange(1, 13, dtype=np.int16)[:, None, None] * np.full((1, 120, 120), 100, np.int16)
    picture = write_raster(numbers, "L1C_20230818.tif", names)
    bands = read_bands(carry_out(event.request("l4s14", post_sentinel2=(picture,))).outputs["stack"])
    assert tuple(bands) == setting_named("l4s14").band_names
    assert [bands[name][60, 60] for name in names] == pytest.approx([100 * n for n in range(1, 13)], rel=1e-5)
    assert bands["slope"][60, 60] == pytest.approx(15, abs=0.01)
    colours = read_bands(carry_out(event.request("rgb", post_sentinel2=(picture,))).outputs["stack"])
    assert {name: float(colours[name][60, 60]) for name in colours} == pytest.approx(
        {"red": 0.04, "green": 0.03, "blue": 0.02}
    )
    with pytest.raises(DeepSlideError, match="lacks B1, B5"):
        carry_out(event.request("l4s14"))


def test_a_real_pair_with_a_whole_globe_of_climate(real_data: Path, carry_out, event, write_raster):
    radar, optical = (str(real_data / "s1_s2_pair_spain" / f"Spain_7370579_{kind}Hand.tif") for kind in ("S1", "S2"))
    placed = {"crs": "EPSG:4326", "transform": from_origin(-0.80, 38.15, 0.00028, 0.00028)}
    row = np.mgrid[:400, :400][0]
    dem = write_raster((500 + 2 * row).astype(np.int16)[np.newaxis], "dem4326.tif", **placed)
    canopy = write_raster(np.where(row < 150, 17, 101).astype(np.uint8)[np.newaxis], "canopy.tif", **placed)
    cover = ClassRaster(write_raster(np.full((1, 400, 400), 40, np.uint8), "wc.tif", **placed), "worldcover")
    request = event.request(
        "all",
        pre_sentinel1=(radar,),
        post_sentinel1=(radar,),
        pre_sentinel2=(optical,),
        post_sentinel2=(optical,),
        dem=dem,
        canopy=canopy,
        land_cover=cover,
        climate=str(real_data / "koppen" / "kmz_int_reshape.png"),
        radar=RadarSettings(orbit_pass="descending", incidence_deg=38),
    )
    bands = read_bands(carry_out(request).outputs["stack"])
    assert tuple(bands) == setting_named("all").band_names
    inside = np.isfinite(bands["preVV"])
    assert inside.mean() > 0.85
    assert np.abs(bands["dVV"][inside]).max() == 0 and np.nanmax(np.abs(bands["dNDVI"])) == 0
    assert np.unique(bands["climate"]).tolist() == [5]  # BSh: the dry coast of Alicante
    assert np.nanmax(bands["canopyHeight"]) == 17 and np.isnan(bands["canopyHeight"]).any()
    assert np.unique(bands["landCover"][inside]).tolist() == [3]
    with rasterio.open(radar) as raster:
        flat = np.nanmedian(10 ** (raster.read(1) / 10)) / np.cos(np.radians(38))
    assert np.nanmedian(bands["preVV"]) == pytest.approx(10 * np.log10(flat), abs=0.3)


@pytest.mark.parametrize("name", ["copdem30_rome/Rome-30m-DEM.tif", "kashmir2005/AW3D30.tif"])
def test_real_dems_are_bilinear_on_the_grid(real_data: Path, carry_out, event, write_raster, name):
    with rasterio.open(real_data / name) as raster:
        heights, placed, crs = raster.read(1).astype(float), raster.transform, raster.crs
    x, y = placed @ (100, 140)
    (longitude,), (latitude,) = transform(crs, CRS.from_epsg(4326), [x], [y])
    around = {"crs": "EPSG:4326", "transform": from_origin(longitude - 0.01, latitude + 0.01, 0.0001, 0.0001)}
    names = [f"B{number}" for number in range(1, 13)]
    picture = write_raster(np.full((12, 200, 200), 0.1, np.float32), "S2_20230818.tif", names, **around)
    made = carry_out(event.request("l4s14", dem=str(real_data / name), post_sentinel2=(picture,)))
    rows, columns = np.mgrid[20:150:10, 20:150:10].reshape(2, -1)
    with rasterio.open(made.outputs["stack"]) as stack:
        assert stack.crs.to_epsg() in (32633, 32643)
        xs, ys = transform(stack.crs, crs, *rasterio.transform.xy(stack.transform, rows, columns))
    columns_in, rows_in = ~placed @ (np.array(xs), np.array(ys))
    expected = map_coordinates(heights, [rows_in - 0.5, columns_in - 0.5], order=1)
    found = read_bands(made.outputs["stack"])["elevation"][rows, columns]
    np.testing.assert_allclose(found, expected, atol=1.5)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda e: {"dem": None}, "needs a DEM"),
        (lambda e: {"post_sentinel1": ()}, "needs Sentinel-1 images after the event"),
        (lambda e: {"land_cover": None}, "needs a raster of land cover"),
        (lambda e: {"event_date": "2024-01-01"}, "from 2024-01-02 to any date"),
        (lambda e: {"pre_sentinel1": e.radar[2:], "post_sentinel1": e.radar[:1]}, "before the event is of 2023-08-25"),
        (lambda e: {f"{when}_sentinel1": e.without_angle() for when in ("pre", "post")}, "no incidence angle"),
        (lambda e: {"post_sentinel1": (e.add_radar("20230825", angle_deg=33.0),)}, "different orbits"),
        (lambda e: {"radar": RadarSettings(orbit_pass="ascending")}, "said to be ascending"),
        (lambda e: {"post_sentinel2": (e.add_optical("20240205"),)}, "days of the year apart"),
        (lambda e: {"optical": OpticalSettings()}, "processing baseline"),
        (lambda e: {"land_cover": ClassRaster(e.cover.path)}, "is in the legend 'study'"),
        (lambda e: {"post_sentinel1": (e.add_radar("20230825", transform=ELSEWHERE),)}, "does not overlap"),
        (lambda e: {"target": Target(extent=(0, 0, 500, 500), extent_crs="EPSG:32632")}, "does not overlap"),
        (lambda e: {"dem": e.radar[0].replace("S1_", "none_")}, "cannot be opened"),
        (lambda e: {"setting": "all"}, "needs a raster of climate classes, a raster of canopy heights"),
    ],
)  # fmt: skip
def test_what_cannot_be_stacked_is_told_and_leaves_nothing(event, carry_out, tmp_path, spoil, says):
    with pytest.raises(DeepSlideError) as refused:
        carry_out(event.request(**spoil(event)))
    assert says in str(refused.value) and refused.value.remedy
    assert not list(tmp_path.glob("stack*"))


@pytest.mark.parametrize(("to_sensor_deg", "says"), [(257, "different directions (103°, 257°)"), (109, None)])
def test_ascending_is_told_from_descending_where_their_angles_are_alike(event, carry_out, to_sensor_deg, says):
    """The angles in the middle of the two differ by less than a degree."""
    before, after = (
        event.add_radar("20230801"),
        event.add_radar("20230825", angle_deg=39.2, to_sensor_deg=to_sensor_deg),
    )
    asked = event.request("s1", pre_sentinel1=(before,), post_sentinel1=(after,))
    if says is None:
        carry_out(asked)
        return
    with pytest.raises(DeepSlideError) as refused:
        carry_out(asked)
    assert says in str(refused.value) and refused.value.remedy


def test_angles_that_are_too_flat_for_a_direction_are_not_refused(event, carry_out):
    after = event.add_radar("20230825")
    with rasterio.open(after, "r+") as raster:
        raster.write(raster.read(3).round(), 3)
    carry_out(event.request("s1", pre_sentinel1=event.radar[:1], post_sentinel1=(after,)))


def test_images_of_two_relative_orbits_are_refused(event, carry_out, write_raster):
    names = [
        f"S1A_IW_GRDH_1SDV_202308{d}T053412_202308{d}T053437_0{o}_05FF9E_1234"
        for d, o in (("01", 49882), ("25", 50233))
    ]
    (event.folder / names[0]).mkdir()
    bands = np.full((2, 90, 90), 0.1, np.float32)
    before, after = (write_raster(bands, f"{name}.tif", ("VV", "VH")) for name in names)
    with pytest.raises(DeepSlideError, match="several relative orbits"):
        carry_out(event.request("s1", pre_sentinel1=(before,), post_sentinel1=(after,)))
