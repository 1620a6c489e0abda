"""What members predict on a split, kept on disk, so that ensembles of any size are formed in seconds.

Probabilities and labels are flat arrays over the labelled pixels (label 0 or 1) of all images of a split, in the
order of the evaluation set; ``group`` says to which image (tile or case study) a pixel belongs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader

from training.data.labels import IGNORE
from training.data.opening import EvaluationSet, open_evaluation
from training.members.targets import Targets
from training.members.trained import load_trained, weights_mark
from training.planning.experiment import Experiment, MemberPlan
from training.planning.run_folder import RunFolder, read_json, write_json

WEIGHTS = "weights"


def probabilities_of(
    experiment: Experiment, member: MemberPlan, targets: Targets, data: Path, runs: Path, turns: int = 1
) -> np.ndarray:
    """Return the member's probabilities (N,) float16 of ``targets``, memory-mapped, predicted where not kept yet.

    ``turns``: 1, 4 (quarter turns) or 8 (and flips): the logits' probabilities are averaged over the turned input.
    """
    name = targets.split if turns == 1 else f"{targets.split}-turns{turns}"

    def predicted() -> np.ndarray:
        trained = load_trained(experiment, member, runs)
        images = open_evaluation(experiment, member, targets.split, data, runs, trained.normalisation)
        return predict(trained.network, images, turns)

    return kept_probabilities(name, experiment, member, targets, runs, predicted)


def kept_probabilities(
    name: str,
    experiment: Experiment,
    member: MemberPlan,
    targets: Targets,
    runs: Path,
    predicted: Callable[[], np.ndarray],
) -> np.ndarray:
    """Return what the member's folder keeps as ``name``, memory-mapped, ``predicted`` where there is nothing.

    What other weights predicted, or on other data, counts as nothing. What it was made of lies beside it:
    ``validation.npy``, ``validation.made-of.json``. That is written last, and says which weights were there at first.
    """
    folder = RunFolder.of(runs, experiment.name, member.id)
    made_of = {**targets.made_of, WEIGHTS: weights_mark(folder.checkpoint(experiment.schedule.checkpoint))}
    path = folder.probabilities(name)
    mark = path.with_suffix(".made-of.json")
    if not path.is_file() or not mark.is_file() or read_json(mark) != made_of:
        values, partial = predicted(), path.with_suffix(f".{os.getpid()}.partial")
        with open(partial, "wb") as file:
            np.save(file, values)
        mark.unlink(missing_ok=True)
        partial.replace(path)
        write_json(mark, made_of)
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
    parts = []
    with torch.inference_mode():
        for tiles, label in DataLoader(images, images.batch_size(batch_size)):
            mean = torch.stack([_turned(network, tiles.to(device), turn) for turn in range(turns)]).mean(dim=0)
            parts.append(mean.cpu().numpy()[label.numpy()[:, 0] != IGNORE].astype(dtype))
    return np.concatenate(parts)


def _turned(network: torch.nn.Module, tiles: torch.Tensor, turn: int) -> torch.Tensor:
    """Return probabilities (B, H, W) predicted on turned tiles and turned back; mirrored from the fourth turn on."""
    mirrored = tiles.flip(-1) if turn >= 4 else tiles
    turned = torch.rot90(mirrored, turn % 4, (-2, -1)).contiguous(memory_format=torch.channels_last)
    probability = torch.rot90(network(turned)[:, 0].float().sigmoid(), -(turn % 4), (-2, -1))
    return probability.flip(-1) if turn >= 4 else probability
