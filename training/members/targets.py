"""The labelled pixels of a split, kept on disk with the mark of the data they were made of."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from training.data.evaluation_set import EvaluationSet
from training.data.labels import IGNORE
from training.data.made_of import is_made_of, made_of
from training.data.opening import open_evaluation
from training.planning.experiment import Experiment

TARGETS = "targets-{split}.npz"
LABELLED_BY = ("kind", "folder", "train", "validation", "validation_share", "split_seed", "filter")
JUDGED_BY = ("centre_crop", "score_gaps")
"""What of the data's table decides, with the files, which pixels a split has and what they are labelled."""


@dataclass(frozen=True)
class Targets:
    """Labels (N,) bool and groups (N,) int32 of the labelled pixels of a split; ``names`` of the groups.

    ``made_of`` is the mark of the split's data, which what is predicted on them carries, too.
    """

    split: str
    label: np.ndarray
    group: np.ndarray
    names: tuple[str, ...]
    made_of: dict[str, Any]


def targets_of(experiment: Experiment, split: str, data: Path, runs: Path) -> Targets:
    """Return the labelled pixels of ``split`` (train, validation or test), kept in the experiment's folder.

    They are made anew where the data, or what the experiment makes of them, are not those that they were made of.
    """
    path = runs / experiment.name / TARGETS.format(split=split)
    now = made_of(experiment, [split], sorted({*LABELLED_BY, *JUDGED_BY, split}), data, runs)
    kept = _read(path, split)
    if kept is None or not is_made_of(kept.made_of, now):
        images = open_evaluation(experiment, experiment.members[0], split, data, runs)
        kept = Targets(split, *_labelled_pixels(images), now)
        _write(path, kept)
    return kept


def _labelled_pixels(images: EvaluationSet) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    labels, groups = [], []
    for index in range(len(images)):
        label = images[index][1].numpy()[0]
        labelled = label[label != IGNORE]
        labels.append(labelled == 1)
        groups.append(np.full(labelled.size, images.groups[index], np.int32))
    return np.concatenate(labels), np.concatenate(groups), images.names


def _read(path: Path, split: str) -> Targets | None:
    """Return what is kept, None where there is nothing, or something from before there were marks."""
    try:
        with np.load(path) as kept:
            mark = json.loads(str(kept["made_of"]))
            return Targets(split, kept["label"], kept["group"], tuple(kept["names"].tolist()), mark)
    except (OSError, KeyError, ValueError, BadZipFile):
        return None


def _write(path: Path, targets: Targets) -> None:
    partial = path.with_suffix(f".{os.getpid()}")  # members that train at the same time may all get here
    mark = np.array(json.dumps(targets.made_of))
    with open(partial, "wb") as file:
        np.savez_compressed(file, label=targets.label, group=targets.group, names=np.array(targets.names), made_of=mark)
    partial.replace(path)
