"""The normalisation of a band setting: what the experiment chooses, and what is measured on its training data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.engine.normalisation import raster_gain
from training.data.scenes import Scene
from training.data.sources import is_divided, read_scenes
from training.experiment import Experiment
from training.plans import MemberPlan

BLOCK_PX = 1024
GAIN_STEP_PX = 16
"""A large raster's gain is judged on every sixteenth row."""
MOST_CLASSES = 64


def kept_normalisation(experiment: Experiment, member: MemberPlan, data: Path, runs: Path) -> Normalisation:
    """Return the normalisation of the member's band setting, measured once and kept in the experiment's folder."""
    setting = experiment.setting_of(member)
    path = runs / experiment.name / f"normalisation-{setting}.json"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        plain = to_plain(measure_normalisation(experiment, member, data))
        partial.write_text(json.dumps(plain, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)
    return from_plain(Normalisation, json.loads(path.read_text(encoding="utf-8")))


def measure_normalisation(experiment: Experiment, member: MemberPlan, data: Path) -> Normalisation:
    """Return the normalisation with mean, std and classes of the training split, or of train and validation."""
    plan, bands = experiment.normalisation, experiment.bands_of(member)
    count = len(bands.bands)
    raw = Normalisation(
        plan.divide or (1.0,) * count, (0.0,) * count, (1.0,) * count, plan.gain, plan.transform, plan.log_floor
    )
    splits = ("train", "validation") if plan.statistics == "train_and_validation" else ("train",)
    scenes = [scene for split in splits for scene in read_scenes(experiment, bands, split, data)]
    classes = _classes(scenes, bands) if plan.categories == "one_hot" else ()
    if not plan.scale:
        return replace(raw, classes=classes)
    fed = fed_normalisation(raw, experiment)
    mean, std = band_statistics(block for scene in scenes for block in _transformed(scene, fed))
    return replace(raw, mean=tuple(mean), std=tuple(std), classes=classes)


def fed_normalisation(normalisation: Normalisation, experiment: Experiment) -> Normalisation:
    """Return what is applied to the values as they are stored: some data are divided already."""
    if not is_divided(experiment.data.kind):
        return normalisation
    return replace(normalisation, divide=(1.0,) * len(normalisation.divide))


def band_statistics(blocks: Iterable[np.ndarray]) -> tuple[list[float], list[float]]:
    """Return mean and std per band over blocks (C, …); NaN is left out, a constant band gets std 1."""
    total = squares = count = 0.0
    for block in blocks:
        flat = block.reshape(len(block), -1).astype(np.float64)
        total = total + np.nansum(flat, axis=1)
        squares = squares + np.nansum(flat**2, axis=1)
        count = count + np.isfinite(flat).sum(axis=1)
    mean = total / np.maximum(count, 1)
    std = np.sqrt(np.maximum(squares / np.maximum(count, 1) - mean**2, 0))
    return [round(float(m), 6) for m in mean], [round(float(s), 6) if s > 1e-6 else 1.0 for s in std]


def scene_gain(scene: Scene, normalisation: Normalisation) -> float:
    """Return the gain of a scene as a raster of its own."""
    if normalisation.gain == "none":
        return 1.0
    height, width = scene.shape
    step = 1 if height <= BLOCK_PX else GAIN_STEP_PX
    rows = (
        [scene.read(slice(row, row + 1), slice(0, width))[0] for row in range(0, height, step)]
        if step > 1
        else [scene.read(slice(0, height), slice(0, width))[0]]
    )
    sample = np.concatenate([block.reshape(len(block), -1) for block in rows], axis=1)
    return raster_gain(sample, normalisation)


def blocks_of(scene: Scene) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield bands (C, h, W) and label (h, W) of a scene, block of rows by block of rows."""
    height, width = scene.shape
    for top in range(0, height, BLOCK_PX):
        yield scene.read(slice(top, min(top + BLOCK_PX, height)), slice(0, width))


def _transformed(scene: Scene, fed: Normalisation) -> Iterator[np.ndarray]:
    """Yield the scene's bands as :func:`normalise` has them before mean and std, with NaN kept."""
    gain = np.float32(scene_gain(scene, fed))
    divide = np.asarray(fed.divide, np.float32).reshape(-1, 1, 1)
    for bands, _ in blocks_of(scene):
        values = bands / divide / gain
        yield np.log(np.maximum(values, np.float32(fed.log_floor))) if fed.transform == "log" else values


def _classes(scenes: list[Scene], setting: BandSetting) -> tuple[tuple[float, ...], ...]:
    """Return the values of each categorical band with more than two of them, empty for the rest."""
    found: list[set[float]] = [set() for _ in setting.bands]
    for scene in scenes:
        for bands, _ in blocks_of(scene):
            for index, band in enumerate(setting.bands):
                if band.categorical:
                    values = np.unique(bands[index])
                    found[index].update(values[np.isfinite(values)][:MOST_CLASSES].tolist())
    return tuple(tuple(sorted(values)) if len(values) > 2 else () for values in found)
