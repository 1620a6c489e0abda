"""Training throughput: samples per second of our training step against the plain way, side by side in one run.

The plain way is a DataLoader whose data set opens the file of a case study for each sample, reads it whole (as the
reference study's code does; ``--plain window``: reads the window alone), normalises and crops it; float32, default
memory format, default Adam. Ours is what ``python -m training train`` does: scenes held in memory and normalised once,
channels_last, bfloat16 where the device has it, Lightning's loop around it. Same network, batch, data and loss; both
learn in turns, and the medians over all their steps are compared.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import rasterio
import torch
from rasterio.windows import Window
from torch.utils.data import DataLoader, Dataset

from deepslide_qgis.core.bands import CASE_STUDY_BANDS
from deepslide_qgis.core.packs.card import Normalisation
from training.data.datasets import open_training
from training.data.normalising import load_normalisation
from training.data.tile_sampler import TileSampler
from training.members.libraries import callbacks, lightning
from training.members.lightning_member import LightningMember
from training.members.loop import precision_of, silence_lightning
from training.members.losses import WeightedLoss
from training.planning.experiment import Experiment, read_experiment
from training.planning.networks import make_network
from training.planning.plans import MemberPlan
from training.planning.workspace import Workspace
from training.simulation.simulate import simulate_many

EXPERIMENT = """
name = "throughput"
recipe = "ganerod"
seed = 1
[data]
title = "simulated case studies"
kind = "case_studies"
folder = "global_dataset"
train = "train_val"
validation = "test"
tile_px = {tile_px}
[schedule]
batch_size = {batch}
precision = "auto"
[card]
title = "throughput"
description = ""
nodata = "all"
gsd_m = 10.0
tile_px = 256
margin_px = 32
"""
WARM_UP = 2
"""Steps of each turn that do not count: memory is laid out, kernels are chosen."""


class PlainDataset(Dataset):
    """Reads, normalises and crops a sample from disk, around a random landslide pixel."""

    def __init__(self, folder: Path, experiment: Experiment, normalisation: Normalisation, whole: bool):
        self._inputs = sorted((folder / "input").glob("*.tif"))
        self._labels = sorted((folder / "label").glob("*.tif"))
        names = [band.name for band in CASE_STUDY_BANDS]
        bands = experiment.bands_of(experiment.members[0])
        self._numbers = [names.index(name) + 1 for name in bands.band_names]
        self._mean, self._std = (np.array(v)[:, None, None] for v in (normalisation.mean, normalisation.std))
        self._plan, self._whole = experiment.data, whole

    def __len__(self) -> int:
        return self._plan.tiles_per_epoch

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        number = np.random.randint(len(self._inputs))
        with rasterio.open(self._labels[number]) as file:
            label = file.read(1)
        pixels = np.argwhere(label == 1)
        size = self._plan.tile_px
        top, left = np.clip(pixels[np.random.randint(len(pixels))] - size // 2, 0, np.array(label.shape) - size)
        with rasterio.open(self._inputs[number]) as file:
            if self._whole:
                tile = file.read()[np.array(self._numbers) - 1, top : top + size, left : left + size]
            else:
                tile = file.read(self._numbers, window=Window(left, top, size, size))
        tile = np.nan_to_num((tile - self._mean) / self._std).astype(np.float32)
        label = label[top : top + size, left : left + size].astype(np.float32)[None]
        for axis in (1, 2):
            if np.random.rand() < 0.5:
                tile, label = np.flip(tile, axis), np.flip(label, axis)
        return torch.from_numpy(tile.copy()), torch.from_numpy(label.copy())


class StepTimes(callbacks.Callback):
    """Notes the time at the end of each training step."""

    def __init__(self) -> None:
        self.ends: list[float] = []

    def on_train_batch_end(self, trainer: lightning.Trainer, *_: object) -> None:
        if trainer.strategy.root_device.type == "cuda":
            torch.cuda.synchronize()
        self.ends.append(time.perf_counter())


def plain_steps(tiles: Dataset, plan: MemberPlan, channels: int, batch: int, steps: int, device: str) -> list[float]:
    """Return the seconds of each step of the plain way, data included."""
    network = make_network(plan, channels).to(device).train()
    optimizer, loss_of = torch.optim.Adam(network.parameters(), 1e-3), WeightedLoss(plan.loss)
    ends = []
    for index, (tile, label) in enumerate(DataLoader(tiles, batch, shuffle=True, drop_last=True)):
        optimizer.zero_grad()
        loss_of(network(tile.to(device)), label.to(device)).backward()
        optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()
        ends.append(time.perf_counter())
        if index == WARM_UP + steps:
            break
    return np.diff(ends)[WARM_UP:].tolist()


def our_steps(
    experiment: Experiment, data: Path, runs: Path, channels: int, steps: int, device: str, workers: int
) -> list[float]:
    """Return the seconds of each step of our way, data included."""
    plan, batch, times = experiment.members[0], experiment.schedule.batch_size, StepTimes()
    tiles = open_training(Workspace(experiment, data, runs), plan)
    loader = DataLoader(tiles, batch, sampler=TileSampler(len(tiles), 1), drop_last=True, num_workers=workers)
    with silence_lightning():
        trainer = lightning.Trainer(
            accelerator="gpu" if device == "cuda" else "cpu", devices=1, max_epochs=1, callbacks=[times], logger=False,
            limit_train_batches=WARM_UP + steps + 1, precision=precision_of(experiment.schedule.precision),
            enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
        )  # fmt: skip
        schedule = replace(experiment.schedule, rate="constant")
        trainer.fit(LightningMember(plan, schedule, channels), loader)
    return np.diff(times.ends)[WARM_UP:].tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--architecture", default="Unet")
    parser.add_argument("--encoder", default="resnet34")
    parser.add_argument("--setting", default="s1s2")
    parser.add_argument("--tile", type=int, default=256)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--size", type=int, default=1024, help="side of the simulated case studies in pixels")
    parser.add_argument("--steps", type=int, default=6, help="steps of each turn that count")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=0, help="loader processes of our way")
    parser.add_argument("--plain", choices=("whole", "window"), default="whole")
    parser.add_argument("--data", type=Path, help="folder with global_dataset; simulated where none is given")
    chosen = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = chosen.data or folder
        if chosen.data is None:
            print(f"simulating four case studies of {chosen.size}² px ...", flush=True)
            list(simulate_many(data, 4, chosen.size, 5, 1))
        (folder / "throughput.toml").write_text(EXPERIMENT.format(tile_px=chosen.tile, batch=chosen.batch))
        experiment = read_experiment(folder / "throughput.toml")
        plan = MemberPlan("one", chosen.architecture, chosen.encoder, setting=chosen.setting, loss={"bce": 1.0})
        experiment = replace(experiment, members=(plan,))
        normalisation = load_normalisation(Workspace(experiment, data, folder), plan)
        whole = chosen.plain == "whole"
        plain_tiles = PlainDataset(data / "global_dataset" / "train_val", experiment, normalisation, whole)
        plain, ours = [], []
        for number in range(chosen.rounds):
            arguments = normalisation.channels, chosen.steps, device
            plain += plain_steps(plain_tiles, plan, arguments[0], chosen.batch, chosen.steps, device)
            ours += our_steps(experiment, data, folder, *arguments, chosen.workers)
            print(f"round {number + 1}/{chosen.rounds}", flush=True)
    seconds = statistics.median(plain), statistics.median(ours)
    rates = [chosen.batch / s for s in seconds]
    print(
        f"{chosen.architecture}-{chosen.encoder}, {normalisation.channels} × {chosen.tile}² px, batch {chosen.batch}:"
    )
    print(f"plain ({chosen.plain}) {rates[0]:.2f} samples/s, ours ({precision_of('auto')}) {rates[1]:.2f} samples/s,")
    print(f"on {device}, {torch.get_num_threads()} threads: {rates[1] / rates[0]:.2f} times")


if __name__ == "__main__":
    main()
