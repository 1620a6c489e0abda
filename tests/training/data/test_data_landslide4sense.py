"""Landslide4Sense HDF5 folders: the official order of bands, values divided already, refusals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from deepslide_qgis.core.bands import LANDSLIDE4SENSE_MEANS, setting_named
from deepslide_qgis.core.errors import BandError, RasterError
from deepslide_qgis.engine.networks.normalisation import normalise
from tests.training.made_data import experiment_of, first, h5_tile, write_h5_tile
from tests.training.tiny_experiment import EXPERIMENT
from training.data.datasets import open_evaluation
from training.data.landslide4sense import find_landslide4sense, read_image, read_landslide4sense
from training.data.normalising import load_normalisation
from training.data.sources import read_scenes
from training.planning.experiment import read_experiment
from training.planning.plans import DataPlan
from training.planning.workspace import Workspace

L4S = setting_named("l4s14")
SHARED = (('train = "train"', 'train = "TrainData"'), ('validation = "validation"', 'validation = "TrainData"'))


def read(folder: Path, setting=L4S, **changes: object) -> list:
    plan = replace(DataPlan("", "landslide4sense", ".", "train", "validation"), **changes)
    return read_landslide4sense(find_landslide4sense(folder), setting, plan)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 3, 10, 20):
        write_h5_tile(tmp_path / "TrainData", number, *h5_tile(number))
    return tmp_path


def test_tiles_are_read_by_number_with_bands_first(folder: Path) -> None:
    scenes = read(folder / "TrainData")
    assert [scene.name for scene in scenes] == ["image_1", "image_2", "image_3", "image_10", "image_20"]
    image, mask = h5_tile(10)
    np.testing.assert_allclose(scenes[3].bands, np.moveaxis(image, 2, 0), rtol=1e-6)
    np.testing.assert_array_equal(scenes[3].label, mask)
    rgb = read(folder / "TrainData", setting_named("rgb"))[3]
    np.testing.assert_array_equal(rgb.bands, scenes[3].bands[[3, 2, 1]])


def test_tiles_that_exceed_the_memory_are_read_from_disk(folder: Path) -> None:
    held, left = read(folder / "TrainData"), read(folder / "TrainData", memory_gb=1e-9)
    assert type(left[0]).__name__ == "TileOnDisk"
    for one, other in zip(held, left, strict=True):
        for a, b in zip(one.read(slice(3, 20), slice(0, 48)), other.read(slice(3, 20), slice(0, 48)), strict=True):
            np.testing.assert_array_equal(a, b)


def test_one_folder_is_split_four_to_one(folder: Path) -> None:
    experiment = experiment_of(folder, "landslide4sense", "l4s14", *SHARED)
    train, validation = ({s.name for s in read_scenes(experiment, L4S, p, folder)} for p in ("train", "validation"))
    assert (len(train), len(validation)) == (4, 1)
    assert not train & validation


def test_what_a_member_sees_is_what_the_card_makes_of_digital_numbers(folder: Path) -> None:
    means = ", ".join(map(str, LANDSLIDE4SENSE_MEANS))
    divided = ('gain = "none"', f'gain = "none"\ndivide = [{means}]')
    experiment = experiment_of(folder, "landslide4sense", "l4s14", *SHARED, divided)
    images = open_evaluation(Workspace(experiment, folder, folder / "runs"), first(experiment), "validation")
    number = int(images.names[0].split("_")[1])
    digital_numbers = np.moveaxis(h5_tile(number)[0] * LANDSLIDE4SENSE_MEANS, 2, 0)
    card = load_normalisation(Workspace(experiment, folder, folder / "runs"), first(experiment))
    assert card.divide == LANDSLIDE4SENSE_MEANS
    np.testing.assert_allclose(images[0][0][:, :48, :48], normalise(digital_numbers, card), atol=1e-4)


def test_without_scale_the_values_go_in_as_they_are(folder: Path) -> None:
    unscaled = ('gain = "none"', 'gain = "none"\nscale = false')
    experiment = experiment_of(folder, "landslide4sense", "l4s14", *SHARED, unscaled)
    images = open_evaluation(Workspace(experiment, folder, folder / "runs"), first(experiment), "validation")
    image = h5_tile(int(images.names[0].split("_")[1]))[0]
    np.testing.assert_allclose(images[0][0][:, :48, :48], np.moveaxis(image, 2, 0), rtol=1e-6)


def test_the_deepslide_recipe_feeds_the_files_values_and_its_packs_read_digital_numbers(folder: Path) -> None:
    path = folder / "recipe.toml"
    card = EXPERIMENT[EXPERIMENT.index("[card]") :]
    data = '[data]\ntitle = ""\nkind = "landslide4sense"\nfolder = "."\ntrain = "TrainData"\nvalidation = "TrainData"\n'
    path.write_text(f'name = "tiny"\nrecipe = "deepslide"\nseed = 1\n{data}{card}', encoding="utf-8")
    experiment = read_experiment(path)
    images = open_evaluation(Workspace(experiment, folder, folder / "runs"), first(experiment), "validation")
    image = np.moveaxis(h5_tile(int(images.names[0].split("_")[1]))[0], 2, 0)
    np.testing.assert_allclose(images[0][0][:, :48, :48], image, rtol=1e-6)
    normalisation = load_normalisation(Workspace(experiment, folder, folder / "runs"), first(experiment))
    numbers = image * np.array(LANDSLIDE4SENSE_MEANS)[:, None, None]
    np.testing.assert_allclose(normalise(numbers, normalisation), image, rtol=1e-5)


@pytest.mark.parametrize(
    ("image", "mask", "keys", "says"),
    [
        (np.zeros((48, 48, 13)), np.zeros((48, 48)), ("img", "mask"), r"\(48, 48, 13\)"),
        (np.zeros((48, 48, 14)), np.zeros((40, 48)), ("img", "mask"), r"\(48, 48\).*\(40, 48\)"),
        (np.zeros((48, 48, 14)), np.full((48, 48), 3), ("img", "mask"), r"other values than 0 and 1: \[3\]"),
        (np.zeros((48, 48, 14)), np.zeros((48, 48)), ("image", "mask"), "image_1.h5' cannot be read"),
        (np.zeros((48, 48, 14)), np.zeros((48, 48)), ("img", "label"), "mask_1.h5' cannot be read"),
        (np.zeros((48, 48, 14)), None, ("img", "mask"), "mask_1.h5' is missing"),
    ],
)
@pytest.mark.parametrize("memory_gb", [8.0, 1e-9])
def test_tiles_that_do_not_fit_are_refused(
    tmp_path: Path, image: np.ndarray, mask: np.ndarray | None, keys: tuple[str, str], says: str, memory_gb: float
) -> None:
    write_h5_tile(tmp_path, 1, image, mask, keys)
    with pytest.raises(RasterError, match=says):
        read(tmp_path, memory_gb=memory_gb)


def test_other_settings_and_folders_are_refused(folder: Path) -> None:
    with pytest.raises(BandError, match="lacks bands of 's2'"):
        read(folder / "TrainData", setting_named("s2"))
    with pytest.raises(RasterError, match="no Landslide4Sense images"):
        read(folder)


@pytest.mark.parametrize("memory_gb", [8.0, 0.0])
def test_a_tile_that_was_cut_off_is_named(folder: Path, memory_gb: float) -> None:
    path = folder / "TrainData" / "img" / "image_2.h5"
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(RasterError, match=r"image_2\.h5' cannot be read"):
        read(folder / "TrainData", memory_gb=memory_gb)


def test_real_images_are_read(real_data: Path) -> None:
    for path in (real_data / "l4s_14band_h5").glob("*.h5"):
        bands = read_image(path, list(range(14)))
        assert bands.shape == (14, 128, 128)
        assert np.isfinite(bands).all()
        with h5py.File(path) as file:
            np.testing.assert_allclose(bands.mean((1, 2)), file["img"][:].mean((0, 1)), rtol=1e-5)
