"""Case studies of the reference study: read, split, and refused where they do not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, setting_named
from deepslide_qgis.core.errors import BandError, DeepSlideError, RasterError
from tests.training.made_data import (
    PLACED,
    case_study,
    experiment_of,
    first,
    place_of,
    write_case_studies,
    write_case_study,
    write_raster,
)
from training.data.case_studies import find_case_studies, read_case_studies
from training.data.datasets import open_evaluation, open_training
from training.data.labels import IGNORE
from training.data.pairs import Pair, split_pairs
from training.data.sources import read_scenes
from training.data.tile_sampler import TileSampler
from training.planning.plans import DataPlan
from training.planning.workspace import Workspace
from training.simulation.simulate import simulate_many

S1S2 = setting_named("s1s2")
ALL = setting_named("all")
WINDOWS = "tile_px = 32\ntiles_per_epoch = 12\nshare_on_landslides = 1.0"


def plan(**changes: object) -> DataPlan:
    return replace(DataPlan("", "case_studies", ".", "train", "validation"), **changes)


def read(folder: Path, setting=S1S2, **changes: object) -> list:
    return read_case_studies(find_case_studies(folder), setting, plan(**changes))


def test_the_split_is_that_of_the_reference_code() -> None:
    names = ["Hiroshima", "Norway", "Askja", "Luding", "AskjaNorth", *(f"case{number}" for number in range(15))]
    pairs = [Pair(name, Path(f"input/{name}_x.tif"), Path(f"label/{name}_y.tif")) for name in sorted(names)]
    labels = sorted(f"label/{name}_y.tif" for name in names)
    train, validation = train_test_split(labels, test_size=0.2, random_state=42)
    found = split_pairs(pairs, 0.2, 42)
    assert [len(part) for part in found] == [16, 4]
    assert {pair.label.as_posix() for pair in found[0]} == set(train)
    assert {pair.label.as_posix() for pair in found[1]} == set(validation)


def test_one_case_study_cannot_be_split() -> None:
    with pytest.raises(RasterError, match="cannot be split"):
        split_pairs([Pair("one", Path("a"), Path("b"))], 0.2, 42)


def test_a_shared_folder_gives_sixteen_and_four_of_twenty(tmp_path: Path) -> None:
    write_case_studies(tmp_path / "train_val", 20, (33, 32))
    shared = (('train = "train"', 'train = "train_val"'), ('validation = "validation"', 'validation = "train_val"'))
    experiment = experiment_of(tmp_path, "case_studies", "s2", *shared, data=WINDOWS)
    names = [
        {s.name for s in read_scenes(experiment, setting_named("s2"), p, tmp_path)} for p in ("train", "validation")
    ]
    assert [len(part) for part in names] == [16, 4]
    assert not names[0] & names[1]


def test_bands_are_read_in_the_order_of_the_setting(tmp_path: Path) -> None:
    list(simulate_many(tmp_path, 1, 64, 1, 0))
    scene = read(tmp_path / "global_dataset" / "train_val")[0]
    assert scene.name == "simulated-1-1"
    with rasterio.open(tmp_path / "global_dataset/train_val/input/simulated-1-1_input.tif") as raster:
        everything = raster.read()
    names = [band.name for band in CASE_STUDY_BANDS]
    np.testing.assert_array_equal(scene.bands, everything[[names.index(name) for name in S1S2.band_names]])


def test_case_studies_that_exceed_the_memory_are_read_from_disk(tmp_path: Path) -> None:
    for part, count in (("train", 2), ("validation", 1)):
        write_case_studies(tmp_path / part, count)
    items = []
    for memory in ("8.0", "1e-9"):
        experiment = experiment_of(tmp_path, "case_studies", "s1s2", data=f"{WINDOWS}\nmemory_gb = {memory}")
        runs = tmp_path / f"runs{memory}"
        training = open_training(Workspace(experiment, tmp_path, runs), first(experiment))
        validation = open_evaluation(Workspace(experiment, tmp_path, runs), first(experiment), "validation")
        items.append([*(training[draw] for draw in TileSampler(len(training), seed=3)), validation[0]])
    for held, left in zip(*items, strict=True):
        np.testing.assert_allclose(held[0], left[0], atol=1e-6)
        np.testing.assert_array_equal(held[1], left[1])


def test_tiles_make_batches_and_whole_images_are_judged(tmp_path: Path) -> None:
    write_case_studies(tmp_path / "train", 2)
    write_case_study(tmp_path / "validation", "wide", *case_study(8, (40, 90)))
    write_case_study(tmp_path / "validation", "tall", *case_study(9, (90, 40)))
    experiment = experiment_of(tmp_path, "case_studies", "s1s2", data=WINDOWS)
    training = open_training(Workspace(experiment, tmp_path, tmp_path), first(experiment))
    tiles, labels = next(iter(DataLoader(training, 4, sampler=TileSampler(len(training), seed=1))))
    assert (tiles.shape, labels.shape) == ((4, 11, 32, 32), (4, 1, 32, 32))
    assert all((label == 1).any() for label in labels)
    assert tiles.isfinite().all()
    images = open_evaluation(Workspace(experiment, tmp_path, tmp_path), first(experiment), "validation")
    assert images.names == ("tall", "wide")
    assert not images.equal_sizes
    assert [tuple(images[i][0].shape) for i in range(2)] == [(11, 96, 64), (11, 64, 96)]
    assert [(images[i][1] != IGNORE).sum() for i in range(2)] == [3600, 3600]


def test_where_no_band_has_data_the_label_is_ignored_in_every_setting(tmp_path: Path) -> None:
    bands, label = case_study(1)
    bands[:, :, :10] = np.nan  # no data at all
    bands[13:, 60:] = np.nan  # none in s2, but in the others
    write_case_study(tmp_path, "one", bands, label)
    labels = [read(tmp_path, setting_named(name))[0].label for name in ("s1", "s2", "all")]
    assert (labels[0][:, :10] == IGNORE).all()
    np.testing.assert_array_equal(labels[0][:, 10:], label[0][:, 10:])
    np.testing.assert_array_equal(labels[0], labels[1])
    np.testing.assert_array_equal(labels[0], labels[2])


def test_a_declared_no_data_value_is_a_gap(tmp_path: Path) -> None:
    bands, label = case_study(1)
    bands[3, 7, 7] = -9999
    write_raster(tmp_path / "input" / "one_input.tif", bands, nodata=-9999)
    write_raster(tmp_path / "label" / "one_label.tif", label)
    scene = read(tmp_path, ALL)[0]
    assert np.isnan(scene.bands[3, 7, 7])
    assert np.isnan(scene.bands[0, :5]).all()


def test_a_label_without_a_place_goes_with_a_raster_that_has_one(tmp_path: Path) -> None:
    bands, label = case_study(1)
    for part in ("train", "validation"):
        write_raster(tmp_path / part / "input" / "one_input.tif", bands, transform=place_of(tmp_path / part, "one"))
        with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
            write_raster(tmp_path / part / "label" / "one_label.tif", label, crs=None, transform=None)
    experiment = experiment_of(tmp_path, "case_studies", "s1s2", data=WINDOWS)
    assert (read_scenes(experiment, S1S2, "train", tmp_path)[0].label == 1).sum() == 80


@pytest.mark.parametrize(
    ("bands", "label", "place", "error", "says"),
    [
        ((15, 40, 40), np.zeros((1, 40, 30), np.uint8), {}, RasterError, r"\(40, 40\).*\(40, 30\)"),
        ((15, 40, 40), np.full((1, 40, 40), 2, np.uint8), {}, RasterError, r"other values than 0 and 1: \[2\]"),
        ((15, 40, 40), np.full((1, 40, 40), 0.5, np.float32), {}, RasterError, "other values than 0 and 1"),
        ((15, 40, 40), np.full((1, 40, 40), np.nan, np.float32), {}, RasterError, "other values than 0 and 1"),
        ((15, 40, 40), np.full((1, 40, 40), 255, np.uint8), {}, RasterError, "no pixel with data and a label"),
        ((15, 40, 40), np.zeros((1, 40, 40), np.uint8), {"crs": "EPSG:32633"}, RasterError, "EPSG:32633"),
        (
            (15, 40, 40),
            np.zeros((1, 40, 40), np.uint8),
            {"transform": PLACED @ rasterio.Affine.translation(0.5, 0)},
            RasterError,
            "0.5 px off",
        ),
        ((11, 40, 40), np.zeros((1, 40, 40), np.uint8), {}, BandError, "has 11 bands"),
        ((15, 40, 40), None, {}, RasterError, "no label"),
    ],
)
def test_case_studies_that_do_not_fit_are_refused(
    tmp_path: Path,
    bands: tuple[int, ...],
    label: np.ndarray | None,
    place: dict,
    error: type[DeepSlideError],
    says: str,
) -> None:
    write_raster(tmp_path / "input" / "one_input.tif", np.zeros(bands, np.float32))
    if label is not None:
        write_raster(tmp_path / "label" / "one_label.tif", label, **place)
    with pytest.raises(error, match=says) as caught:
        read(tmp_path)
    assert "one" in str(caught.value)


def test_what_cannot_be_read_or_told_apart_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match="no case studies"):
        read(tmp_path)
    bands, label = case_study(1)
    write_case_study(tmp_path, "one", bands * np.nan, label)
    with pytest.raises(RasterError, match="'one' has no pixel with data"):
        read(tmp_path)
    write_raster(tmp_path / "input" / "one_again.tif", bands)
    with pytest.raises(RasterError, match="both called 'one'"):
        read(tmp_path)
    (tmp_path / "input" / "one_again.tif").unlink()
    (tmp_path / "input" / "one_input.tif").write_bytes(b"no raster")
    with pytest.raises(RasterError, match="cannot be opened"):
        read(tmp_path)


def test_bands_that_case_studies_lack_are_refused(tmp_path: Path) -> None:
    write_case_studies(tmp_path, 1)
    with pytest.raises(BandError, match="which are red, green, blue"):
        read(tmp_path, setting_named("rgb"))


def test_the_raster_of_a_review_is_read_by_the_descriptions_of_its_bands(tmp_path: Path) -> None:
    bands, label = case_study(1)
    names = ("blue", "green", "red", "nir")
    write_raster(tmp_path / "input" / "one_input.tif", bands[:4], descriptions=names)
    write_raster(tmp_path / "label" / "one_label.tif", label)
    (scene,) = read(tmp_path, setting_named("rgb"))
    assert np.array_equal(scene.read(slice(None), slice(None))[0], bands[[2, 1, 0]], equal_nan=True)


def test_described_bands_may_be_fewer_than_fifteen(tmp_path: Path) -> None:
    bands, label = case_study(1)
    known = [band.name for band in CASE_STUDY_BANDS]
    order = [known.index(name) for name in reversed(S1S2.band_names)]
    write_raster(tmp_path / "input" / "one_input.tif", bands[order], descriptions=tuple(known[i] for i in order))
    write_raster(tmp_path / "label" / "one_label.tif", label)
    (scene,) = read(tmp_path)
    assert np.array_equal(scene.read(slice(None), slice(None))[0], bands[order[::-1]], equal_nan=True)


def test_a_case_study_without_landslides_is_refused_where_every_tile_needs_one(tmp_path: Path) -> None:
    write_case_studies(tmp_path / "train", 2)
    bands, label = case_study(5)
    write_case_study(tmp_path / "train", "empty", bands, label * 0)
    experiment = experiment_of(tmp_path, "case_studies", "s1s2", data=WINDOWS)
    with pytest.raises(RasterError, match="no landslide pixel: empty") as caught:
        read_scenes(experiment, S1S2, "train", tmp_path)
    assert "share_on_landslides" in caught.value.remedy
    relaxed = replace(experiment, data=replace(experiment.data, share_on_landslides=0.9))
    assert len(read_scenes(relaxed, S1S2, "train", tmp_path)) == 3


def test_the_only_one_of_several_that_is_kept_for_validation_is_whole(tmp_path: Path) -> None:
    write_case_studies(tmp_path / "train", 5)
    splits = ('validation = "validation"', 'validation = "train"')
    experiment = experiment_of(tmp_path, "case_studies", "s1s2", splits, data=WINDOWS)
    (scene,) = read_scenes(experiment, S1S2, "validation", tmp_path)
    assert (scene.label != IGNORE).all()
    assert len(read_scenes(experiment, S1S2, "train", tmp_path)) == 4
