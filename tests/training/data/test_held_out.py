"""One reviewed case study for training and validation, and tiles from ground of which little is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import RasterError
from tests.training.made_data import case_study, experiment_of, write_case_study
from training.data.datasets import open_training
from training.data.held_out import BLOCK_PX, choose_validation_blocks
from training.data.labels import IGNORE
from training.data.sources import read_scenes
from training.planning.workspace import Workspace

S1S2 = setting_named("s1s2")
ALONE = "tile_px = 64\ntiles_per_epoch = 40\nshare_on_landslides = 0.5"


def reviewed(shape: tuple[int, int] = (256, 256)) -> tuple[np.ndarray, np.ndarray]:
    """Return bands, and a label that is known in the north only, with a landslide in each of its blocks."""
    bands, label = case_study(3, shape)
    label[:] = IGNORE
    label[:, : BLOCK_PX * 2] = 0
    for top in range(8, BLOCK_PX * 2, BLOCK_PX):
        for left in range(8, shape[1], BLOCK_PX):
            label[0, top : top + 20, left : left + 10] = 1
    return bands, label


def experiment(folder: Path):
    same = (('train = "train"', 'train = "reviewed"'), ('validation = "validation"', 'validation = "reviewed"'))
    return experiment_of(folder, "case_studies", "s1s2", *same, data=ALONE)


def test_a_case_study_alone_is_shared_by_blocks(tmp_path: Path) -> None:
    bands, label = reviewed()
    write_case_study(tmp_path / "reviewed", "one", bands, label)
    plan = experiment(tmp_path)
    (learnt,), judged = (read_scenes(plan, S1S2, split, tmp_path) for split in ("train", "validation"))
    known = [(scene.label != IGNORE) for scene in (learnt, *judged)]
    assert np.array_equal(np.sum(known, axis=0)[5:], (label[0] != IGNORE)[5:])  # each pixel in one of them
    assert [(scene.label == 1).sum() for scene in judged] == [200, 200]  # a block each, of eight
    assert [scene.name for scene in judged] == ["one, part 1", "one, part 2"]
    again = read_scenes(plan, S1S2, "validation", tmp_path)
    assert all(np.array_equal(one.label, other.label) for one, other in zip(judged, again, strict=True))


def test_landslides_in_one_place_cannot_be_shared() -> None:
    label = np.zeros((256, 256), np.uint8)
    label[10:20, 10:20] = 1
    with pytest.raises(RasterError, match="cannot be split"):
        choose_validation_blocks(label, 0.2, 1)


def test_every_tile_holds_known_ground_where_little_is_known(tmp_path: Path) -> None:
    bands, label = reviewed((1024, 256))
    write_case_study(tmp_path / "reviewed", "one", bands, label)
    plan = experiment(tmp_path)
    tiles = open_training(Workspace(plan, tmp_path, tmp_path / "runs"), plan.members[0])
    labels = [tiles[(0, seed)][1].numpy() for seed in range(60)]
    assert all((one != IGNORE).any() for one in labels)
    assert any((one == 0).any() and not (one == 1).any() for one in labels)
