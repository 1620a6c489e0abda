"""Tiles of Landslide4Sense as rasters that QGIS opens and the engine predicts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsProcessingFeedback, QgsProject

from deepslide_qgis.core.bands import LANDSLIDE4SENSE_MEANS, setting_named
from deepslide_qgis.core.errors import Cancelled, RequestError
from deepslide_qgis.processing.imagery.import_landslide4sense import write_tiles
from deepslide_qgis.processing.imagery.landslide4sense_tiles import find_tiles
from tests.processing.conftest import read_band, refusal

WRITE_H5 = """
import sys, h5py, numpy
for path, key, values in zip(sys.argv[1::3], sys.argv[2::3], sys.argv[3::3]):
    with h5py.File(path, "w") as file:
        file[key] = numpy.load(values)
"""


def write_h5(*files: tuple[Path, str, np.ndarray]) -> None:
    """Write HDF5 files with the engine's Python: QGIS's own has nothing that writes them."""
    arguments = []
    for path, key, values in files:
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path.with_suffix(".npy"), values)
        arguments += [str(path), key, str(path.with_suffix(".npy"))]
    subprocess.run([os.environ["DEEPSLIDE_ENGINE_PYTHON"], "-c", WRITE_H5, *arguments], check=True)


def image(seed: int, shape: tuple[int, ...] = (40, 48, 14)) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.5, 2, shape)


def mask(shape: tuple[int, int] = (40, 48)) -> np.ndarray:
    values = np.zeros(shape, np.uint8)
    values[5:20, 30:] = 1
    return values


@pytest.fixture(scope="module")
def tiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three images, two of them with a mask, as the benchmark lays them."""
    folder = tmp_path_factory.mktemp("l4s") / "TrainData"
    write_h5(
        *((folder / "img" / f"image_{number}.h5", "img", image(number)) for number in (2, 9, 10)),
        *((folder / "mask" / f"mask_{number}.h5", "mask", mask()) for number in (2, 10)),
    )
    return folder


@pytest.fixture(scope="module")
def wrong_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wrong")
    write_h5(
        (folder / "few.h5", "img", image(1, (40, 48, 13))),
        (folder / "other.h5", "picture", image(1)),
        (folder / "two" / "image_1.h5", "img", image(1)),
        (folder / "two" / "mask" / "mask_1.h5", "mask", mask() * 3),
    )
    (folder / "text.h5").write_text("not HDF5")
    return folder


@pytest.mark.parametrize("values", [0, 1])
def test_a_tile_becomes_a_raster_of_fourteen_described_bands(run, tiles, tmp_path, values):
    path = tiles / "img" / "image_9.h5"
    results = run("importlandslide4sense", INPUT=[str(path)], VALUES=values, OPEN=False, OUTPUT=str(tmp_path / "out"))
    assert results["TILES"] == [str(tmp_path / "out" / "image_9.tif")]
    raster = gdal.Open(results["TILES"][0])
    bands = [raster.GetRasterBand(number) for number in range(1, 15)]
    assert tuple(band.GetDescription() for band in bands) == setting_named("l4s14").band_names
    expected = image(9) * (LANDSLIDE4SENSE_MEANS if values == 0 else 1)
    np.testing.assert_allclose(raster.ReadAsArray(), np.moveaxis(expected, 2, 0), rtol=1e-6)
    assert (raster.GetGeoTransform()[1], raster.GetGeoTransform()[5], raster.GetProjection()) == (10, -10, "")
    colours = [band.GetColorInterpretation() for band in bands]
    assert colours[1:4] == [gdal.GCI_BlueBand, gdal.GCI_GreenBand, gdal.GCI_RedBand]


def test_a_folder_with_masks_lies_side_by_side_in_the_order_of_the_numbers(run, heard, tiles, tmp_path):
    results = run("importlandslide4sense", INPUT=[str(tiles)], OPEN=False, OUTPUT=str(tmp_path))
    names = [Path(path).name for path in results["TILES"]]
    assert names == ["image_2.tif", "image_9.tif", "image_10.tif", "mask_2.tif", "mask_10.tif"]
    corners = [gdal.Open(str(tmp_path / name)).GetGeoTransform() for name in names]
    assert [corner[0] for corner in corners] == [0, 480, 0, 0, 0]
    assert [corner[3] for corner in corners] == [0, 0, -400, 0, -400]
    np.testing.assert_array_equal(read_band(results["TILES"][3]), mask())
    assert "3 tiles, 2 of them with a mask" in heard.text
    assert not list(tmp_path.glob("*.part.*"))


def test_the_tiles_open_in_true_colour(empty_project, tiles, tmp_path):
    import processing

    processing.runAndLoadResults("deepslide:importlandslide4sense", {"INPUT": [str(tiles)], "OUTPUT": str(tmp_path)})
    layers = {layer.name(): layer for layer in QgsProject.instance().mapLayers().values()}
    assert {"image_2", "mask_10"} <= set(layers)
    assert layers["image_2"].bandCount() == 14
    assert layers["image_2"].renderer().usesBands() == [4, 3, 2]
    QgsProject.instance().clear()


def test_an_imported_tile_is_predicted(run, heard, packs, tiles, tmp_path):
    run("importlandslide4sense", INPUT=[str(tiles / "img" / "image_2.h5")], OPEN=False, OUTPUT=str(tmp_path))
    asked = {"MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu", "CANDIDATES": str(tmp_path / "c.gpkg")}
    raster = str(tmp_path / "image_2.tif")
    results = run("detectlandslides", INPUT=raster, **asked, PROBABILITY=str(tmp_path / "p.tif"))
    assert results["CANDIDATE_COUNT"] == 1
    assert "Bands 4, 3, 2 (by description)" in heard.text
    np.testing.assert_allclose(read_band(results["PROBABILITY"]), 0.8, atol=0.01)


def test_real_tiles_are_predicted_by_the_shipped_pack(run, heard, real_data, tmp_path):
    folder = real_data / "l4s_14band_h5"
    results = run("importlandslide4sense", INPUT=[str(folder)], OPEN=False, OUTPUT=str(tmp_path))
    assert results["TILE_COUNT"] == 6
    reds = np.stack([read_band(path, 4) for path in results["TILES"]])
    assert reds.shape == (6, 128, 128) and 200 < reds.mean() < 1000
    asked = {"MODEL_PACK": "l4s-rgb", "DEVICE": "cpu", "CANDIDATES": str(tmp_path / "c.gpkg")}
    predicted = run("detectlandslides", INPUT=results["TILES"][0], **asked, PROBABILITY=str(tmp_path / "p.tif"))
    probability = read_band(predicted["PROBABILITY"])
    assert np.isfinite(probability).all() and probability.max() > 0.5
    assert "Bands 4, 3, 2 (by description)" in heard.text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text.h5", "cannot be read as HDF5"),
        ("few.h5", r"\(40, 48, 13\), not \(rows, columns, 14\)"),
        ("other.h5", "no array 'img', but picture"),
    ],
)
def test_a_file_that_is_no_tile_is_named(run, wrong_files, tmp_path, name, words):
    with pytest.raises(QgsProcessingException, match=words):
        run("importlandslide4sense", INPUT=[str(wrong_files / name)], OPEN=False, OUTPUT=str(tmp_path / "out"))


def test_a_run_that_fails_leaves_nothing(run, wrong_files, tmp_path):
    asked = {"INPUT": [str(wrong_files / "two" / "image_1.h5")], "MASKS": str(wrong_files / "two" / "mask")}
    with pytest.raises(QgsProcessingException, match=r"other values than 0 and 1: \[3"):
        run("importlandslide4sense", **asked, OPEN=False, OUTPUT=str(tmp_path))
    assert not list(tmp_path.iterdir())


class Cancelling(QgsProcessingFeedback):
    """Is cancelled after the first tile."""

    def setProgress(self, progress: float) -> None:  # noqa: N802
        self.cancel()


def test_a_cancelled_run_leaves_nothing(tiles, tmp_path):
    with pytest.raises(Cancelled):
        write_tiles(find_tiles([str(tiles)]), tmp_path, True, Cancelling(False))
    assert not list(tmp_path.iterdir())


def test_a_run_that_fails_leaves_what_was_there(run, tiles, tmp_path):
    folder, out = tmp_path / "TrainData" / "img", tmp_path / "out"
    folder.mkdir(parents=True)
    for name in ("image_2.h5", "image_9.h5"):
        shutil.copy(tiles / "img" / name, folder)
    run("importlandslide4sense", INPUT=[str(folder)], OPEN=False, OUTPUT=str(out))
    shutil.copy(tiles / "img" / "image_10.h5", folder / "image_3.h5")
    (folder / "image_9.h5").write_text("broken")
    with pytest.raises(QgsProcessingException, match="cannot be read as HDF5"):
        run("importlandslide4sense", INPUT=[str(folder)], OPEN=False, OUTPUT=str(out))
    assert sorted(path.name for path in out.iterdir()) == ["image_2.tif", "image_9.tif"]
    np.testing.assert_allclose(read_band(str(out / "image_9.tif")), image(9)[..., 0] * LANDSLIDE4SENSE_MEANS[0], 1e-6)


def test_a_cancelled_run_leaves_what_was_there(tiles, tmp_path):
    write_tiles(find_tiles([str(tiles / "img" / "image_2.h5")]), tmp_path, True, QgsProcessingFeedback(False))
    with pytest.raises(Cancelled):
        write_tiles(find_tiles([str(tiles)]), tmp_path, True, Cancelling(False))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image_2.tif", "mask_2.tif"]


@pytest.mark.parametrize("other", ["ValidData/img/image_2.h5", "TrainData/img/Image_2.hdf5"])
def test_tiles_of_one_name_are_refused_before_one_is_written(tiles, tmp_path, other):
    """The parts of the benchmark number their tiles alike; many disks take Image and image for one name."""
    one, two, out = tmp_path / "TrainData" / "img" / "image_2.h5", tmp_path / other, tmp_path / "out"
    for path in (one, two):
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tiles / "img" / "image_2.h5", path)
    said = refusal("importlandslide4sense", INPUT=[str(one), str(two)], OUTPUT=str(out))
    assert str(one) in said and str(two) in said and "a folder of its own" in said
    with pytest.raises(RequestError):
        find_tiles([str(one), str(two)])
    assert not out.exists()


def test_what_holds_no_tiles_is_refused_in_the_form(tiles, tmp_path):
    out = {"OUTPUT": str(tmp_path / "out")}
    assert "no Landslide4Sense tile" in refusal("importlandslide4sense", INPUT=[str(tmp_path)], **out)
    assert "There is no" in refusal("importlandslide4sense", INPUT=[str(tmp_path / "none.h5")], **out)
    lonely = {"INPUT": [str(tiles / "img" / "image_9.h5")], "MASKS": str(tiles / "mask")}
    assert "belongs to a tile" in refusal("importlandslide4sense", **lonely, **out)
    assert refusal("importlandslide4sense", INPUT=[str(tiles)], **out) == ""
