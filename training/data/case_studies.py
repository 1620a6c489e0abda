"""Case studies in the layout of the reference study: ``<split>/input/NAME_*.tif`` and ``<split>/label/NAME_*.tif``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio

from deepslide_qgis.core.bands import CASE_STUDY_BANDS, BandSetting
from deepslide_qgis.core.errors import BandError, RasterError
from training.data.scenes import Scene, open_scene, size_gb


def read_case_studies(
    folder: Path, setting: BandSetting, memory_gb: float = 8.0, names: tuple[str, ...] | None = None
) -> list[Scene]:
    """Return the case studies of a split with the bands of ``setting``, in order of their names.

    ``names`` chooses some of them; more than ``memory_gb`` together stay on disk. Raises RasterError or BandError.
    """
    pairs = case_study_pairs(folder)
    chosen = {name: pair for name, pair in pairs.items() if names is None or name in names}
    numbers = {path: _band_numbers(path, setting) for path, _ in chosen.values()}
    hold = size_gb(list(numbers), len(setting.bands)) <= memory_gb
    scenes = []
    for name, (path, label_path) in chosen.items():
        scenes.append(
            open_scene(name, path, numbers[path], lambda raster, label=label_path: _label(raster, label), hold)
        )
        _check_values(scenes[-1])
    return scenes


def case_study_pairs(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Return input and label of each case study, paired by the part of the file name before the first ``_``."""
    inputs = {_name(path): path for path in sorted((folder / "input").glob("*.tif"))}
    labels = {_name(path): path for path in sorted((folder / "label").glob("*.tif"))}
    if not inputs:
        raise RasterError(
            f"There are no case studies in '{folder / 'input'}'.", "Make some: python -m training simulate."
        )
    missing = sorted(set(inputs) - set(labels))
    if missing:
        raise RasterError(f"These case studies have no label in '{folder / 'label'}': {', '.join(missing)}.")
    return {name: (path, labels[name]) for name, path in inputs.items()}


def split_names(names: list[str], share: float, seed: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names for training and for validation: sorted, shuffled with ``seed``, ``share`` to validation.

    The shuffling is scikit-learn's ``train_test_split(random_state=seed)``, which the reference study's code calls on
    its sorted files: the first ⌈share · n⌉ of ``RandomState(seed).permutation(n)`` are validation, the rest train.
    """
    ordered = sorted(names)
    validation = int(np.ceil(len(ordered) * share))
    if validation >= len(ordered):
        raise RasterError(
            f"{len(ordered)} case studies cannot be split into training and validation.", "Add case studies."
        )
    order = np.random.RandomState(seed).permutation(len(ordered))
    return tuple(ordered[i] for i in order[validation:]), tuple(ordered[i] for i in order[:validation])


def _name(path: Path) -> str:
    return path.stem.split("_")[0]


def _band_numbers(path: Path, setting: BandSetting) -> tuple[int, ...]:
    known = [band.name for band in CASE_STUDY_BANDS]
    foreign = [name for name in setting.band_names if name not in known]
    if foreign:
        raise BandError(f"Case studies have no bands {', '.join(foreign)}.", "Choose s1, s2, s1s2 or all.")
    with rasterio.open(path) as raster:
        if raster.count < len(known):
            raise BandError(
                f"'{path.name}' has {raster.count} bands; a case study has {len(known)}.",
                f"They are, in order: {', '.join(known)}.",
            )
    return tuple(known.index(name) + 1 for name in setting.band_names)


def _label(raster: rasterio.DatasetReader, path: Path) -> np.ndarray:
    with rasterio.open(path) as label:
        moved = (
            label.crs
            and raster.crs
            and (label.crs != raster.crs or not label.transform.almost_equals(raster.transform))
        )
        if moved and label.shape == raster.shape:
            raise RasterError(
                f"The label '{path.name}' lies on another grid than its raster.", "Rasterise it on the raster's grid."
            )
        return label.read(1)


def _check_values(scene: Scene) -> None:
    """Raise RasterError where a case study has no valid pixel at all."""
    height, width = scene.shape
    for top in range(0, height, 1024):
        bands, _ = scene.read(slice(top, min(top + 1024, height)), slice(0, width))
        if np.isfinite(bands).any():
            return
    raise RasterError(f"Case study '{scene.name}' has no valid pixel in these bands.", "Take it out of its folder.")
