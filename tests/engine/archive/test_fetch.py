"""Windows of real files from a real server: values, offsets, zones, and what goes wrong on the way."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.errors import Cancelled, OutputError, RasterError
from deepslide_qgis.core.events import Logged, Warned
from deepslide_qgis.core.imagery.scene import read_scene
from deepslide_qgis.engine.archive import network
from tests.archive import items, scenes
from tests.archive.event import AROUND
from tests.archive.server import Fault
from tests.engine.archive.conftest import AFTER, BEFORE, S2, band, expected, raster
from tests.halts import heartbeat
from tests.small_systems import mounted_disk


def test_values_are_reflectance_on_the_grid_of_the_area(engine, pair):
    done = engine.fetch(engine.search(**S2).images)
    path = raster(engine, "sentinel-2", "before")
    for name in ("B2", "B4", "B8"):
        assert np.abs(band(path, name) / 10_000 - expected(path, name)).max() < 0.003
    assert set(np.unique(band(path, "SCL"))) == {4}
    with rasterio.open(path) as file:
        assert (file.crs.to_epsg(), file.res, file.nodata) == (32632, (10, 10), -32768)
        assert file.width < 170 and file.height < 170
    assert done.summary["dates"]["Sentinel-2 before 2023-08-10"]["offset_dn"] == {"pre": -1000}


def test_only_the_area_s_part_of_a_large_file_is_read(engine, server, scene, files):
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, bands=("B8",), offset=-1000, size=1280)
        server.add(items.earth_search(server.url, name, when, AROUND, bands=("B8",)))
    engine.fetch(engine.search(bands=["B8"], **S2).images)
    sent = sum(asked.sent_bytes for asked in server.files_asked())
    assert sent < 0.12 * sum(file.stat().st_size for file in files.iterdir())


def test_a_date_is_a_scene_that_the_other_algorithms_read(engine, pair):
    engine.fetch(engine.search(**S2).images)
    scene = read_scene(raster(engine, "sentinel-2", "after").parent / "scene.json")
    assert (scene.date, scene.processing_baseline, scene.offset_dn) == ("2023-09-09", "05.00", 0)
    assert scene.band_names == ("B2", "B3", "B4", "B8", "SCL")
    assert all(Path(made.path).is_file() for made in scene.bands)


@pytest.mark.parametrize(
    ("baseline", "told", "in_pixels"),
    [
        ("03.01", None, 0),  # an old baseline has none
        ("05.00", None, -1000),  # collection 1: as the baseline says
        ("04.00", True, 0),  # taken out, and told so
        ("04.00", False, 0),  # taken out, and told otherwise (earth-search 66)
        ("05.11", False, -1000),  # still in, and told so
        ("05.11", True, -1000),  # still in, and told otherwise
    ],
)
def test_the_offset_is_right_whatever_the_archive_says_of_it(engine, server, scene, baseline, told, in_pixels):
    flag = {} if told is None else {"applied": told, "collection": "sentinel-2-l2a"}
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, offset=in_pixels)
        server.add(items.earth_search(server.url, name, when, AROUND, baseline=baseline, **flag))
    engine.fetch(engine.search(**S2).images)
    path = raster(engine, "sentinel-2", "before")
    assert np.abs(band(path, "B4") / 10_000 - expected(path, "B4")).max() < 0.003


def test_without_dark_ground_the_person_is_told(engine, server, scene):
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, gain=12.0, cover=11)
        more = {"applied": False, "collection": "sentinel-2-l2a", "baseline": "04.00"}
        server.add(items.earth_search(server.url, name, when, AROUND, **more))
    engine.fetch(engine.search(**S2).images)
    assert "too little dark ground" in engine.said(Warned)


def test_two_zones_become_one_grid(engine, server, scene):
    """The western half of the area is in a file of zone 32, all of it in one of zone 33."""
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(f"{name}32", offset=-1000, shift=-3000)
        scene(f"{name}33", offset=-1000, epsg=32633)
        west = (11.85, 45.97, 11.955, 46.04)
        server.add(items.earth_search(server.url, f"{name}32", when, west, tile="32TQS"))
        server.add(items.earth_search(server.url, f"{name}33", when, AROUND, tile="33TTM"))
    found = engine.search(**S2)
    assert sum(image.is_chosen for image in found.images) == 4
    engine.fetch(found.images)
    path = raster(engine, "sentinel-2", "before")
    assert (band(path, "B8") > 0).all()
    assert np.abs(band(path, "B8") / 10_000 - expected(path, "B8")).max() < 0.005


def test_of_two_parts_of_one_picture_the_newer_lies_on_top(engine, server, scene):
    """The older processing covers more; its half that the newer one lacks is taken from it."""
    for name, when in (("old", BEFORE), ("new", BEFORE), ("post", AFTER)):
        west = (11.85, 45.97, 11.96, 46.04) if name == "new" else AROUND
        scene(name, offset=-1000, gain=2.0 if name == "old" else 1.0, shift=-1600 if name == "new" else 0)
        server.add(items.earth_search(server.url, name, when, west, baseline="04.00" if name == "old" else "05.00"))
    engine.fetch(engine.search(**S2).images)
    path = raster(engine, "sentinel-2", "before")
    ratio = band(path, "B8") / 10_000 / expected(path, "B8")
    assert np.allclose(ratio[:, :20], 1, atol=0.02) and np.allclose(ratio[:, -20:], 2, atol=0.02)


def test_radar_comes_in_decibels(engine, server, scene):
    for name, when in (("pre", BEFORE), ("post", AFTER)):
        scene(name, bands=("VV", "VH"))
        server.add(items.terrain_corrected(server.url, name, when, AROUND))
    engine.fetch(engine.search(sensors=["sentinel-1"]).images)
    path = raster(engine, "sentinel-1", "after")
    for name in ("VV", "VH"):
        assert np.abs(band(path, name) - 10 * np.log10(expected(path, name, scenes.backscatter))).max() < 0.05
    scene = read_scene(path.parent / "scene.json")
    assert (scene.orbit_pass, scene.relative_orbit, scene.is_terrain_corrected) == ("descending", 95, True)


def test_elevation_and_land_cover_come_along(engine, server, scene):
    scene("dem", bands=("elevation",))
    scene("cover", bands=("landCover",))
    server.add(items.elevation(server.url, "dem", AROUND), items.land_cover(server.url, "cover", AROUND))
    engine.fetch(engine.search(sensors=["dem", "land-cover"]).images)
    with rasterio.open(next((engine.folder / "out").glob("dem*/*.tif"))) as file:
        assert file.dtypes == ("float32",) and 900 <= file.read(1).min() <= file.read(1).max() <= 1100
    with rasterio.open(next((engine.folder / "out").glob("land-cover*/*.tif"))) as file:
        assert set(np.unique(file.read(1))) == {10}


def test_the_real_copernicus_dem_arrives_as_it_is(engine, server, files, real_data):
    """One of its files, with a compound CRS, over Rome."""
    shutil.copy(real_data / "copdem30_rome" / "Rome-30m-DEM.tif", files / "rome_elevation.tif")
    with rasterio.open(files / "rome_elevation.tif") as file:
        west, south, east, north = file.bounds
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        heights, placed = file.read(1), file.transform
    server.add(items.elevation(server.url, "rome", (west, south, east, north)))
    here = {"bbox_deg": (middle_x - 0.005, middle_y - 0.005, middle_x + 0.005, middle_y + 0.005)}
    engine.fetch(engine.search(sensors=["dem"], **here).images, **here)
    with rasterio.open(next((engine.folder / "out").glob("dem*/*.tif"))) as file:
        found = file.read(1)
        assert file.crs.to_epsg() == 32633 and np.isfinite(found).all()
        longitudes, latitudes = scenes.places(file.transform, file.height, file.width, 32633)
    columns, rows = (np.floor(axis).astype(int) for axis in ~placed @ (longitudes, latitudes))
    difference = np.abs(found - heights[rows, columns])
    assert np.median(difference) < 1 and np.percentile(difference, 95) < 8


@pytest.mark.parametrize(
    "fault",
    [
        Fault("_B4", 2, method="GET", status=429, headers={"Retry-After": "1"}),
        Fault("_B4", 3, method="GET", status=500),
        Fault("_B4", 2, method="HEAD", status=503),
        Fault("_B4", 2, method="GET", cut=True),
        Fault("_B4", 1, method="GET", stall_s=20),
    ],
    ids=["429", "500", "503 to HEAD", "cut", "stalled"],
)
def test_passing_faults_of_the_server_are_waited_out(engine, server, pair, fault):
    server.faults = [fault]
    engine.fetch(engine.search(**S2).images)
    assert fault.times == 0
    path = raster(engine, "sentinel-2", "before")
    assert np.abs(band(path, "B4") / 10_000 - expected(path, "B4")).max() < 0.003


def test_a_file_that_is_cut_short_leaves_its_date_out(engine, server, pair, scene, files):
    scene("other", offset=-1000)
    server.add(items.earth_search(server.url, "other", "2023-08-15T10:16:01Z", AROUND))
    whole = (files / "pre_B8.tif").read_bytes()
    (files / "pre_B8.tif").write_bytes(whole[: len(whole) // 3])
    done = engine.fetch(engine.search(**S2).images)
    assert list(done.summary["left_out"]) == ["Sentinel-2 before 2023-08-10"]
    assert "pre B8 cannot be read" in engine.said(Warned)
    assert [Path(name).parts[0] for name in engine.written if name.endswith(".tif")] == [
        "sentinel-2_after_2023-09-09",
        "sentinel-2_before_2023-08-15",
    ]


def test_the_engine_stays_answerable_while_a_file_fails(engine, server, pair, scene, files, monkeypatch):
    """Closing a file that failed must not wait for its other parts while no thread of Python runs."""
    monkeypatch.setattr(network, "STALL_S", 10)
    scene("other", offset=-1000)
    server.add(items.earth_search(server.url, "other", "2023-08-15T10:16:01Z", AROUND))
    (files / "pre_B8.tif").write_bytes((files / "pre_B8.tif").read_bytes()[:60_000])
    images = engine.search(**S2).images
    with heartbeat() as heart:
        done = engine.fetch(images)
    assert list(done.summary["left_out"]) == ["Sentinel-2 before 2023-08-10"]
    assert heart.longest_halt_s < 5


def test_where_nothing_of_a_period_can_be_read_the_run_fails_and_keeps_the_rest(engine, pair, files):
    (files / "pre_B8.tif").unlink()
    images = engine.search(**S2).images
    with pytest.raises(RasterError, match="Nothing of Sentinel-2 before could be fetched"):
        engine.fetch(images)
    assert {Path(name).parts[0] for name in engine.written} == {"sentinel-2_after_2023-09-09"}


@pytest.mark.parametrize("sensor", ["sentinel-2", "dem"])
def test_a_full_disk_ends_the_run_and_publishes_nothing(engine, server, pair, scene, sensor):
    scene("dem", bands=("elevation",))
    server.add(items.elevation(server.url, "dem", AROUND))
    images = engine.search(sensors=[sensor]).images
    with mounted_disk(engine.folder / "out", "size=48k"), pytest.raises(OutputError, match=r"disk is full|no space"):
        try:
            engine.fetch(images)
        finally:
            assert engine.written == []


def test_what_is_whole_is_not_fetched_again(engine, server, pair):
    images = engine.search(**S2).images
    engine.fetch(images)
    before = engine.written
    server.asked.clear()
    done = engine.fetch(images)
    assert (done.summary["fetched"], done.summary["kept"], server.files_asked()) == (0, 2, [])
    assert engine.written == before and "2 of 2 dates" in engine.said(Logged)


def test_a_date_that_is_wanted_otherwise_is_fetched_anew(engine, server, pair):
    engine.fetch(engine.search(**S2).images)
    done = engine.fetch(engine.search(bands=["B2", "B4", "B8", "SCL"], **S2).images)
    assert done.summary["fetched"] == 2
    with rasterio.open(raster(engine, "sentinel-2", "before")) as file:
        assert file.descriptions == ("B2", "B4", "B8", "SCL")


def test_cancel_ends_at_once_and_leaves_nothing_half_written(engine, server, pair):
    images = engine.search(**S2).images
    server.delay_s = 0.1
    began = time.monotonic()
    with pytest.raises(Cancelled):
        engine.fetch(images, is_cancelled=lambda: time.monotonic() - began > 0.3)
    assert time.monotonic() - began < 3
    assert engine.written == []


def test_an_image_without_data_in_the_area_is_left_out(engine, server, pair, scene):
    scene("beside", offset=-1000, shift=9000)
    server.add(items.earth_search(server.url, "beside", "2023-08-15T10:16:01Z", AROUND))
    done = engine.fetch(engine.search(**S2).images)
    assert "no data in the area" in done.summary["left_out"]["Sentinel-2 before 2023-08-15"]
