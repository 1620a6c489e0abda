"""The normalisation of a band setting: chosen by the experiment, measured on its training data, cached on disk."""

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
from training.data.provenance import describe_provenance, has_provenance
from training.data.scenes import Scene, row_blocks
from training.data.sources import kind_of, read_scenes
from training.data.statistics import band_classes, band_statistics
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import write_json
from training.planning.start import pack_card
from training.planning.workspace import Workspace

MEASURED_ON = ("kind", "folder", "train", "validation", "validation_share", "split_seed")
"""Fields of the data's table that decide, with the files, what is measured."""


def load_normalisation(workspace: Workspace, member_plan: MemberPlan) -> Normalisation:
    """Return the normalisation of the pack that the experiment starts from, else the measured one.

    It is measured once for each band setting and cached in ``runs/<experiment>/normalisation-<setting>.json`` with the
    plan and the provenance of its data; if either changes it is measured again. Processes that measure at the same time
    write the same.
    """
    experiment = workspace.experiment
    if experiment.start.pack:
        return pack_card(experiment.start.pack).normalisation
    path, made_for = _cache_path(workspace, member_plan), _measurement_provenance(workspace)
    if not has_provenance(_read_cache(path).get("made_for", {}), made_for):
        _write_cache(path, made_for, measure_normalisation(experiment, member_plan, workspace.data))
    return from_plain(Normalisation, _read_cache(path)["normalisation"], f"'{path}'")


def save_normalisation(workspace: Workspace, member_plan: MemberPlan, normalisation: Normalisation) -> None:
    """Store a normalisation for the member's band setting where :func:`load_normalisation` looks for it."""
    _write_cache(
        _cache_path(workspace, member_plan),
        _measurement_provenance(workspace),
        normalisation,
    )


def _write_cache(path: Path, made_for: dict[str, Any], normalisation: Normalisation) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, {"made_for": made_for, "normalisation": to_plain(normalisation)})


def _cache_path(workspace: Workspace, member_plan: MemberPlan) -> Path:
    return workspace.experiment_folder / f"normalisation-{workspace.experiment.setting_of(member_plan)}.json"


def measure_normalisation(experiment: Experiment, member_plan: MemberPlan, data: Path) -> Normalisation:
    """Return the normalisation with mean, std and classes of the training split, or of train and validation."""
    normalisation_plan, setting = experiment.normalisation, experiment.bands_of(member_plan)
    count = len(setting.bands)
    if normalisation_plan.divide and len(normalisation_plan.divide) != count:
        raise RequestError(
            f"normalisation.divide has {len(normalisation_plan.divide)} numbers; '{setting.name}' has {count} bands.",
            f"Give one for each, in this order: {', '.join(setting.band_names)}.",
        )
    zero, one = (0.0,) * count, (1.0,) * count
    raw = Normalisation(
        normalisation_plan.divide or one,
        zero,
        one,
        normalisation_plan.gain,
        normalisation_plan.transform,
        normalisation_plan.log_floor,
    )
    if not normalisation_plan.scale and normalisation_plan.categories == "numbers":
        return raw
    scenes = _measured_scenes(experiment, setting, data)
    classes = band_classes(_iterate_blocks(scenes), setting) if normalisation_plan.categories == "one_hot" else ()
    if not normalisation_plan.scale:
        return replace(raw, classes=classes)
    mean, std = band_statistics(_iterate_transformed(scenes, input_normalisation(raw, experiment)))
    return replace(raw, mean=tuple(mean), std=tuple(std), classes=classes)


def input_normalisation(normalisation: Normalisation, experiment: Experiment) -> Normalisation:
    """Return the normalisation for values as stored: those of tiles are divided already."""
    if not kind_of(experiment).is_tiled:
        return normalisation
    return replace(normalisation, divide=(1.0,) * len(normalisation.divide))


def _measurement_provenance(workspace: Workspace) -> dict[str, Any]:
    experiment = workspace.experiment
    provenance = describe_provenance(workspace, _measured_splits(experiment), MEASURED_ON)
    return {"normalisation": to_plain(experiment.normalisation), **provenance}


def _read_cache(path: Path) -> dict[str, Any]:
    """Return the cached record, empty if there is none or it is damaged."""
    try:
        cached = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cached if isinstance(cached, dict) and "normalisation" in cached else {}


def _measured_scenes(experiment: Experiment, setting: BandSetting, data: Path) -> list[Scene]:
    splits = _measured_splits(experiment)
    return [scene for split in splits for scene in read_scenes(experiment, setting, split, data)]


def _measured_splits(experiment: Experiment) -> tuple[str, ...]:
    return ("train", "validation") if experiment.normalisation.statistics == "train_and_validation" else ("train",)


def _iterate_blocks(scenes: list[Scene]) -> Iterator[np.ndarray]:
    """Yield the bands (C, h, W) of all scenes, one block of rows after another."""
    for scene in scenes:
        for rows in row_blocks(scene.shape[0]):
            yield scene.read(rows, slice(0, scene.shape[1]))[0]


def _iterate_transformed(scenes: list[Scene], normalisation: Normalisation) -> Iterator[np.ndarray]:
    """Yield bands as ``engine.networks.normalisation.normalise`` has them before mean and std, NaN kept."""
    divide = np.asarray(normalisation.divide, np.float32).reshape(-1, 1, 1)
    for scene in scenes:
        gain = np.float32(scene_gain(scene, normalisation))
        for bands in _iterate_blocks([scene]):
            values = bands / divide / gain
            yield (
                np.log(np.maximum(values, np.float32(normalisation.log_floor)))
                if normalisation.transform == "log"
                else values
            )
