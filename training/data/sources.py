"""Which scenes a split of an experiment has."""

from __future__ import annotations

from pathlib import Path

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RasterError, RequestError
from training.data.case_studies import case_study_pairs, read_case_studies, split_names
from training.data.landslide4sense import image_paths, read_landslide4sense
from training.data.raster_inventory import raster_inventory_pairs, read_rasters_and_inventories
from training.data.scenes import Scene
from training.data.tile_folders import read_tiles, tile_paths
from training.experiment import Experiment

SPLITS = ("train", "validation", "test")
DIVIDED = ("tiles", "landslide4sense")
"""Data whose values have been divided by the normalisation's ``divide`` already."""


def is_divided(kind: str) -> bool:
    """Return whether the values of this kind of data have been divided already."""
    return kind in DIVIDED


def is_tiled(kind: str) -> bool:
    """Return whether each scene is one training tile."""
    return kind in DIVIDED


def read_scenes(experiment: Experiment, setting: BandSetting, split: str, data: Path) -> list[Scene]:
    """Return the scenes of ``split`` (train, validation or test) with the bands of ``setting``.

    Raises RequestError where the experiment names no such split, RasterError or BandError where data do not fit.
    """
    plan, folder = experiment.data, split_folder(experiment, split, data)
    if plan.kind == "tiles":
        if setting.name != "rgb":
            raise RequestError(f"Tile folders hold true colour, not '{setting.name}'.", 'Write setting = "rgb".')
        return read_tiles(folder)
    if plan.kind == "landslide4sense":
        return read_landslide4sense(folder, setting)
    if plan.kind == "raster_inventory":
        return read_rasters_and_inventories(folder, setting, plan.filter, plan.memory_gb)
    return _case_studies(experiment, setting, split, folder)


def split_files(experiment: Experiment, split: str, data: Path) -> list[Path]:
    """Return the files that a split is read from."""
    plan, folder = experiment.data, split_folder(experiment, split, data)
    if plan.kind == "tiles":
        images = tile_paths(folder)
        return images + sorted((folder / "masks").glob("mask_*.png"))
    if plan.kind == "landslide4sense":
        return image_paths(folder) + sorted((folder / "mask").glob("mask_*.h5"))
    if plan.kind == "raster_inventory":
        return [path for pair in raster_inventory_pairs(folder) for path in pair]
    chosen = _names(experiment, split, folder)
    pairs = case_study_pairs(folder)
    return [path for name, pair in pairs.items() if chosen is None or name in chosen for path in pair]


def split_folder(experiment: Experiment, split: str, data: Path) -> Path:
    """Return the folder of a split; raise RequestError where the experiment names none."""
    if split not in SPLITS or not getattr(experiment.data, split):
        raise RequestError(
            f"The experiment '{experiment.name}' names no {split} data.", f'Add {split} = "…" to its [data] table.'
        )
    return data / experiment.data.folder / getattr(experiment.data, split)


def _case_studies(experiment: Experiment, setting: BandSetting, split: str, folder: Path) -> list[Scene]:
    scenes = read_case_studies(folder, setting, experiment.data.memory_gb, _names(experiment, split, folder))
    if split == "train" and experiment.data.share_on_landslides == 1:
        empty = [scene.name for scene in scenes if not len(scene.landslide_pixels())]
        if empty:
            raise RasterError(
                f"These case studies have no landslide pixel: {', '.join(empty)}.",
                "Take them out of the training folder, or set data.share_on_landslides below 1.",
            )
    return scenes


def _names(experiment: Experiment, split: str, folder: Path) -> tuple[str, ...] | None:
    """Return the case studies of a split where train and validation share a folder, None for all of a folder."""
    plan = experiment.data
    if split == "test" or plan.train != plan.validation:
        return None
    names = list(case_study_pairs(folder))
    train, validation = split_names(names, plan.validation_share, plan.split_seed)
    return train if split == "train" else validation
