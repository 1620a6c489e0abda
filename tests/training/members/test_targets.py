"""Labels and probabilities that are kept: made anew where the data or the split are others, else left alone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from rasterio import Affine

from deepslide_qgis.core.errors import RasterError, RequestError
from tests.training.made_data import PLACED, box_px, case_study, experiment_of, write_polygons, write_raster
from tests.training.tiny_experiment import write_tile
from training.data.file_hashes import hash_all_splits
from training.ensembles.cached_predictions import open_pixels
from training.ensembles.disturbances import DISTURBANCES, disturbed_probabilities
from training.ensembles.split_pixels import SplitPixels
from training.members.targets import TARGETS, load_targets
from training.members.train import train_member
from training.members.trained import read_checkpoint
from training.planning.experiment import Experiment, read_experiment
from training.planning.run_folder import RunFolder
from training.planning.workspace import Workspace


@dataclass(frozen=True)
class Trained:
    """A copy of the tiny experiment's data and runs, which a test may change."""

    experiment: Experiment
    data: Path
    runs: Path

    def pixels(self, experiment: Experiment | None = None) -> SplitPixels:
        chosen = experiment or self.experiment
        return open_pixels(Workspace(chosen, self.data, self.runs), chosen.members, "validation")

    def disturbed(self) -> np.ndarray:
        """Return what the first member predicts on images of a wrong brightness."""
        return disturbed_probabilities(
            DISTURBANCES[0], Workspace(self.experiment, self.data, self.runs), self.experiment.members[0]
        )

    @property
    def kept(self) -> list[Path]:
        return [self.runs / "tiny" / TARGETS.format(split="validation"), *self.runs.glob("tiny/*/validation.npy")]


@pytest.fixture
def trained(tmp_path: Path, experiment_file: Path, data: Path, runs: Path) -> Trained:
    return Trained(
        read_experiment(experiment_file),
        shutil.copytree(data, tmp_path / "data"),
        shutil.copytree(runs, tmp_path / "runs"),
    )


def times(trained: Trained) -> list[int]:
    return [path.stat().st_mtime_ns for path in trained.kept]


def test_what_is_of_the_same_data_is_left_alone(trained: Trained) -> None:
    trained.pixels()
    before = times(trained)
    assert len(before) == 3
    again = trained.pixels(replace(trained.experiment, data=replace(trained.experiment.data, title="renamed")))
    assert times(trained) == before
    shutil.rmtree(trained.data)
    np.testing.assert_array_equal(trained.pixels().label, again.label)  # kept results need no data
    assert times(trained) == before


def test_labels_that_were_edited_are_those_that_scores_are_counted_against(trained: Trained) -> None:
    before = trained.pixels()
    write_tile(trained.data / "tiles" / "validation", 2, seed=77)
    after = trained.pixels()
    assert len(after.label) == len(before.label)
    assert (after.label != before.label).any()
    changed = (before.group == 1).nonzero()[0]
    for member, kept in before.probabilities.items():
        moved = np.flatnonzero(np.asarray(kept) != np.asarray(after.probabilities[member]))
        assert len(moved) and set(moved) <= set(changed)


def test_a_member_trained_again_on_another_split_is_scored_on_it(trained: Trained, experiment_file: Path) -> None:
    plan, data = trained.experiment.members[0], trained.experiment.data
    shared = replace(trained.experiment, data=replace(data, train="train", validation="train", validation_share=0.5))
    assert names(trained, shared) != names(trained, trained.experiment)
    found = set()
    for seed in range(4):
        other = replace(shared, data=replace(shared.data, split_seed=seed))
        shutil.rmtree(trained.runs / "tiny" / plan.id, ignore_errors=True)
        folder = RunFolder(train_member(Workspace(other, trained.data, trained.runs), experiment_file, plan))
        fresh = open_pixels(
            Workspace(replace(other, name="fresh"), trained.data, trained.runs / "fresh"), (), "validation"
        )
        pixels = open_pixels(Workspace(other, trained.data, trained.runs), (plan,), "validation")
        np.testing.assert_array_equal(pixels.label, fresh.label)
        outcome = folder.outcome()
        assert outcome is not None
        assert pixels.count(plan.id).best().f1 == pytest.approx(outcome.val_f1)
        found.add(pixels.names)
    assert len(found) > 1


def names(trained: Trained, experiment: Experiment) -> tuple[str, ...]:
    return load_targets(Workspace(experiment, trained.data, trained.runs), "validation").names


def test_what_was_kept_before_there_were_marks_is_made_anew(trained: Trained) -> None:
    pixels = trained.pixels()
    np.savez(trained.kept[0], label=~pixels.label, group=pixels.group, names=np.array(pixels.names))
    for path in trained.kept[1:]:
        np.save(path, np.zeros(len(pixels.label), np.float16))
        path.with_suffix(".made-of.json").unlink()
    again = trained.pixels()
    np.testing.assert_array_equal(again.label, pixels.label)
    for member, kept in pixels.probabilities.items():
        assert np.asarray(again.probabilities[member]).any(), kept
    np.savez(trained.kept[0], label=~pixels.label, group=pixels.group, names=np.array(pixels.names))
    shutil.rmtree(trained.data)
    with pytest.raises(RasterError, match=r"There are no tiles .* Give the data folder"):
        trained.pixels()


def test_what_other_weights_predicted_is_never_used(trained: Trained) -> None:
    """A pack that is exported while a member trains on leaves what its weights predicted until then."""
    fpn, unet = trained.experiment.members
    before = {member: np.array(kept) for member, kept in trained.pixels().probabilities.items()}
    disturbed = np.array(trained.disturbed())
    checkpoint = RunFolder.of(trained.runs, "tiny", fpn.id).last
    state = read_checkpoint(checkpoint)
    for name, weight in state["state_dict"].items():
        if name.endswith("weight"):
            weight.neg_()
    torch.save(state, checkpoint)
    after = trained.pixels().probabilities
    assert (after[fpn.id] != before[fpn.id]).any()
    assert (trained.disturbed() != disturbed).any()
    np.testing.assert_array_equal(after[unet.id], before[unet.id])


def test_a_broken_checkpoint_is_named(trained: Trained) -> None:
    checkpoint = RunFolder.of(trained.runs, "tiny", "fpn").last
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    with pytest.raises(RequestError, match=r"last\.ckpt' cannot be read"):
        trained.pixels()


def test_another_choice_of_polygons_and_edited_fields_are_noticed(tmp_path: Path) -> None:
    for split, left in (("train", 100), ("validation", 0)):
        placed = PLACED @ Affine.translation(left, 0)
        write_raster(tmp_path / split / "a.tif", case_study(1)[0][:3], transform=placed)
        boxes = [box_px(10, left + 10, 8, 8), box_px(40, left + 40, 6, 6)]
        write_polygons(tmp_path / split / "a.shp", boxes, area=[64, 36])
    experiment = experiment_of(tmp_path, "raster_inventory", "rgb")

    def landslide_px(expression: str) -> int:
        chosen = replace(experiment, data=replace(experiment.data, filter=expression))
        return int(load_targets(Workspace(chosen, tmp_path, tmp_path / "runs"), "validation").label.sum())

    assert (landslide_px(""), landslide_px("area > 50"), landslide_px("")) == (100, 64, 100)
    assert landslide_px("area < 50") == 36
    write_polygons(tmp_path / "validation" / "a.shp", [box_px(10, 10, 8, 8), box_px(40, 40, 6, 6)], area=[36, 64])
    assert landslide_px("area < 50") == 64
    assert "validation/a.dbf" in hash_all_splits(Workspace(experiment, tmp_path, tmp_path / "runs"))
