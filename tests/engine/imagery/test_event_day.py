"""The day of the event where it happened: names of images tell days in UTC, and the sun may be a day ahead of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from rasterio.transform import from_origin

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery.event_day import exclude_event_day
from deepslide_qgis.engine.imagery.scenes import find_scenes
from deepslide_qgis.engine.imagery.stack_inputs import gather_inputs

EVENT = "2023-02-14"
NEW_ZEALAND, NORWAY, HAWAII, JAPAN, PERU = 177.0, 7.0, -156.0, 138.0, -76.0


@pytest.fixture
def taken(write_raster):
    """Return what writes a raster at a longitude and answers with its scene."""

    def write(name: str, longitude: float, band: str = "B8") -> Scene:
        placed = {"crs": "EPSG:4326", "transform": from_origin(longitude, 45, 0.01, 0.01)}
        return find_scenes([write_raster(np.ones((1, 4, 4), np.float32), f"{name}.tif", (band,), **placed)])[0]

    return write


@pytest.mark.parametrize(
    ("name", "longitude", "is_kept"),
    [
        ("S2A_MSIL2A_20230213T221541_N0509_R029_T60HXC", NEW_ZEALAND, False),  # 11:15 on the 14th by the clock there
        ("S2A_MSIL2A_20230212T221541_N0509_R029_T60HXC", NEW_ZEALAND, True),
        ("S2A_MSIL2A_20230215T221541_N0509_R029_T60HXC", NEW_ZEALAND, True),
        ("S2A_MSIL2A_20230213T104541_N0509_R029_T32VLN", NORWAY, True),
        ("S2A_MSIL2A_20230215T104541_N0509_R029_T32VLN", NORWAY, True),
        ("S1A_IW_GRDH_1SDV_20230215T042000_20230215T042025_047882_05FF9E_1234", HAWAII, False),  # 18 on the 14th
        ("S1A_IW_GRDH_1SDV_20230213T162000_20230213T162025_047882_05FF9E_1234", HAWAII, True),
    ],
)
def test_an_image_of_the_day_of_the_event_by_the_sun_is_in_neither_period(taken, name, longitude, is_kept):
    said: list = []
    scenes = [taken("S2_20230101", longitude), taken(name, longitude)]
    kept = exclude_event_day(scenes, EVENT, "Sentinel-2", said.append)
    assert kept == scenes[: 2 if is_kept else 1]
    assert len(said) == (0 if is_kept else 1)
    assert exclude_event_day(scenes, None, "Sentinel-2", said.append) == scenes


@pytest.mark.parametrize(
    ("day", "longitude", "sensor", "warns"),
    [
        ("20230213", NEW_ZEALAND, "Sentinel-2", True),
        ("20230215", NEW_ZEALAND, "Sentinel-2", False),
        ("20230213", NEW_ZEALAND, "Sentinel-1", True),
        ("20230212", NEW_ZEALAND, "Sentinel-1", False),
        ("20230213", JAPAN, "Sentinel-2", False),
        ("20230213", JAPAN, "Sentinel-1", True),
        ("20230213", NORWAY, "Sentinel-1", False),
        ("20230215", NORWAY, "Sentinel-2", False),
        ("20230215", PERU, "Sentinel-2", False),
        ("20230215", PERU, "Sentinel-1", True),
        ("20230213", PERU, "Sentinel-1", False),
        ("20230215", HAWAII, "Sentinel-2", False),
    ],
)
def test_a_day_without_a_time_is_warned_of_where_the_sun_may_have_another(taken, day, longitude, sensor, warns):
    said: list = []
    scenes = [taken(f"image_{day}", longitude)]
    assert exclude_event_day(scenes, EVENT, sensor, said.append) == scenes
    assert len(said) == warns
    assert not warns or "may be the day of the event" in said[0].message


def test_what_was_fetched_tells_the_day_by_the_sun(taken, tmp_path: Path):
    said: list = []
    raster = Path(taken("sentinel-2_2023-02-13", NEW_ZEALAND).bands[0].path)
    told = {"id": "S2B_60HXC_20230212_0_L2A", "date": "2023-02-13", "bands": [{"name": "B8", "path": raster.name}]}
    (tmp_path / "scene.json").write_text(json.dumps(told), encoding="utf-8")
    scenes = find_scenes([str(raster)])
    assert exclude_event_day(scenes, EVENT, "Sentinel-2", said.append) == scenes and not said


def test_a_stack_of_new_zealand_leaves_the_day_of_the_event_out(event):
    placed = {"crs": "EPSG:32760", "transform": from_origin(500_000, 5_500_000, 10, 10)}
    days = ("20230203", "20230213", "20230223")
    images = tuple(event.add_optical(f"{day}T221541", **placed) for day in days)
    found = gather_inputs(
        event.request("s2", event_date=EVENT, pre_sentinel2=images, post_sentinel2=images), lambda said: None
    )
    assert [scene.date for scene in found.optical_before] == ["2023-02-03"]
    assert [scene.date for scene in found.optical_after] == ["2023-02-23"]


def test_where_no_image_is_left_it_says_so(taken):
    scenes = [taken("S2A_MSIL2A_20230213T221541_N0509_R029_T60HXC", NEW_ZEALAND)]
    with pytest.raises(RasterError, match="taken on the day of the event"):
        exclude_event_day(scenes, EVENT, "Sentinel-2", lambda event: None)
    assert exclude_event_day([], EVENT, "Sentinel-2", lambda event: None) == []
