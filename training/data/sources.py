"""The kinds of labelled data, and the scenes of each split of an experiment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError, RequestError
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from training.data.case_studies import find_case_studies, read_case_studies
from training.data.centre_cut import centre_cut
from training.data.held_out import held_out_parts
from training.data.landslide4sense import find_landslide4sense, read_landslide4sense
from training.data.overlaps import group_overlapping
from training.data.pairs import Pair, split_pairs
from training.data.raster_inventory import find_rasters_and_inventories, read_rasters_and_inventories
from training.data.scenes import Scene
from training.data.split_overlap_check import check_no_raster_twice, check_split_overlap
from training.data.tile_folders import find_tiles, read_tiles
from training.planning.experiment import Experiment
from training.planning.plans import DataPlan

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class DataKind:
    """How one kind of data is found and read.

    ``is_tiled``: each scene is one tile with a gain of its own, whose values are already divided by the normalisation's
    ``divide``.
    """

    find: Callable[[Path], list[Pair]]
    read: Callable[[list[Pair], BandSetting, DataPlan], list[Scene]]
    is_tiled: bool


KINDS = {
    "case_studies": DataKind(find_case_studies, read_case_studies, is_tiled=False),
    "raster_inventory": DataKind(find_rasters_and_inventories, read_rasters_and_inventories, is_tiled=False),
    "landslide4sense": DataKind(find_landslide4sense, read_landslide4sense, is_tiled=True),
    "tiles": DataKind(find_tiles, read_tiles, is_tiled=True),
}


def kind_of(experiment: Experiment) -> DataKind:
    """Return the kind of the experiment's data."""
    return KINDS[experiment.data.kind]


def read_scenes(experiment: Experiment, setting: BandSetting, split: str, data: Path) -> list[Scene]:
    """Return the scenes of ``split`` (train, validation or test) with the bands of ``setting``.

    Raises RequestError if the experiment names no such split or a raster is in two splits; RasterError or BandError if
    data do not fit.
    """
    data_plan, pairs = experiment.data, pairs_of(experiment, split, data)
    check_splits_disjoint(experiment, data)
    with raster_environment():
        scenes = kind_of(experiment).read(pairs, setting, data_plan)
    if split != "test" and _is_one_divided_case_study(experiment, data):
        scenes = held_out_parts(scenes[0], split, data_plan.validation_share, data_plan.split_seed)
    if split == "train":
        _check_landslides(scenes, experiment)
    return scenes


def read_evaluation_scenes(experiment: Experiment, setting: BandSetting, split: str, data: Path) -> list[Scene]:
    """Return the scenes of ``split`` as they are scored: whole, or cropped about their centre."""
    scenes = read_scenes(experiment, setting, split, data)
    return [centre_cut(scene) for scene in scenes] if experiment.data.centre_crop else scenes


def pairs_of(experiment: Experiment, split: str, data: Path) -> list[Pair]:
    """Return the files of a split; if train and validation share a folder, its pairs are divided between them.

    A single case study in that folder is in both splits: :func:`read_scenes` gives each a part of it.
    """
    data_plan, pairs = experiment.data, _find_pairs(experiment, split, data)
    if split == "test" or not _share_folder(data_plan, data) or _is_one_divided_case_study(experiment, data):
        return pairs
    groups = [] if kind_of(experiment).is_tiled or data_plan.split_overlaps else group_overlapping(pairs)
    train, validation = split_pairs(pairs, data_plan.validation_share, data_plan.split_seed, groups)
    return train if split == "train" else validation


def check_splits_disjoint(experiment: Experiment, data: Path) -> None:
    """Raise RequestError if two available splits show the same ground.

    A single case study that is divided between training and validation may be in both. A small overlap warns, and so
    does a larger one with ``split_overlaps``.
    """
    rasters: list[tuple[str, Path]] = []
    for split in named_splits(experiment):
        may_be_both = split == "validation" and bool(rasters) and _is_one_divided_case_study(experiment, data)
        if has_split_folder(experiment, split, data) and not may_be_both:
            rasters += [(split, pair.raster) for pair in pairs_of(experiment, split, data)]
    check_no_raster_twice(rasters)
    if not kind_of(experiment).is_tiled:
        check_split_overlap(rasters, may_share=experiment.data.split_overlaps)


def named_splits(experiment: Experiment) -> list[str]:
    """Return the splits that the experiment names."""
    return [split for split in SPLITS if getattr(experiment.data, split)]


def has_split_folder(experiment: Experiment, split: str, data: Path) -> bool:
    """Return whether the folder of ``split`` exists; without it, cached results are used unchecked."""
    return _split_folder(experiment, split, data).is_dir()


def _find_pairs(experiment: Experiment, split: str, data: Path) -> list[Pair]:
    return kind_of(experiment).find(_split_folder(experiment, split, data))


def _is_one_divided_case_study(experiment: Experiment, data: Path) -> bool:
    """Return whether a single case study serves for training and validation."""
    shared = _share_folder(experiment.data, data) and not kind_of(experiment).is_tiled
    return shared and len(_find_pairs(experiment, "train", data)) == 1


def _share_folder(data_plan: DataPlan, data: Path) -> bool:
    """Return whether training and validation resolve to the same folder."""
    train, validation = (data / data_plan.folder / split for split in (data_plan.train, data_plan.validation))
    return train.resolve() == validation.resolve()


def _split_folder(experiment: Experiment, split: str, data: Path) -> Path:
    if split not in SPLITS or not getattr(experiment.data, split):
        raise RequestError(
            f"The experiment '{experiment.name}' names no {split} data.", f'Add {split} = "…" to its [data] table.'
        )
    return data / experiment.data.folder / getattr(experiment.data, split)


def _check_landslides(scenes: list[Scene], experiment: Experiment) -> None:
    """Raise RasterError if no scene, or a scene that must give landslide tiles, has a landslide pixel."""
    empty = [scene.name for scene in scenes if not (scene.label == 1).any()]
    if len(empty) == len(scenes):
        raise RasterError("The training data hold no landslide pixel.", "Check the labels, and data.filter.")
    if empty and not kind_of(experiment).is_tiled and experiment.data.share_on_landslides == 1:
        raise RasterError(
            f"These case studies have no landslide pixel: {', '.join(empty)}.",
            "Take them out of the training folder, or set data.share_on_landslides below 1.",
        )
