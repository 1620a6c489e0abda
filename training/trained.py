"""Members that have been trained: their weights out of a run folder, and what they predict."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from deepslide_qgis.core.errors import RequestError
from training.experiment import Experiment, MemberPlan
from training.lightning_member import make_network

PREFIX = "network."


@dataclass(frozen=True)
class TrainedMember:
    """One member with its best weights, ready to predict."""

    plan: MemberPlan
    network: torch.nn.Module
    epochs: int


def load_trained(experiment: Experiment, plan: MemberPlan, runs: Path) -> TrainedMember:
    """Return the member in its run folder; raise RequestError where it was never trained or never validated."""
    folder = runs / experiment.name / plan.id
    checkpoint = folder / f"{experiment.schedule.checkpoint}.ckpt"
    if not checkpoint.is_file():
        raise RequestError(f"Member '{plan.id}' was never trained: there is no {checkpoint}.", "Train it first.")
    if not was_validated(folder):
        raise RequestError(
            f"Member '{plan.id}' was never validated.", "Train it until its first validation; see validate_every."
        )
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = make_network(plan, len(experiment.bands.bands))
    weights = {name.removeprefix(PREFIX): w for name, w in state["state_dict"].items() if name.startswith(PREFIX)}
    network.load_state_dict(weights)
    return TrainedMember(plan, network.eval().to(memory_format=torch.channels_last), int(state["epoch"]) + 1)


def was_validated(folder: Path) -> bool:
    """Return whether one of the run's logs (one for each time it was started) holds a validation score."""
    return any(row.get("val_f1") for row in read_log(folder))


def read_log(folder: Path) -> list[dict[str, str]]:
    """Return the rows of all logs of a run folder."""
    rows = []
    for path in sorted(folder.glob("log*/metrics.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            rows += list(csv.DictReader(file))
    return rows


def predict_tiles(network: torch.nn.Module, dataset: Dataset, batch_size: int = 16) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities (N, H, W) float32 and targets (N, H, W) bool of all tiles of ``dataset``."""
    probabilities, targets = [], []
    with torch.inference_mode():
        for tiles, target in DataLoader(dataset, batch_size):
            logits = network(tiles.contiguous(memory_format=torch.channels_last))
            probabilities.append(logits[:, 0].sigmoid().numpy())
            targets.append(target[:, 0].numpy() > 0)
    return np.concatenate(probabilities), np.concatenate(targets)
