"""Reading labelled data, drawing tiles from it, and refusing what does not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from PIL import Image

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, setting_named
from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.core.errors import BandError, DeepSlideError, RasterError, RequestError
from tests.training.tiny_experiment import EXPERIMENT, write_tile
from training.augmentation import change_exposure, turn
from training.case_studies import CaseStudy, read_case_studies
from training.datasets import CaseStudyDataset, TileDataset, open_dataset
from training.experiment import Augmentation, read_experiment
from training.simulate import simulate_many
from training.statistics import band_statistics, measure_normalisation
from training.true_colour_tiles import read_tiles


def write_raster(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    count, height, width = values.shape
    profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": values.dtype}
    with rasterio.open(
        path, "w", crs="EPSG:32632", transform=rasterio.Affine(10, 0, 0, 0, -10, 0), **profile
    ) as raster:
        raster.write(values)


def test_tiles_of_any_brightness_become_the_same_input(data: Path, experiment_file: Path) -> None:
    experiment = read_experiment(experiment_file)
    normalisation = measure_normalisation(experiment, data)
    images, masks = read_tiles(data / "tiles" / "train")
    bright = TileDataset(images, masks, normalisation, experiment)
    dark = TileDataset(images * 0.5, masks, normalisation, experiment)
    np.testing.assert_allclose(bright[0][0], dark[0][0], atol=1e-4)
    bright.gain_errors = np.full(len(images), 2.0)
    expected = np.log(2) / np.array(normalisation.std)
    np.testing.assert_allclose((dark[0][0] - bright[0][0]).mean((1, 2)), expected, rtol=1e-3)


def test_training_statistics_give_input_of_mean_0_and_std_1(data: Path, experiment_file: Path) -> None:
    experiment = read_experiment(experiment_file)
    dataset = open_dataset(experiment, "train", data, measure_normalisation(experiment, data))
    stack = torch.stack([dataset[i][0] for i in range(len(dataset))])
    assert stack.mean((0, 2, 3)).abs().max() < 1e-3
    assert (stack.std((0, 2, 3)) - 1).abs().max() < 1e-3


def test_statistics_leave_gaps_out() -> None:
    with_gap = np.array([[1.0, np.nan, 3.0], [np.nan, 5.0, 5.0]])
    mean, std = band_statistics([with_gap])
    assert mean == [2.0, 5.0]
    assert std == [1.0, 1.0]  # a constant band is not divided by 0


def test_flips_move_tile_and_mask_together() -> None:
    tile = np.arange(3 * 16).reshape(3, 4, 4)
    results = {turn(tile, which).tobytes() for which in range(8)}
    assert len(results) == 8
    for which in range(8):
        np.testing.assert_array_equal(turn(tile, which)[0], turn(tile[:1], which)[0])


def test_augmentation_changes_exposure_within_its_limits() -> None:
    bands = np.full((3, 8, 8), 100, np.float32)
    random = np.random.default_rng(0)
    changed = np.stack([change_exposure(bands, Augmentation(band_factor=1.2), random) for _ in range(50)])
    assert 100 / 1.2 - 1e-3 <= changed.min() < 90
    assert 110 < changed.max() <= 120 + 1e-3
    np.testing.assert_array_equal(change_exposure(bands, Augmentation(), random), bands)


def test_training_tiles_are_drawn_around_landslides(experiment_file: Path, tmp_path: Path) -> None:
    text = EXPERIMENT.replace(
        "[normalisation]", "tile_px = 32\ntiles_per_epoch = 40\nshare_on_landslides = 1.0\n[normalisation]"
    )
    experiment = read_experiment(_write(tmp_path / "drawn.toml", text))
    label = np.zeros((100, 70), np.uint8)
    label[80:84, 3:6] = 1
    study = CaseStudy("one", np.zeros((3, 100, 70), np.float32), label)
    dataset = CaseStudyDataset([study], Normalisation((1.0,) * 3, (0.0,) * 3, (1.0,) * 3), experiment)
    assert len(dataset) == 6
    dataset.training = True
    assert len(dataset) == 40
    assert all(target.sum() > 0 and tile.shape == (3, 32, 32) for tile, target in (dataset[i] for i in range(40)))


def test_a_mask_of_another_size_is_refused(tmp_path: Path) -> None:
    write_tile(tmp_path, 1, seed=1)
    Image.fromarray(np.zeros((32, 32), bool)).save(tmp_path / "masks" / "mask_1.png")
    with pytest.raises(RasterError, match=r"image_1\.png"):
        read_tiles(tmp_path)


def test_a_mask_of_other_values_is_refused(tmp_path: Path) -> None:
    write_tile(tmp_path, 1, seed=1)
    Image.fromarray(np.full((64, 64), 255, np.uint8)).save(tmp_path / "masks" / "mask_1.png")
    with pytest.raises(RasterError, match="other values than 0 and 1"):
        read_tiles(tmp_path)


def test_a_missing_mask_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match="no tiles"):
        read_tiles(tmp_path)
    write_tile(tmp_path, 1, seed=1)
    (tmp_path / "masks" / "mask_1.png").unlink()
    with pytest.raises(RasterError, match="missing"):
        read_tiles(tmp_path)


@pytest.mark.parametrize(
    ("bands", "label", "error", "says"),
    [
        ((15, 40, 40), np.zeros((1, 40, 30), np.uint8), RasterError, "same grid"),
        ((15, 40, 40), np.full((1, 40, 40), 2, np.uint8), RasterError, "other values"),
        ((11, 40, 40), np.zeros((1, 40, 40), np.uint8), BandError, "has 11 bands"),
        ((15, 40, 40), None, RasterError, "no label"),
    ],
)
def test_case_studies_that_do_not_fit_are_refused(
    tmp_path: Path, bands: tuple[int, ...], label: np.ndarray | None, error: type[DeepSlideError], says: str
) -> None:
    write_raster(tmp_path / "input" / "one_input.tif", np.zeros(bands, np.float32))
    if label is not None:
        write_raster(tmp_path / "label" / "one_label.tif", label)
    with pytest.raises(error, match=says):
        read_case_studies(tmp_path, setting_named("s1s2"))


def test_case_studies_are_read_in_the_order_of_the_setting(tmp_path: Path) -> None:
    list(simulate_many(tmp_path, 1, 64, 1, 0))
    setting = setting_named("s1s2")
    study = read_case_studies(tmp_path / "global_dataset" / "train_val", setting)[0]
    with rasterio.open(tmp_path / "global_dataset/train_val/input/simulated-1-1_input.tif") as raster:
        everything = raster.read()
    names = [band.name for band in CASE_STUDY_BANDS]
    np.testing.assert_array_equal(study.bands, everything[[names.index(name) for name in setting.band_names]])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('architecture = "FPN"', 'architecture = "SegNet"', "SegNet"),
        ("batch_size = 2", "batch_size = 1", "at least two"),
        ("epochs = 2", 'epochs = "two"', "epochs"),
        ("epochs = 2", "epochs = 2\nspeed = 9", "speed"),
        ('id = "unet"', 'id = "fpn"', "twice"),
        ("name = ", "name ", "cannot be read"),
    ],
)
def test_an_experiment_that_does_not_fit_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = _write(tmp_path / "bad.toml", EXPERIMENT.replace(old, new, 1))
    with pytest.raises(RequestError, match=says):
        read_experiment(path)


def test_the_shipped_experiments_can_be_read() -> None:
    folder = Path(__file__).parents[2] / "training" / "experiments"
    names = {read_experiment(path).name for path in folder.glob("*.toml")}
    assert {"l4s-rgb", "simulated-s1s2"} <= names


def test_real_tiles_are_read(real_data: Path) -> None:
    images, masks = read_tiles(real_data / "l4s_rgb" / "validation")
    assert images.shape == (396, 3, 128, 128)
    assert masks.mean() == pytest.approx(0.0403, abs=1e-3)
    assert (images[:, 0].max(axis=(1, 2)) == 255).all()


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
