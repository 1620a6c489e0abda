"""Predictions of members on a split, cached on disk, so that ensembles of any size are formed in seconds.

Probabilities and labels are flat arrays over the labelled pixels (label 0 or 1) of all images of a split, in the order
of the evaluation set; ``group`` is the number of a pixel's image (tile or case study).
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import torch
from torch.utils.data import DataLoader

from training.data.datasets import EvaluationSet, open_evaluation
from training.data.labels import IGNORE
from training.members.targets import Targets
from training.members.trained import load_trained, weights_fingerprint
from training.planning.experiment import MemberPlan
from training.planning.run_folder import read_json, write_json
from training.planning.workspace import Workspace

WEIGHTS = "weights"


def member_probabilities(workspace: Workspace, member_plan: MemberPlan, targets: Targets, turns: int = 1) -> np.ndarray:
    """Return the member's probabilities (N,) float16 of ``targets``, memory-mapped, predicting if not cached.

    ``turns``: 1, 4 (quarter turns) or 8 (with flips): the probabilities of the turned inputs are averaged.
    """
    name = targets.split if turns == 1 else f"{targets.split}-turns{turns}"

    def predict_now() -> np.ndarray:
        trained = load_trained(workspace, member_plan)
        images = open_evaluation(workspace, member_plan, targets.split, trained.normalisation)
        return predict(trained.network, images, turns)

    return load_or_predict(name, workspace, member_plan, targets, predict_now)


def load_or_predict(
    name: str,
    workspace: Workspace,
    member_plan: MemberPlan,
    targets: Targets,
    predict_now: Callable[[], np.ndarray],
) -> np.ndarray:
    """Return the cached array ``name`` of the member, memory-mapped; call ``predict_now`` if there is none.

    An array from other weights or other data does not count. Its provenance is beside it: ``validation.npy``,
    ``validation.made-of.json``. That file is written last, with the weights found at the beginning.
    """
    folder = workspace.folder(member_plan.id)
    provenance = {
        **targets.provenance,
        WEIGHTS: weights_fingerprint(folder.checkpoint(workspace.experiment.schedule.checkpoint)),
    }
    path = folder.probabilities(name)
    provenance_file = path.with_suffix(".made-of.json")
    if not path.is_file() or not provenance_file.is_file() or read_json(provenance_file) != provenance:
        values, partial = predict_now(), path.with_suffix(f".{os.getpid()}.partial")
        with open(partial, "wb") as file:
            np.save(file, values)
        provenance_file.unlink(missing_ok=True)
        partial.replace(path)
        write_json(provenance_file, provenance)
    return np.load(path, mmap_mode="r")


def predict(
    network: torch.nn.Module,
    images: EvaluationSet,
    turns: int = 1,
    batch_size: int = 16,
    dtype: type[np.floating] = np.float16,
) -> np.ndarray:
    """Return the probabilities (N,) of the labelled pixels of ``images`` in order, as ``dtype``."""
    device = next(network.parameters()).device
    parts = []
    with torch.inference_mode():
        for tiles, label in DataLoader(images, images.batch_size(batch_size)):
            mean = torch.stack([_predict_turned(network, tiles.to(device), turn) for turn in range(turns)]).mean(dim=0)
            parts.append(mean.cpu().numpy()[label.numpy()[:, 0] != IGNORE].astype(dtype))
    return np.concatenate(parts)


def _predict_turned(network: torch.nn.Module, tiles: torch.Tensor, turn: int) -> torch.Tensor:
    """Return probabilities (B, H, W) predicted on turned tiles and turned back; ``turn`` >= 4 mirrors, too."""
    mirrored = tiles.flip(-1) if turn >= 4 else tiles
    turned = torch.rot90(mirrored, turn % 4, (-2, -1)).contiguous(memory_format=torch.channels_last)
    probability = torch.rot90(network(turned)[:, 0].float().sigmoid(), -(turn % 4), (-2, -1))
    return probability.flip(-1) if turn >= 4 else probability
