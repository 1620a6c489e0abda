"""Rasters that show the same ground: together where one folder is divided, refused in two splits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.warp import transform

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RasterError, RequestError
from tests.training.data.test_splits import named
from tests.training.made_data import PLACED, UTM, case_study, write_raster
from training.data.overlaps import group_overlapping, overlap_shares
from training.data.pairs import Pair, split_pairs
from training.data.sources import check_splits_disjoint, pairs_of, read_scenes
from training.simulation.simulate import simulate, write_case_study

SIDE_PX = 32


def at(column: float, row: float = 0.0) -> rasterio.Affine:
    return PLACED @ rasterio.Affine.translation(column, row)


def write(folder: Path, name: str, placed: rasterio.Affine, crs: str = UTM) -> Path:
    """Write a case study of 32 × 32 pixels."""
    bands, label = case_study(0, (SIDE_PX, SIDE_PX))
    label[:, 10:20, 10:20] = 1
    write_raster(folder / "label" / f"{name}_label.tif", label, crs, placed)
    return write_raster(folder / "input" / f"{name}_input.tif", bands, crs, placed)


def row_of(folder: Path, lefts: list[float]) -> None:
    """Write case studies called a, b, c … whose western edges these are."""
    for number, left in enumerate(lefts):
        write(folder, chr(ord("a") + number), at(left))


def groups(experiment, folder: Path) -> list[set[str]]:
    train, validation = (pairs_of(experiment, split, folder) for split in ("train", "validation"))
    return [{pair.name for pair in pairs} for pairs in (train, validation)]


def test_shares_are_of_the_smaller_raster_and_edges_that_touch_are_none(tmp_path: Path) -> None:
    small = write_raster(tmp_path / "small.tif", np.zeros((1, 8, 8), np.uint8), transform=at(28))
    files = [write(tmp_path, "a", at(0)), write(tmp_path, "b", at(SIDE_PX)), small]
    np.testing.assert_allclose(overlap_shares(files), [[1, 0, 0.5], [0, 1, 0.5], [0.5, 0.5, 1]], atol=1e-9)


def test_places_in_two_crs_are_compared(tmp_path: Path) -> None:
    west, north = PLACED @ (16, 0)
    (longitude,), (latitude,) = transform(UTM, "EPSG:4326", [west], [north])
    degrees = rasterio.Affine(1.3e-4, 0, longitude, 0, -9e-5, latitude)
    files = [write(tmp_path, "metres", at(0)), write(tmp_path, "degrees", degrees, "EPSG:4326")]
    assert 0.4 < overlap_shares(files)[0, 1] < 0.6
    far = write(tmp_path, "far", rasterio.Affine(1e-4, 0, -170, 0, -1e-4, -60), "EPSG:4326")
    assert overlap_shares([files[0], far])[0, 1] == 0


def test_what_has_no_place_overlaps_nothing(tmp_path: Path) -> None:
    """Neither do simulated case studies, whose coordinates are drawn."""
    for name in ("one", "two"):
        with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
            write(tmp_path, name, None, None)
        write_case_study(simulate(name, 64, 5), tmp_path, "train")
    for folder in (tmp_path / "input", tmp_path / "global_dataset" / "train" / "input"):
        files = list(folder.glob("*.tif"))
        assert len(files) == 2 and not overlap_shares(files).any()


def test_overlapping_rasters_stay_together_directly_or_by_way_of_others(tmp_path: Path) -> None:
    row_of(tmp_path / "all", [0, 20, 40, 200, 300, 320, 400])
    experiment = named(tmp_path, "all", "all")
    together = [set("abc"), {"d"}, set("ef"), {"g"}]
    found = group_overlapping(pairs_of(named(tmp_path, "all", "none"), "train", tmp_path))
    assert [{pair.name for pair in group} for group in found] == together
    train, validation = groups(experiment, tmp_path)
    assert train | validation == set("abcdefg") and len(validation) == 2
    assert all(group <= train or group <= validation for group in together)
    check_splits_disjoint(experiment, tmp_path)


def test_one_stretch_of_ground_is_not_divided(tmp_path: Path) -> None:
    row_of(tmp_path / "all", [0, 20, 40])
    with pytest.raises(RasterError, match="the same ground") as caught:
        pairs_of(named(tmp_path, "all", "all"), "train", tmp_path)
    assert "by blocks" in caught.value.remedy


def test_the_smallest_group_validates_where_none_finds_room() -> None:
    pairs = [Pair(name, Path(name), Path(name)) for name in "abcde"]
    train, validation = split_pairs(pairs, 0.2, 42, [pairs[:3], pairs[3:]])
    assert (train, validation) == (pairs[:3], pairs[3:])


@pytest.mark.parametrize("split", ["validation", "test"])
def test_ground_that_is_learnt_from_is_refused_elsewhere(tmp_path: Path, split: str) -> None:
    row_of(tmp_path / "train", [0, 100])
    for name, left in (("validation", 200), ("test", 300)):
        write(tmp_path / name, "other", at(120 if name == split else left))
    experiment = named(tmp_path, "train", "validation", "test")
    with pytest.raises(
        RequestError, match=rf"b_input.tif' of the train data .* of the {split} data .* 37.5%"
    ) as caught:
        read_scenes(experiment, setting_named("s2"), "train", tmp_path)
    assert "cut them" in caught.value.remedy


def test_a_little_ground_in_two_splits_is_told(tmp_path: Path) -> None:
    row_of(tmp_path / "train", [0, 100])
    write(tmp_path / "validation", "other", at(131))
    with pytest.warns(UserWarning, match=r"show the same ground: 3\.1% of the smaller\. Scores are too good"):
        check_splits_disjoint(named(tmp_path, "train", "validation"), tmp_path)


def test_what_is_divided_as_the_study_did_is_divided_so_and_told(tmp_path: Path) -> None:
    row_of(tmp_path / "all", [0, 20, 40, 200, 300])
    experiment = named(tmp_path, "all", "all")
    experiment = replace(experiment, data=replace(experiment.data, split_overlaps=True))
    train, validation = groups(experiment, tmp_path)
    pairs = [Pair(name, Path(name), Path(f"{name}.tif")) for name in "abcde"]
    assert validation == {pair.name for pair in split_pairs(pairs, 0.2, 42)[1]} == {"b"} and len(train) == 4
    with pytest.warns(UserWarning, match="Scores are too good"):
        check_splits_disjoint(experiment, tmp_path)


def test_the_real_tiles_of_chittagong_are_one_stretch_of_ground(real_data: Path) -> None:
    pairs = [
        Pair(path.stem, path, path) for path in sorted((real_data / "chittagong_s2_rgbn" / "images").glob("*.tif"))
    ]
    assert [len(group) for group in group_overlapping(pairs)] == [len(pairs)]
