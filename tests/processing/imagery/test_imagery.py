"""From images to a stack to candidates in the real QGIS, on a hillside made for it; refusals; the forms."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsProcessingException, QgsRasterLayer, QgsVectorLayer

from deepslide_qgis.core.bands import setting_named
from tests.processing.conftest import PLACED, refusal, write_raster

SIZE = 128
EVENT = "2023-08-10"


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """A folder of a month of images, before and after a slope lost its forest, and the DEM beside it."""
    random = np.random.default_rng(3)
    row, column = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    slid = (abs(row - 64) < 20) & (abs(column - 50) < 8)
    folder = tmp_path / "images"
    folder.mkdir()
    for day, after in (("20230728", False), ("20230809", False), ("20230821", True)):
        lost = slid & after
        vv = -8 + random.normal(0, 0.6, (SIZE, SIZE)) + 4 * lost
        angle = 38 - 0.002 * column + 0.0003 * row
        radar = np.stack([vv, vv - 6 - 3 * lost, angle]).astype(np.float32)
        write_raster(folder / f"S1A_{day}.tif", radar, descriptions=("VV", "VH", "angle"))
        red, infrared = np.where(lost, 0.15, 0.04), np.where(lost, 0.2, 0.4)
        optical = np.stack([red, infrared, np.full_like(red, 4)]).astype(np.float32)
        write_raster(folder / f"S2A_{day}.tif", optical, descriptions=("B4", "B8", "SCL"))
    heights = (1500 - 5 * column + 40 * np.sin(row / 9)).astype(np.float32)
    write_raster(tmp_path / "dem.tif", heights[np.newaxis])
    write_raster(tmp_path / "cover.tif", np.where(column < 100, 10, 30).astype(np.uint8)[np.newaxis])
    return folder


@pytest.fixture
def asked(images: Path) -> dict:
    """What is filled in for a stack of Sentinel-1 and Sentinel-2."""
    return {
        "BAND_SETTING": "s1s2",
        "EVENT_DATE": EVENT,
        "IMAGES_FOLDER": str(images),
        "DEM": str(images.parent / "dem.tif"),
        "LAND_COVER": str(images.parent / "cover.tif"),
        "LEGEND": "worldcover",
        "STACK": str(images.parent / "stack.tif"),
    }


def read(path: str) -> np.ndarray:
    return gdal.Open(path).ReadAsArray()


def test_a_folder_and_a_day_become_a_stack_that_is_predicted_as_it_is(run, heard, asked, images):
    stack = run("buildbandstack", EXCLUDE=str(images.parent / "exclude.tif"), EXCLUDED=[2], **asked)
    dataset = gdal.Open(stack["STACK"])
    names = tuple(dataset.GetRasterBand(n).GetDescription() for n in range(1, dataset.RasterCount + 1))
    assert names == setting_named("s1s2").band_names
    bands = dict(zip(names, dataset.ReadAsArray()))
    assert np.median(bands["dNDVI"][50:78, 45:55]) < -0.5 and abs(np.median(bands["dNDVI"][:, 80:])) < 0.01
    assert np.median(bands["dVV"][50:78, 45:55]) == pytest.approx(4, abs=0.5)
    assert set(np.unique(bands["landCover"])) == {2, 3}
    assert "Sentinel-1 before: 2 image(s), 2023-07-28, 2023-08-09." in heard.lines
    record = json.loads(Path(stack["STACK"]).with_suffix(".run.json").read_text(encoding="utf-8"))
    assert [scene["date"] for scene in record["scenes"]["sentinel2_post"]] == ["2023-08-21"]
    found = run(
        "detectlandslides",
        INPUT=stack["STACK"],
        MODEL_PACK="simulated-s1s2",
        EXCLUDE=stack["EXCLUDE"],
        PROBABILITY=str(images.parent / "p.tif"),
        CANDIDATES="TEMPORARY_OUTPUT",
    )
    assert np.nanmax(read(found["PROBABILITY"])) > 0


def test_terrain_correction_writes_masks_and_angles_and_is_not_repeated(run, heard, images):
    outputs = {name: str(images.parent / f"{name}.tif") for name in ("BACKSCATTER", "LAYOVER", "LOCAL_ANGLE")}
    dem = str(images.parent / "dem.tif")
    run("sentinel1terraincorrection", INPUT=[str(images / "S1A_20230728.tif")], DEM=dem, **outputs)
    assert np.unique(read(outputs["LAYOVER"])).tolist() == [1, 255]
    assert 0 < np.nanmedian(read(outputs["LOCAL_ANGLE"])) < 90
    again = {"BACKSCATTER": str(images.parent / "again.tif"), "INCIDENCE_ANGLE": 38, "ORBIT": 1}
    run("sentinel1terraincorrection", INPUT=[outputs["BACKSCATTER"]], DEM=dem, **again)
    assert any("terrain-corrected (RTC) already" in line for line in heard.lines)
    first, second = read(outputs["BACKSCATTER"]), read(again["BACKSCATTER"])
    np.testing.assert_allclose(second, first, atol=1e-3)


def test_composite_and_vegetation_change(run, images):
    folder = str(images)
    pictures = [str(images / f"S2A_{day}.tif") for day in ("20230728", "20230809", "20230821")]
    made = run("composite", INPUT=pictures, DATES=f"{folder}/d.tif", COMPOSITE=f"{folder}/c.tif", END="2023-08-09")
    assert np.unique(read(made["DATES"])).tolist() == [20230728]
    change = run("vegetationchange", BEFORE=made["COMPOSITE"], AFTER=pictures[2], CHANGE=f"{folder}/v.tif")
    assert read(change["CHANGE"]).min() == pytest.approx(0.05 / 0.35 - 0.36 / 0.44, abs=1e-4)
    bands = {"BEFORE_BANDS": [1, 2], "AFTER_BANDS": [2, 1]}
    swapped = run("vegetationchange", BEFORE=pictures[0], AFTER=pictures[0], CHANGE=f"{folder}/w.tif", **bands)
    assert read(swapped["CHANGE"]).max() == pytest.approx(-2 * 0.36 / 0.44, abs=1e-4)
    written = {"BEFORE_BANDS": "1,2", "AFTER_BANDS": "2,1"}
    again = run("vegetationchange", BEFORE=pictures[0], AFTER=pictures[0], CHANGE=f"{folder}/x.tif", **written)
    np.testing.assert_array_equal(read(again["CHANGE"]), read(swapped["CHANGE"]))


def test_one_image_on_both_sides_of_the_event_is_refused(images, asked):
    first, second = str(images / "S2A_20230728.tif"), str(images / "S2A_20230821.tif")
    link = images.parent / "linked.tif"
    link.symlink_to(first)
    layer = QgsRasterLayer(first, "drawn")
    twice = "chosen both before and after the event"
    for after in (first, str(link), layer, f"{images}/../{images.name}/S2A_20230728.tif"):
        assert twice in refusal("vegetationchange", BEFORE=first, AFTER=after, CHANGE=asked["STACK"])
    assert refusal("vegetationchange", BEFORE=first, AFTER=second, CHANGE=asked["STACK"]) == ""
    for kind in ("SENTINEL1", "SENTINEL2"):
        stack = {**asked, "IMAGES_FOLDER": None, f"PRE_{kind}": [second, first], f"POST_{kind}": [str(link)]}
        assert f"'linked' is {twice}" in refusal("buildbandstack", **stack)
        assert refusal("buildbandstack", **{**stack, f"PRE_{kind}": [second]}) == ""


def test_one_file_that_holds_both_sides_of_the_event_needs_bands_that_differ(images, asked):
    both = {"BEFORE": str(images / "S2A_20230728.tif"), "AFTER": str(images / "S2A_20230728.tif")}
    both["CHANGE"] = asked["STACK"]
    assert refusal("vegetationchange", **both, BEFORE_BANDS="1,2", AFTER_BANDS="2,1") == ""
    for bands in ({"AFTER_BANDS": "1,2"}, {"BEFORE_BANDS": "1,2", "AFTER_BANDS": "1,2"}):
        assert "name the bands of both" in refusal("vegetationchange", **both, **bands)


def test_land_cover_from_points_in_another_crs(run, images):
    layer = QgsVectorLayer("Point?crs=EPSG:32646&field=class:integer", "points", "memory")
    features = []
    for row, column, cover in ((60, 50, 7), (64, 48, 7), (66, 52, 7), (10, 100, 2), (90, 20, 2), (110, 110, 2)):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([cover])
        place = QgsPointXY(PLACED[0] + 10 * column + 5, PLACED[3] - 10 * row - 5)
        feature.setGeometry(QgsGeometry.fromPointXY(place))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    path = str(images.parent / "cover8.tif")
    picture = str(images / "S2A_20230821.tif")
    run("landcover", OPTICAL=picture, TRAINING=layer, CLASS_FIELD="class", LAND_COVER=path)
    made = read(path)
    assert (made[50:78, 45:55] == 7).all() and (made[:, 80:] == 2).all()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"EVENT_DATE": None}, "Give the day of the event"),
        ({"LEGEND": "mine"}, "no legend of land cover"),
        ({"TARGET_CRS": "EPSG:4326"}, "not in metres"),
        ({"STACK": "/nowhere/stack.tif"}, "no folder '/nowhere'"),
        ({"IMAGES_FOLDER": "/nowhere"}, "no folder '/nowhere'"),
    ],
)
def test_what_cannot_be_is_refused_in_the_form_or_by_the_engine(run, asked, changed, says):
    asked |= changed
    try:
        run("buildbandstack", **asked)
        said = ""
    except QgsProcessingException as error:
        said = refusal("buildbandstack", **asked) or str(error)
    assert says in said
    assert not Path(asked["STACK"]).exists()


def test_a_run_that_fails_leaves_nothing(run, asked, images):
    (images / "S1A_20230821.tif").unlink()
    with pytest.raises(QgsProcessingException, match="None of the 2 Sentinel-1 image"):
        run("buildbandstack", **asked)
    assert not list(images.parent.glob("stack*"))
