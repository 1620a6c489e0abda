"""The kinds of data, and which scenes a split of an experiment has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from training.data.apart import check_ground, check_no_raster_twice
from training.data.case_studies import find_case_studies, read_case_studies
from training.data.centre_cut import centre_cut
from training.data.held_out import parts_of
from training.data.landslide4sense import find_landslide4sense, read_landslide4sense
from training.data.overlaps import groups_of
from training.data.pairs import Pair, split_pairs
from training.data.raster_inventory import find_rasters_and_inventories, read_rasters_and_inventories
from training.data.scenes import Scene
from training.data.tile_folders import find_tiles, read_tiles
from training.planning.experiment import Experiment
from training.planning.plans import DataPlan

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Kind:
    """How one kind of data is found and read.

    ``is_tiled``: each scene is one tile, a raster of its own as far as the gain goes, and its values have been divided
    by the normalisation's ``divide`` already.
    """

    find: Callable[[Path], list[Pair]]
    read: Callable[[list[Pair], BandSetting, DataPlan], list[Scene]]
    is_tiled: bool


KINDS = {
    "case_studies": Kind(find_case_studies, read_case_studies, is_tiled=False),
    "raster_inventory": Kind(find_rasters_and_inventories, read_rasters_and_inventories, is_tiled=False),
    "landslide4sense": Kind(find_landslide4sense, read_landslide4sense, is_tiled=True),
    "tiles": Kind(find_tiles, read_tiles, is_tiled=True),
}


def kind_of(experiment: Experiment) -> Kind:
    """Return the kind of the experiment's data."""
    return KINDS[experiment.data.kind]


def read_scenes(experiment: Experiment, setting: BandSetting, split: str, data: Path) -> list[Scene]:
    """Return the scenes of ``split`` (train, validation or test) with the bands of ``setting``.

    Raises RequestError where the experiment names no such split, or a raster is in two, RasterError or BandError where
    data do not fit.
    """
    plan, pairs = experiment.data, pairs_of(experiment, split, data)
    check_apart(experiment, data)
    with raster_environment():
        scenes = kind_of(experiment).read(pairs, setting, plan)
    if split != "test" and _is_divided(experiment, data):
        scenes = parts_of(scenes[0], split, plan.validation_share, plan.split_seed)
    if split == "train":
        _check_landslides(scenes, experiment)
    return scenes


def judged_scenes(experiment: Experiment, setting: BandSetting, split: str, data: Path) -> list[Scene]:
    """Return the scenes of ``split`` as members are judged on them: whole, or cut about their centre."""
    scenes = read_scenes(experiment, setting, split, data)
    return [centre_cut(scene) for scene in scenes] if experiment.data.centre_crop else scenes


def pairs_of(experiment: Experiment, split: str, data: Path) -> list[Pair]:
    """Return the files of a split, those for validation left out of training where both share a folder.

    A case study that is alone in it is in both: :func:`read_scenes` gives each a part of it.
    """
    plan, pairs = experiment.data, _found(experiment, split, data)
    if split == "test" or not _share_folder(plan, data) or _is_divided(experiment, data):
        return pairs
    groups = [] if kind_of(experiment).is_tiled or plan.split_overlaps else groups_of(pairs)
    train, validation = split_pairs(pairs, plan.validation_share, plan.split_seed, groups)
    return train if split == "train" else validation


def check_apart(experiment: Experiment, data: Path) -> None:
    """Raise RequestError where two of the splits that are at hand show the same ground: what is learnt judges nothing.

    One case study that is divided between training and validation may be in both. Little ground is warned of, and more
    where the experiment asks for ``split_overlaps``.
    """
    seen: list[tuple[str, Path]] = []
    for split in named_splits(experiment):
        may_be_both = split == "validation" and bool(seen) and _is_divided(experiment, data)
        if is_at_hand(experiment, split, data) and not may_be_both:
            seen += [(split, pair.raster) for pair in pairs_of(experiment, split, data)]
    check_no_raster_twice(seen)
    if not kind_of(experiment).is_tiled:
        check_ground(seen, may_share=experiment.data.split_overlaps)


def named_splits(experiment: Experiment) -> list[str]:
    """Return the splits that the experiment names."""
    return [split for split in SPLITS if getattr(experiment.data, split)]


def is_at_hand(experiment: Experiment, split: str, data: Path) -> bool:
    """Return whether the folder of ``split`` is there: what was kept of it may be used without it."""
    return _folder(experiment, split, data).is_dir()


def _found(experiment: Experiment, split: str, data: Path) -> list[Pair]:
    return kind_of(experiment).find(_folder(experiment, split, data))


def _is_divided(experiment: Experiment, data: Path) -> bool:
    """Return whether one case study has to do for training and validation."""
    shared = _share_folder(experiment.data, data) and not kind_of(experiment).is_tiled
    return shared and len(_found(experiment, "train", data)) == 1


def _share_folder(plan: DataPlan, data: Path) -> bool:
    """Return whether training and validation are one folder, however it is written."""
    train, validation = (data / plan.folder / split for split in (plan.train, plan.validation))
    return train.resolve() == validation.resolve()


def _folder(experiment: Experiment, split: str, data: Path) -> Path:
    if split not in SPLITS or not getattr(experiment.data, split):
        raise RequestError(
            f"The experiment '{experiment.name}' names no {split} data.", f'Add {split} = "…" to its [data] table.'
        )
    return data / experiment.data.folder / getattr(experiment.data, split)


def _check_landslides(scenes: list[Scene], experiment: Experiment) -> None:
    """Raise RasterError where there is nothing to learn, or a case study from which no tile could be drawn."""
    empty = [scene.name for scene in scenes if not (scene.label == 1).any()]
    if len(empty) == len(scenes):
        raise RasterError("The training data hold no landslide pixel.", "Check the labels, and data.filter.")
    if empty and not kind_of(experiment).is_tiled and experiment.data.share_on_landslides == 1:
        raise RasterError(
            f"These case studies have no landslide pixel: {', '.join(empty)}.",
            "Take them out of the training folder, or set data.share_on_landslides below 1.",
        )
