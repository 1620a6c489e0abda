"""Scenes told apart by names, descriptions and scene.json."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.imagery.imagery_settings import Period
from deepslide_qgis.core.imagery.scene import (
    band_in,
    baseline_in,
    date_in,
    exact_day,
    is_terrain_corrected,
    relative_orbit_in,
    time_in,
)
from deepslide_qgis.engine.imagery.scenes import find_scenes, in_period, scene_of_raster

ONE = np.ones((1, 4, 4), np.float32)


@pytest.mark.parametrize(
    ("name", "date", "band", "baseline", "orbit", "corrected"),
    [
        ("S2A_MSIL2A_20230815T103021_N0509_R108_T32TNT_20230815T170000.SAFE", "2023-08-15", None, "05.09", None, None),
        ("T32TNT_20230815T103021_B04_10m.jp2", "2023-08-15", "B4", None, None, None),
        ("S2B_32TNT_20230815_0_L2A/B8A.tif", "2023-08-15", "B8A", None, None, None),
        (
            "S1A_IW_GRDH_1SDV_20230815T053412_20230815T053437_049882_05FF9E_1234",
            *("2023-08-15", None, None, 110, None),
        ),
        (
            "OPERA_L2_RTC-S1_T037-078100-IW2_20230815T053412Z_20230816T000000Z_S1A_30_v1.0_VV.tif",
            *("2023-08-15", "VV", None, 37, True),
        ),
        ("S1A_IW_20230815T053412_DVP_RTC10_G_gpuned_ABCD_VH.tif", "2023-08-15", "VH", None, None, True),
        ("S2B_32TNT_20230815_0_L2A/nir08.tif", "2023-08-15", "B8A", None, None, None),
        ("red_river_2023-08-15_green.tif", "2023-08-15", "B3", None, None, None),
        ("composite_2023-08-15_angle.tif", "2023-08-15", "angle", None, None, None),
        ("kmz_int_20239999_reshape.png", None, None, None, None, None),
    ],
)
def test_what_names_tell(name, date, band, baseline, orbit, corrected):
    assert (date_in(name), band_in(name), baseline_in(name)) == (date, band, baseline)
    assert (relative_orbit_in(name), is_terrain_corrected(name)) == (orbit, corrected)


@pytest.mark.parametrize(
    ("name", "date", "time"),
    [
        ("S2A_MSIL2A_20230213T221541_N0509_R029_T60HXC_20230213T235959.SAFE/B04.jp2", "2023-02-13", "22:15:41"),
        ("S1A_IW_GRDH_1SDV_20230815T053412_20230815T053437_049882_05FF9E_1234", "2023-08-15", "05:34:12"),
        ("x_2023-02-13T22:15:41Z", "2023-02-13", "22:15:41"),
        ("S2A_MSIL2A_20230213T221541_N0509", "2023-02-14", None),
        ("S2B_60HXC_20230213_0_L2A", "2023-02-13", None),
        ("S2B_20230213T992541", "2023-02-13", None),
    ],
)
def test_the_time_behind_a_date_is_told(name, date, time):
    assert time_in(name, exact_day(date)) == (time and datetime.fromisoformat(f"{date}T{time}"))


def test_a_safe_folder_is_one_scene_with_the_finest_of_each_band(write_raster, tmp_path: Path):
    product = "S2A_MSIL2A_20230815T103021_N0509_R108_T32TNT_20230815T170000.SAFE"
    images = tmp_path / product / "GRANULE" / "L2A_T32TNT" / "IMG_DATA"
    for name in ("R10m/T32_20230815T103021_B04_10m", "R20m/T32_20230815T103021_B04_20m"):
        (images / name).parent.mkdir(parents=True, exist_ok=True)
        write_raster(ONE, str((images / f"{name}.tif").relative_to(tmp_path)))
    write_raster(ONE, str((images / "R20m" / "T32_20230815T103021_SCL_20m.tif").relative_to(tmp_path)))
    write_raster(ONE, str((images / "R10m" / "T32_20230815T103021_TCI_10m.tif").relative_to(tmp_path)))
    (found,) = find_scenes([str(tmp_path)])
    assert set(found.band_names) == {"B4", "SCL"} and found.band("B4").path.endswith("B04_10m.tif")
    assert (found.date, found.processing_baseline) == ("2023-08-15", "05.09")


def test_files_of_single_bands_are_joined_and_dates_told_apart(write_raster):
    names = [f"S1_{day}_{band}.tif" for day in ("20230801", "20230813") for band in ("VV", "VH")]
    files = [write_raster(ONE, name) for name in names]
    found = find_scenes(files)
    assert [(scene.date, scene.band_names) for scene in found] == [
        ("2023-08-01", ("VH", "VV")),
        ("2023-08-13", ("VH", "VV")),
    ]
    assert [scene.date for scene in in_period(found, Period(start="2023-08-02"), "x")] == ["2023-08-13"]
    with pytest.raises(DeepSlideError, match="they are of 2023-08-01, 2023-08-13"):
        in_period(found, Period(start="2024-01-01"), "x")


def test_a_scene_file_tells_what_names_do_not(write_raster, tmp_path: Path):
    (tmp_path / "one").mkdir()
    write_raster(ONE, "one/x.tif")
    told = {
        "id": "item",
        "date": "2023-08-15",
        "bands": [{"name": "VV", "path": "x.tif"}],
        "relative_orbit": 66,
        "orbit_pass": "descending",
        "is_terrain_corrected": True,
    }
    (tmp_path / "one" / "scene.json").write_text(json.dumps(told), encoding="utf-8")
    (found,) = find_scenes([str(tmp_path)])
    assert found.band("VV").path == str(tmp_path / "one" / "x.tif") and found.relative_orbit == 66
    for wrong in ({"date": "yesterday"}, {"orbit_pass": "up"}, {"bands": []}, {"colour": "red"}):
        (tmp_path / "one" / "scene.json").write_text(json.dumps({**told, **wrong}), encoding="utf-8")
        with pytest.raises(DeepSlideError):
            find_scenes([str(tmp_path)])


def test_a_raster_chosen_as_a_file_is_the_scene_that_the_file_beside_it_tells(write_raster, tmp_path: Path):
    day = tmp_path / "sentinel-1_before" / "2023-08-01"
    day.mkdir(parents=True)
    rasters = [
        write_raster(ONE, str((day / name).relative_to(tmp_path))) for name in ("s1.tif", "VH.tif", "other_VV.tif")
    ]
    bands = [{"name": "VV", "path": "s1.tif"}, {"name": "VH", "path": "VH.tif"}]
    told = {"id": "item", "date": "2023-08-01", "bands": bands, "relative_orbit": 66, "is_terrain_corrected": True}
    (day / "scene.json").write_text(json.dumps(told), encoding="utf-8")
    (of_folder,) = find_scenes([str(day)])
    assert find_scenes(rasters[:1]) == find_scenes(rasters[:2]) == find_scenes([str(day), *rasters[:2]]) == [of_folder]
    assert scene_of_raster(rasters[0]) == of_folder
    (beside,) = find_scenes(rasters[2:])
    assert beside.relative_orbit is None and beside.band_names == ("VV",)


def test_rasters_that_nothing_describes(write_raster):
    with pytest.raises(DeepSlideError, match="Describe the bands"):
        find_scenes([write_raster(ONE, "picture.tif")], ["VV"])


def test_archives_names_of_bands_are_joined_and_pictures_are_no_images(write_raster, tmp_path: Path):
    (tmp_path / "S2B_32TNT_20230815_0_L2A").mkdir()
    for name in ("red", "nir", "scl"):
        write_raster(ONE, f"S2B_32TNT_20230815_0_L2A/{name}.tif")
    write_raster(np.ones((3, 4, 4), np.uint8), "preview_20230815.tif", photometric="rgb")
    (found,) = find_scenes([str(tmp_path)], ["B8"])
    assert set(found.band_names) == {"B4", "B8", "SCL"} and found.date == "2023-08-15"
