"""The labelled pixels of a split, cached on disk with the provenance of their data."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from training.data.datasets import open_evaluation
from training.data.evaluation_set import EvaluationSet
from training.data.labels import IGNORE
from training.data.provenance import describe_provenance, has_provenance
from training.planning.workspace import Workspace

TARGETS = "targets-{split}.npz"
LABELLED_BY = ("kind", "folder", "train", "validation", "validation_share", "split_seed", "filter")
SCORED_BY = ("centre_crop", "score_gaps")
"""Fields of the data's table that decide, with the files, which pixels a split has and their labels."""


@dataclass(frozen=True)
class Targets:
    """Labels (N,) bool and groups (N,) int32 of the labelled pixels of a split; ``names`` of the groups.

    ``provenance`` describes the split's data; predictions on the split store it, too.
    """

    split: str
    label: np.ndarray
    group: np.ndarray
    names: tuple[str, ...]
    provenance: dict[str, Any]


def load_targets(workspace: Workspace, split: str) -> Targets:
    """Return the labelled pixels of ``split`` (train, validation or test), cached in the experiment's folder.

    They are read again if the data, or the experiment's settings for them, have changed.
    """
    experiment = workspace.experiment
    path = workspace.experiment_folder / TARGETS.format(split=split)
    now = describe_provenance(workspace, [split], sorted({*LABELLED_BY, *SCORED_BY, split}))
    cached = _read_targets_npz(path, split)
    if cached is None or not has_provenance(cached.provenance, now):
        images = open_evaluation(workspace, experiment.members[0], split)
        cached = Targets(split, *_labelled_pixels(images), now)
        _write_targets_npz(path, cached)
    return cached


def _labelled_pixels(images: EvaluationSet) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    labels, groups = [], []
    for index in range(len(images)):
        label = images[index][1].numpy()[0]
        labelled = label[label != IGNORE]
        labels.append(labelled == 1)
        groups.append(np.full(labelled.size, images.groups[index], np.int32))
    return np.concatenate(labels), np.concatenate(groups), images.names


def _read_targets_npz(path: Path, split: str) -> Targets | None:
    """Return the cached targets, None if there are none or if they have no provenance (older versions)."""
    try:
        with np.load(path) as cached:
            provenance = json.loads(str(cached["made_of"]))
            return Targets(split, cached["label"], cached["group"], tuple(cached["names"].tolist()), provenance)
    except (OSError, KeyError, ValueError, BadZipFile):
        return None


def _write_targets_npz(path: Path, targets: Targets) -> None:
    partial = path.with_suffix(f".{os.getpid()}")  # several members may write at the same time
    provenance = np.array(json.dumps(targets.provenance))
    with open(partial, "wb") as file:
        np.savez_compressed(
            file, label=targets.label, group=targets.group, names=np.array(targets.names), made_of=provenance
        )
    partial.replace(path)
