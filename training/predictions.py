"""What members predict on a split, kept on disk, so that ensembles of any size are formed in seconds.

Probabilities and labels are flat arrays over the labelled pixels (label 0 or 1) of all images of a split, in the
order of the evaluation set; ``group`` says to which image (tile or case study) a pixel belongs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader

from training.data.labels import IGNORE
from training.data.opening import EvaluationSet, open_evaluation
from training.experiment import Experiment, MemberPlan
from training.run_folder import RunFolder
from training.trained import load_trained

TARGETS = "targets-{split}.npz"


@dataclass(frozen=True)
class Targets:
    """Labels (N,) bool and groups (N,) int32 of the labelled pixels of a split; ``names`` of the groups."""

    label: np.ndarray
    group: np.ndarray
    names: tuple[str, ...]


def targets_of(experiment: Experiment, split: str, data: Path, runs: Path) -> Targets:
    """Return the labelled pixels of ``split`` (train, validation or test), kept in the experiment's folder."""
    path = runs / experiment.name / TARGETS.format(split=split)
    if not path.is_file():
        labels, groups, names = _labelled_pixels(open_evaluation(experiment, experiment.members[0], split, data, runs))
        partial = path.with_suffix(f".{os.getpid()}")  # members that train at the same time may all get here
        with open(partial, "wb") as file:
            np.savez_compressed(file, label=labels, group=groups, names=np.array(names))
        partial.replace(path)
    kept = np.load(path)
    return Targets(kept["label"], kept["group"], tuple(kept["names"].tolist()))


def probabilities_of(
    experiment: Experiment, member: MemberPlan, split: str, data: Path, runs: Path, turns: int = 1
) -> np.ndarray:
    """Return the member's probabilities (N,) float16 on ``split``, memory-mapped, predicted where not kept yet.

    ``turns``: 1, 4 (quarter turns) or 8 (and flips): the logits' probabilities are averaged over the turned input.
    """
    name = split if turns == 1 else f"{split}-turns{turns}"
    path = RunFolder.of(runs, experiment.name, member.id).probabilities(name)
    if not path.is_file():
        network = load_trained(experiment, member, runs).network
        values = predict(network, open_evaluation(experiment, member, split, data, runs), turns)
        with open(path.with_suffix(".partial"), "wb") as file:
            np.save(file, values)
        path.with_suffix(".partial").replace(path)
    return np.load(path, mmap_mode="r")


def predict(
    network: torch.nn.Module,
    images: EvaluationSet,
    turns: int = 1,
    batch_size: int = 16,
    dtype: type[np.floating] = np.float16,
) -> np.ndarray:
    """Return the probabilities (N,) of the labelled pixels of ``images`` in their order, as ``dtype``."""
    device = next(network.parameters()).device
    size = batch_size if images.equal_sizes else 1
    parts = []
    with torch.inference_mode():
        for tiles, label in DataLoader(images, size):
            mean = torch.stack([_turned(network, tiles.to(device), turn) for turn in range(turns)]).mean(dim=0)
            parts.append(mean.cpu().numpy()[label.numpy()[:, 0] != IGNORE].astype(dtype))
    return np.concatenate(parts)


def _turned(network: torch.nn.Module, tiles: torch.Tensor, turn: int) -> torch.Tensor:
    """Return probabilities (B, H, W) predicted on turned tiles and turned back; mirrored from the fourth turn on."""
    mirrored = tiles.flip(-1) if turn >= 4 else tiles
    turned = torch.rot90(mirrored, turn % 4, (-2, -1)).contiguous(memory_format=torch.channels_last)
    probability = torch.rot90(network(turned)[:, 0].float().sigmoid(), -(turn % 4), (-2, -1))
    return probability.flip(-1) if turn >= 4 else probability


def _labelled_pixels(images: EvaluationSet) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    labels, groups = [], []
    for index in range(len(images)):
        label = images[index][1].numpy()[0]
        labelled = label[label != IGNORE]
        labels.append(labelled == 1)
        groups.append(np.full(labelled.size, images.groups[index], np.int32))
    return np.concatenate(labels), np.concatenate(groups), images.names
