"""The normalisation of a band setting: what the experiment chooses, and what is measured on its training data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.core.records import from_plain, to_plain
from training.data.gains import scene_gain
from training.data.made_of import is_made_of, made_of
from training.data.scenes import Scene, blocks
from training.data.sources import kind_of, read_scenes
from training.data.statistics import band_classes, band_statistics
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import write_json
from training.planning.start import pack_card

MEASURED_ON = ("kind", "folder", "train", "validation", "validation_share", "split_seed")
"""What of the data's table decides what is measured; the files do besides."""


def kept_normalisation(experiment: Experiment, member: MemberPlan, data: Path, runs: Path) -> Normalisation:
    """Return the normalisation of the pack that the experiment starts from, or the one that it measures.

    It is measured for each band setting once, and kept in the experiment's folder:
    ``runs/<experiment>/normalisation-<setting>.json`` holds it with the plan and the files it was made for; others
    measure anew. Processes that measure at the same time write the same.
    """
    if experiment.start.pack:
        return pack_card(experiment.start.pack).normalisation
    path, made_for = _kept_at(experiment, member, runs), _made_for(experiment, data, runs)
    if not is_made_of(_read(path).get("made_for", {}), made_for):
        _keep(path, made_for, measure_normalisation(experiment, member, data))
    return from_plain(Normalisation, _read(path)["normalisation"], f"'{path}'")


def keep_normalisation(
    experiment: Experiment, member: MemberPlan, data: Path, runs: Path, normalisation: Normalisation
) -> None:
    """Keep a normalisation of the member's band setting, however it was measured, for :func:`kept_normalisation`."""
    _keep(_kept_at(experiment, member, runs), _made_for(experiment, data, runs), normalisation)


def _keep(path: Path, made_for: dict[str, Any], normalisation: Normalisation) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"made_for": made_for, "normalisation": to_plain(normalisation)})


def _kept_at(experiment: Experiment, member: MemberPlan, runs: Path) -> Path:
    return runs / experiment.name / f"normalisation-{experiment.setting_of(member)}.json"


def measure_normalisation(experiment: Experiment, member: MemberPlan, data: Path) -> Normalisation:
    """Return the normalisation with mean, std and classes of the training split, or of train and validation."""
    plan, setting = experiment.normalisation, experiment.bands_of(member)
    count = len(setting.bands)
    if plan.divide and len(plan.divide) != count:
        raise RequestError(
            f"normalisation.divide has {len(plan.divide)} numbers; '{setting.name}' has {count} bands.",
            f"Give one for each, in this order: {', '.join(setting.band_names)}.",
        )
    zero, one = (0.0,) * count, (1.0,) * count
    raw = Normalisation(plan.divide or one, zero, one, plan.gain, plan.transform, plan.log_floor)
    if not plan.scale and plan.categories == "numbers":
        return raw
    scenes = _measured_scenes(experiment, setting, data)
    classes = band_classes(_blocks(scenes), setting) if plan.categories == "one_hot" else ()
    if not plan.scale:
        return replace(raw, classes=classes)
    mean, std = band_statistics(_transformed(scenes, fed_normalisation(raw, experiment)))
    return replace(raw, mean=tuple(mean), std=tuple(std), classes=classes)


def fed_normalisation(normalisation: Normalisation, experiment: Experiment) -> Normalisation:
    """Return what is applied to the values as they are stored: those of tiles are divided already."""
    if not kind_of(experiment).is_tiled:
        return normalisation
    return replace(normalisation, divide=(1.0,) * len(normalisation.divide))


def _made_for(experiment: Experiment, data: Path, runs: Path) -> dict[str, Any]:
    made = made_of(experiment, _measured_splits(experiment), MEASURED_ON, data, runs)
    return {"normalisation": to_plain(experiment.normalisation), **made}


def _read(path: Path) -> dict[str, Any]:
    """Return what is kept; nothing where there is none, or where it is broken."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) and "normalisation" in kept else {}


def _measured_scenes(experiment: Experiment, setting: BandSetting, data: Path) -> list[Scene]:
    splits = _measured_splits(experiment)
    return [scene for split in splits for scene in read_scenes(experiment, setting, split, data)]


def _measured_splits(experiment: Experiment) -> tuple[str, ...]:
    return ("train", "validation") if experiment.normalisation.statistics == "train_and_validation" else ("train",)


def _blocks(scenes: list[Scene]) -> Iterator[np.ndarray]:
    """Yield bands (C, h, W) of all scenes, block of rows by block of rows."""
    for scene in scenes:
        for rows in blocks(scene.shape[0]):
            yield scene.read(rows, slice(0, scene.shape[1]))[0]


def _transformed(scenes: list[Scene], fed: Normalisation) -> Iterator[np.ndarray]:
    """Yield bands as :func:`engine.networks.normalisation.normalise` has them before mean and std, with NaN kept."""
    divide = np.asarray(fed.divide, np.float32).reshape(-1, 1, 1)
    for scene in scenes:
        gain = np.float32(scene_gain(scene, fed))
        for bands in _blocks([scene]):
            values = bands / divide / gain
            yield np.log(np.maximum(values, np.float32(fed.log_floor))) if fed.transform == "log" else values
