"""A raster and a polygon inventory: any format and CRS, chosen, repaired and rasterised by pixel centre."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.warp import transform

from deepslide_qgis.core.bands import Band, BandSetting, setting_named
from deepslide_qgis.core.errors import BandError, RasterError
from tests.training.made_data import PLACED, UTM, box_px, experiment_of, first, write_polygons, write_raster
from training.data.datasets import open_evaluation, open_training
from training.data.labels import IGNORE
from training.data.raster_inventory import find_rasters_and_inventories, read_rasters_and_inventories
from training.data.tile_sampler import TileSampler
from training.planning.plans import DataPlan
from training.planning.workspace import Workspace

RGB = setting_named("rgb")
NAMES = ("blue", "green", "red", "nir")


def read(folder: Path, setting: BandSetting = RGB, **changes: object) -> list:
    plan = replace(DataPlan("", "raster_inventory", ".", "train", "validation"), **changes)
    return read_rasters_and_inventories(find_rasters_and_inventories(folder), setting, plan)


def expected(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    label = np.zeros((60, 50), np.uint8)
    for top, left, height, width in boxes:
        label[top : top + height, left : left + width] = 1
    return label


@pytest.fixture
def scene_file(tmp_path: Path) -> Path:
    values = np.random.default_rng(0).integers(1, 200, (4, 60, 50)).astype(np.uint8)
    return write_raster(tmp_path / "event.tif", values, descriptions=NAMES)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
@pytest.mark.parametrize("crs", [UTM, "EPSG:4326"])
def test_polygons_of_any_format_and_crs_become_the_label(scene_file: Path, suffix: str, crs: str) -> None:
    if suffix == ".geojson" and crs == UTM:
        crs = "EPSG:3857"
    polygon = shapely.segmentize(box_px(10, 5, 20, 12).buffer(-1), 5)
    moved = shapely.transform(polygon, lambda xy: np.column_stack(transform(UTM, crs, *xy.T)))
    write_polygons(scene_file.with_suffix(suffix), [moved], crs)
    scene = read(scene_file.parent)[0]
    np.testing.assert_array_equal(scene.label, expected((10, 5, 20, 12)))
    with rasterio.open(scene_file) as raster:
        np.testing.assert_array_equal(scene.bands, raster.read([3, 2, 1]))


def test_a_pixel_is_landslide_where_its_centre_lies_in_a_polygon(scene_file: Path) -> None:
    write_polygons(scene_file.with_suffix(".gpkg"), [shapely.box(400_104, 5_199_804, 400_196, 5_199_896)])
    np.testing.assert_array_equal(read(scene_file.parent)[0].label, expected((10, 10, 10, 10)))
    write_polygons(scene_file.with_suffix(".gpkg"), [shapely.box(400_106, 5_199_806, 400_194, 5_199_894)])
    np.testing.assert_array_equal(read(scene_file.parent)[0].label, expected((11, 11, 8, 8)))


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_a_filter_chooses_polygons(scene_file: Path, suffix: str) -> None:
    boxes = [box_px(5, 5, 10, 10), box_px(30, 30, 10, 10)]
    write_polygons(scene_file.with_suffix(suffix), boxes, visible=["yes", "no"], area=[100, 100])
    found = read(scene_file.parent, filter="visible = 'yes' AND area > 50")[0].label
    np.testing.assert_array_equal(found, expected((5, 5, 10, 10)))
    assert not read(scene_file.parent, filter="area > 500")[0].label.any()
    with pytest.raises(RasterError, match="cannot be read") as caught:
        read(scene_file.parent, filter="colour = 3")
    assert "colour = 3" in caught.value.remedy


def test_invalid_polygons_are_repaired_and_lines_left_out(scene_file: Path) -> None:
    west, north, east, south = 400_100, 5_199_900, 400_300, 5_199_700
    bow_tie = shapely.Polygon([(west, north), (east, south), (east, north), (west, south)])
    assert not bow_tie.is_valid
    mixed = shapely.GeometryCollection([shapely.LineString([(west, north), (east, south)]), box_px(50, 2, 4, 4)])
    write_polygons(scene_file.with_suffix(".gpkg"), [bow_tie, mixed, None, shapely.Polygon()])
    label = read(scene_file.parent)[0].label
    assert label[12:14, 12:28].sum() > 0
    assert label[10:30, 10:30].sum() == pytest.approx(200, abs=25)
    np.testing.assert_array_equal(label[50:54], expected((50, 2, 4, 4))[50:54])


def test_uncertain_polygons_are_ignored_but_for_what_is_mapped(scene_file: Path) -> None:
    write_polygons(scene_file.with_suffix(".gpkg"), [box_px(10, 10, 10, 10)])
    write_polygons(scene_file.with_name("event_uncertain.gpkg"), [box_px(15, 15, 10, 10)])
    label = read(scene_file.parent)[0].label
    assert (label[10:20, 10:20] == 1).all()
    assert (label == IGNORE).sum() == 75
    assert len(find_rasters_and_inventories(scene_file.parent)[0].files) == 3


def test_no_data_of_all_bands_is_ignored(tmp_path: Path) -> None:
    values = np.full((3, 60, 50), 9, np.uint8)
    values[:, :20] = 0
    values[0, 30] = 0
    path = write_raster(tmp_path / "event.tif", values, nodata=0, descriptions=("red", "green", "blue"))
    write_polygons(path.with_suffix(".gpkg"), [box_px(10, 10, 20, 20)])
    scene = read(tmp_path)[0]
    assert (scene.label[:20] == IGNORE).all()
    assert (scene.label[30] == 0).all()
    assert np.isnan(scene.bands[0, 30]).all()


def test_tiles_and_windows_come_from_memory_or_disk_alike(scene_file: Path) -> None:
    write_polygons(scene_file.with_suffix(".gpkg"), [box_px(10, 5, 20, 12)])
    folder = scene_file.parent
    with rasterio.open(scene_file) as raster:
        values, beside = raster.read(), PLACED @ rasterio.Affine.translation(50, 0)
    other = write_raster(folder / "validation" / "event.tif", values, transform=beside, descriptions=NAMES)
    write_polygons(other.with_suffix(".gpkg"), [box_px(10, 55, 20, 12)])
    read_from = []
    for memory in ("8.0", "1e-9"):
        data = f"tile_px = 32\ntiles_per_epoch = 6\nmemory_gb = {memory}"
        changes = (('train = "train"', 'train = "."'), ('gain = "none"', 'gain = "raster_median"'))
        experiment = experiment_of(folder, "raster_inventory", "rgb", *changes, data=data)
        training = open_training(Workspace(experiment, folder, folder / f"runs{memory}"), first(experiment))
        judged = open_evaluation(
            Workspace(experiment, folder, folder / f"runs{memory}"), first(experiment), "validation"
        )
        read_from.append([*(training[draw] for draw in TileSampler(6, seed=2)), judged[0]])
    for held, left in zip(*read_from, strict=True):
        np.testing.assert_allclose(held[0], left[0], atol=1e-5)
        np.testing.assert_array_equal(held[1], left[1])


def test_what_does_not_fit_is_refused(scene_file: Path) -> None:
    folder, inventory = scene_file.parent, scene_file.with_suffix(".gpkg")
    with pytest.raises(RasterError, match="no inventory beside it"):
        read(folder)
    write_polygons(inventory, [box_px(1000, 5, 10, 10)])
    with pytest.raises(RasterError, match="covers the centre of a pixel"):
        read(folder)
    with pytest.warns(UserWarning, match="crs"):
        write_polygons(inventory, [box_px(5, 5, 10, 10)], crs=None)
    with pytest.raises(RasterError, match=r"'event\.gpkg' has no CRS"):
        read(folder)
    write_polygons(inventory, [shapely.Point(400_100, 5_199_900)])
    with pytest.raises(RasterError, match="holds no polygons"):
        read(folder)
    write_polygons(inventory, [box_px(5, 5, 10, 10)])
    pyogrio.raw.write(
        inventory, shapely.to_wkb(np.array([box_px(1, 1, 5, 5)])), [], [], geometry_type="Polygon", crs=UTM,
        layer="second", append=False,
    )  # fmt: skip
    with pytest.raises(RasterError, match="2 layers: event, second"):
        read(folder)
    inventory.write_bytes(b"no inventory")
    with pytest.raises(RasterError, match="cannot be read"):
        read(folder)


def test_bands_that_are_missing_are_named(scene_file: Path) -> None:
    write_polygons(scene_file.with_suffix(".gpkg"), [box_px(5, 5, 10, 10)])
    setting = BandSetting("wet", "", (Band("red", "Red"), Band("moisture", "Moisture")))
    with pytest.raises(BandError, match="lacks moisture"):
        read(scene_file.parent, setting)


def test_a_real_inventory_of_thousands_of_polygons(real_data: Path, tmp_path: Path) -> None:
    for path in (real_data / "kashmir2005").glob("landslides.*"):
        shutil.copyfile(path, tmp_path / f"kashmir{path.suffix}")
    shutil.copyfile(real_data / "kashmir2005" / "AW3D30.tif", tmp_path / "kashmir.tif")
    scene = read(tmp_path, BandSetting("dem", "", (Band("elevation", "Elevation"),)))[0]
    polygons = shapely.from_wkb(pyogrio.raw.read(tmp_path / "kashmir.shp", columns=[])[2])
    with rasterio.open(tmp_path / "kashmir.tif") as raster:
        inside = shapely.intersection(shapely.union_all(shapely.make_valid(polygons)), shapely.box(*raster.bounds))
        pixel_m2 = raster.res[0] * raster.res[1]
    assert len(polygons) == 3819
    assert (scene.label == 1).sum() * pixel_m2 == pytest.approx(inside.area, rel=0.02)
