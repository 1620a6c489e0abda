"""Tiles from folders of images: read, drawn, changed at random, judged in a fixed order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import BandError, RasterError, RequestError
from deepslide_qgis.core.packs.card import Normalisation
from tests.training.tiny_experiment import write_tile
from training.data.datasets import open_evaluation, open_training
from training.data.evaluation_set import EvaluationSet
from training.data.file_hashes import hash_all_splits
from training.data.labels import IGNORE
from training.data.scenes import SceneInMemory
from training.data.sources import read_scenes
from training.data.tile_folders import find_tiles, read_tiles
from training.data.tile_sampler import TileSampler
from training.data.training_set import Sampling, TrainingSet
from training.planning.experiment import Experiment
from training.planning.plans import Augmentation, DataPlan
from training.planning.workspace import Workspace

RGB = setting_named("rgb")
ONES = Normalisation((1.0,), (0.0,), (1.0,))


def plan(**changes: object) -> DataPlan:
    return replace(DataPlan("", "tiles", ".", "train", "validation"), **changes)


def read(folder: Path, **changes: object) -> list:
    return read_tiles(find_tiles(folder), RGB, plan(**changes))


def test_tiles_of_any_brightness_become_the_same_input(data: Path, experiment: Experiment, tmp_path: Path) -> None:
    bright = open_evaluation(Workspace(experiment, data, tmp_path), experiment.members[0], "validation")
    scenes = [replace(scene, bands=scene.bands * 0.5) for scene in read(data / "tiles" / "validation")]
    dark = EvaluationSet(scenes, bright._normalisation)
    np.testing.assert_allclose(bright[0][0], dark[0][0], atol=1e-4)
    dark.gain_errors = np.full(len(dark), 2.0)
    expected = np.log(2) / np.array(bright._normalisation.std)
    np.testing.assert_allclose((bright[0][0] - dark[0][0]).mean((1, 2)), expected, rtol=1e-3)
    assert dark.gain_of_all() == pytest.approx(bright.gain_of_all() / 2)
    mixed = EvaluationSet([bright.scene(0), scenes[0]], bright._normalisation)
    assert mixed.gain(1) < mixed.gain_of_all() < mixed.gain(0)


def test_training_statistics_give_input_of_mean_0_and_std_1(data: Path, experiment: Experiment, tmp_path: Path) -> None:
    images = open_evaluation(Workspace(experiment, data, tmp_path), experiment.members[0], "train")
    stack = torch.stack([images[i][0] for i in range(len(images))])
    assert stack.mean((0, 2, 3)).abs().max() < 1e-3
    assert (stack.std((0, 2, 3)) - 1).abs().max() < 1e-3
    assert images.names == ("image_1", "image_2", "image_3", "image_4")
    assert images.groups.tolist() == [0, 1, 2, 3]
    assert images.equal_sizes


def test_the_same_draws_give_the_same_batches_and_another_epoch_others(
    data: Path, experiment: Experiment, tmp_path: Path
) -> None:
    def batches(epoch: int, workers: int = 0) -> list[torch.Tensor]:
        tiles, draws = (
            open_training(Workspace(experiment, data, tmp_path), experiment.members[0]),
            TileSampler(4, seed=7),
        )
        draws.set_epoch(epoch)
        return [tile for tile, _ in DataLoader(tiles, 2, sampler=draws, num_workers=workers)]

    assert all(torch.equal(a, b) for a, b in zip(batches(0), batches(0), strict=True))
    assert all(torch.equal(a, b) for a, b in zip(batches(0), batches(0, workers=2), strict=True))
    assert not all(torch.equal(a, b) for a, b in zip(batches(0), batches(1), strict=True))


def test_tiles_of_an_odd_size_are_filled_up_and_the_filling_ignored(tmp_path: Path) -> None:
    scene = SceneInMemory("odd", np.ones((1, 40, 50), np.float32), np.zeros((40, 50), np.uint8))
    tile, label = EvaluationSet([scene], ONES)[0]
    assert tile.shape == (1, 64, 64)
    assert (label[0, :40, :50] == 0).all()
    assert (label == IGNORE).sum() == 64 * 64 - 40 * 50
    assert tile[0, :40, :50].min() == 1
    assert tile[0, 40:].max() == 0
    training = TrainingSet([scene], ONES, Augmentation(turns="none"), None)
    assert torch.equal(training[0, 3][0], tile)
    assert torch.equal(training[0, 3][1], label)


def test_windows_of_a_large_scene_judge_each_pixel_once_and_alike() -> None:
    random = np.random.default_rng(0)
    bands, label = random.normal(size=(1, 700, 900)).astype(np.float32), random.integers(0, 2, (700, 900), np.uint8)
    images = EvaluationSet([SceneInMemory("large", bands, label)], ONES, whole_px=512)
    judged = np.zeros((700, 900), int)
    for index, window in enumerate(images._windows):
        tile, part = images[index]
        height, width = window.rows.stop - window.rows.start, window.columns.stop - window.columns.start
        counted = part[0, :height, :width].numpy()
        judged[window.rows, window.columns] += counted != IGNORE
        inside = counted != IGNORE
        np.testing.assert_array_equal(counted[inside], label[window.rows, window.columns][inside])
        np.testing.assert_array_equal(tile[0, :height, :width], bands[0, window.rows, window.columns])
    assert (judged == 1).all()
    assert len(images) > 4
    assert set(images.groups.tolist()) == {0}


@pytest.mark.parametrize(
    ("sides", "expected"), [((128, 128), 16), ((256, 250), 16), ((512, 512), 4), ((1500, 1500), 1), ((64, 96), 1)]
)
def test_whole_scenes_are_predicted_few_at_once(sides: tuple[int, int], expected: int) -> None:
    scenes = [
        SceneInMemory("s", np.zeros((1, side, side), np.uint8), np.zeros((side, side), np.uint8)) for side in sides
    ]
    assert EvaluationSet(scenes, ONES).batch_size(16) == expected


@pytest.mark.parametrize("landslide_at", ["anywhere", "centre"])
def test_training_tiles_lie_on_landslides(landslide_at: str) -> None:
    label = np.zeros((100, 70), np.uint8)
    label[50:54, 33:36] = 1
    scene = SceneInMemory("one", np.zeros((1, 100, 70), np.float32), label)
    tiles = TrainingSet([scene], ONES, Augmentation(), Sampling(32, 40, 1.0, landslide_at))
    items = [tiles[draw] for draw in TileSampler(len(tiles), seed=1)]
    assert len(items) == 40
    assert all(tile.shape == (1, 32, 32) and (mask == 1).any() for tile, mask in items)
    places = {tuple(np.argwhere(mask[0].numpy() == 1)[0]) for _, mask in items}
    assert (len(places) <= 8 * 12) and (landslide_at == "anywhere" or all(11 < row < 21 for row, _ in places))
    assert landslide_at == "centre" or {min(places)[0] < 5, max(places)[0] > 25} == {True}


def test_as_many_tiles_lie_on_landslides_where_some_case_studies_have_none() -> None:
    quiet, label = np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8)
    label[8:10, 8:10] = 1
    bands = np.zeros((1, 64, 64), np.float32)
    shown = SceneInMemory("one", bands + 1, label)
    scenes = [SceneInMemory("none", bands, quiet), shown, SceneInMemory("no more", bands, quiet)]
    few, most = (
        TrainingSet(list(scenes), ONES, Augmentation(), Sampling(32, 400, share, "centre")) for share in (0.25, 0.75)
    )
    for tiles, share in ((few, 0.25), (most, 0.75)):
        items = [tiles[draw] for draw in TileSampler(len(tiles), seed=1)]
        on = np.mean([bool((mask == 1).any()) for _, mask in items])
        elsewhere = np.mean([bool((tile == 0).all()) for tile, _ in items])
        assert share - 0.07 < on < share + (1 - share) / 3 + 0.07
        assert abs(elsewhere - (1 - share) * 2 / 3) < 0.07


def test_tiles_of_another_size_than_the_rest_are_named() -> None:
    scenes = [
        SceneInMemory(f"image_{side}", np.zeros((1, side, side), np.uint8), np.zeros((side, side), np.uint8))
        for side in (64, 60, 96, 64)
    ]
    with pytest.raises(RasterError, match=r"'image_96' has \(96, 96\) px .* most have \(64, 64\)"):
        TrainingSet(list(scenes), ONES, Augmentation(), None)
    assert len(TrainingSet([scenes[0], scenes[1]], ONES, Augmentation(), None)) == 2


def test_a_scene_smaller_than_a_tile_is_filled_up_and_the_filling_ignored() -> None:
    scene = SceneInMemory("small", np.ones((1, 20, 50), np.float32), np.ones((20, 50), np.uint8))
    for exposure in (1.0, 1.5):
        augmentation = Augmentation(turns="none", band_factor=exposure)
        tile, label = TrainingSet([scene], ONES, augmentation, Sampling(32, 4, 0.0, "anywhere"))[0, 1]
        assert tile.shape == (1, 32, 32)
        assert (label[0, :20] == 1).all()
        assert (label[0, 20:] == IGNORE).all()
        assert (tile[0, 20:] == 0).all()


def test_tiles_that_exceed_the_memory_are_read_from_disk(data: Path) -> None:
    folder = data / "tiles" / "train"
    held, left = read(folder), read(folder, memory_gb=1e-9)
    assert [type(scene).__name__ for scene in (held[0], left[0])] == ["SceneInMemory", "TileOnDisk"]
    for one, other in zip(held, left, strict=True):
        for a, b in zip(one.read(slice(5, 30), slice(0, 64)), other.read(slice(5, 30), slice(0, 64)), strict=True):
            np.testing.assert_array_equal(a, b)


def test_the_list_of_data_follows_the_files(data: Path, experiment: Experiment, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "tiles"
    for split in ("train", "validation"):
        for number in (1, 2):
            write_tile(folder / split, number, number)
    listed = hash_all_splits(Workspace(experiment, tmp_path / "data", tmp_path))
    assert len(listed) == 8
    assert hash_all_splits(Workspace(experiment, tmp_path / "data", tmp_path)) == listed
    write_tile(folder / "train", 2, seed=50)
    changed = hash_all_splits(Workspace(experiment, tmp_path / "data", tmp_path))
    assert {name for name in listed if listed[name] != changed[name]} == {
        "tiles/train/images/image_2.png",
        "tiles/train/masks/mask_2.png",
    }


def test_the_data_s_folder_may_lie_elsewhere(data: Path, experiment: Experiment, tmp_path: Path) -> None:
    elsewhere = replace(experiment, data=replace(experiment.data, folder=str(data / "tiles")))
    listed = hash_all_splits(Workspace(elsewhere, tmp_path, tmp_path / "runs"))
    there = hash_all_splits(Workspace(experiment, data, tmp_path / "runs"))
    assert listed == {(data / name).as_posix(): value for name, value in there.items()}


def test_one_folder_is_split_without_overlap(data: Path, experiment: Experiment) -> None:
    shared = replace(experiment, data=replace(experiment.data, validation="train", validation_share=0.3))
    train, validation = ({s.name for s in read_scenes(shared, RGB, split, data)} for split in ("train", "validation"))
    assert (len(train), len(validation)) == (2, 2)
    assert not train & validation


def test_255_in_a_mask_is_ignored(tmp_path: Path) -> None:
    write_tile(tmp_path, 1, seed=1)
    Image.fromarray(np.full((64, 64), 255, np.uint8)).save(tmp_path / "masks" / "mask_1.png")
    assert (read(tmp_path)[0].label == IGNORE).all()


@pytest.mark.parametrize(
    ("mask", "says"),
    [
        (np.zeros((32, 32), bool), r"image_1\.png.*64.*32"),
        (np.full((64, 64), 7, np.uint8), r"mask_1\.png.*other values than 0 and 1: \[7\]"),
        (np.zeros((64, 64, 3), np.uint8), r"mask_1\.png"),
    ],
)
def test_a_mask_that_does_not_fit_is_refused(tmp_path: Path, mask: np.ndarray, says: str) -> None:
    write_tile(tmp_path, 1, seed=1)
    Image.fromarray(mask).save(tmp_path / "masks" / "mask_1.png")
    with pytest.raises(RasterError, match=says):
        read(tmp_path)


def test_missing_and_broken_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match="no tiles"):
        read(tmp_path)
    write_tile(tmp_path, 1, seed=1)
    (tmp_path / "images" / "image_1.png").write_bytes(b"half an image")
    with pytest.raises(RasterError, match="cannot be read as an image"):
        read(tmp_path)
    (tmp_path / "masks" / "mask_1.png").unlink()
    with pytest.raises(RasterError, match="missing"):
        read(tmp_path)


def test_what_an_experiment_does_not_name_is_refused(data: Path, experiment: Experiment, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="names no test data"):
        open_evaluation(Workspace(experiment, data, tmp_path), experiment.members[0], "test")
    with pytest.raises(BandError, match="true colour"):
        read_scenes(experiment, setting_named("s2"), "train", data)


def test_a_black_tile_is_named(data: Path, experiment: Experiment, tmp_path: Path) -> None:
    scene = SceneInMemory("night", np.zeros((3, 32, 32), np.uint8), np.zeros((32, 32), np.uint8))
    normalisation = Normalisation((1.0,) * 3, (0.0,) * 3, (1.0,) * 3, gain="raster_median")
    with pytest.raises(RasterError, match="'night': The raster has no values above 0"):
        EvaluationSet([scene], normalisation)[0]


def test_real_tiles_are_read(real_data: Path) -> None:
    scenes = read(real_data / "l4s_rgb" / "validation")
    assert len(scenes) == 396
    assert {scene.bands.shape for scene in scenes} == {(3, 128, 128)}
    assert np.mean([scene.label.mean() for scene in scenes]) == pytest.approx(0.0403, abs=1e-3)
    assert all(scene.bands[0].max() == 255 for scene in scenes)
