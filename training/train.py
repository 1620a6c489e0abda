"""Trains the members of an experiment, one after another, in run folders that a rerun resumes."""

from __future__ import annotations

import json
import logging
import platform
import shutil
import warnings
from importlib.metadata import version
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from training.datasets import open_dataset
from training.experiment import Experiment, MemberPlan, Schedule
from training.libraries import callbacks, lightning, loggers
from training.lightning_member import LightningMember
from training.statistics import kept_normalisation

PACKAGES = ("torch", "segmentation_models_pytorch", "timm", "lightning", "numpy", "safetensors")
EXPECTED_WARNINGS = (
    "Checkpoint directory",  # a rerun goes on in the folder of the first run
    "The '.*_dataloader' does not have many workers",  # tiles are in memory
    ".*isinstance.treespec, LeafSpec.",  # Lightning's own
)
NORMALISATION_NAME = "normalisation.json"


def versions() -> dict[str, str]:
    """Return the versions of what trained a member."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def train_member(
    experiment: Experiment, source: Path, plan: MemberPlan, data: Path, runs: Path, until_epoch: int | None = None
) -> Path:
    """Train ``plan`` (or go on where it stopped) and return its run folder ``runs/<experiment>/<member>``.

    With ``until_epoch`` training stops after that epoch; a later call goes on.
    """
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    folder = runs / experiment.name / plan.id
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / "experiment.toml")
    (folder / "versions.json").write_text(json.dumps(versions(), indent=2) + "\n", encoding="utf-8")
    normalisation = kept_normalisation(folder.parent / NORMALISATION_NAME, experiment, data)
    lightning.seed_everything(experiment.seed + plan.seed, verbose=False)
    train = open_dataset(experiment, experiment.data.train, data, normalisation)
    train.training = True
    validation = open_dataset(experiment, experiment.data.validation, data, normalisation)
    epochs = plan.epochs or experiment.schedule.epochs
    member = LightningMember(plan, experiment.schedule, len(experiment.bands.bands))
    last = folder / "last.ckpt"
    with warnings.catch_warnings():
        for message in EXPECTED_WARNINGS:
            warnings.filterwarnings("ignore", message)
        _trainer(experiment.schedule, epochs, folder, until_epoch).fit(
            member,
            DataLoader(train, experiment.schedule.batch_size, shuffle=True, drop_last=True),
            DataLoader(validation, experiment.schedule.batch_size),
            ckpt_path=last if last.is_file() else None,
            weights_only=False,  # a checkpoint that this machine wrote itself
        )
    return folder


def _trainer(schedule: Schedule, epochs: int, folder: Path, until_epoch: int | None) -> lightning.Trainer:
    return lightning.Trainer(
        accelerator="auto",
        devices=1,
        max_epochs=epochs,
        check_val_every_n_epoch=schedule.validate_every,
        logger=loggers.CSVLogger(folder, name="", version=f"log-{len(list(folder.glob('log-*'))) + 1}"),
        callbacks=_callbacks(folder, schedule.ema_decay, until_epoch),
        gradient_clip_val=1.0,
        log_every_n_steps=1,
        num_sanity_val_steps=0,
        enable_progress_bar=False,
        enable_model_summary=False,
    )


def _callbacks(folder: Path, ema_decay: float, until_epoch: int | None) -> list[callbacks.Callback]:
    best = callbacks.ModelCheckpoint(folder, "best", monitor="val_f1", mode="max", enable_version_counter=False)
    last = callbacks.ModelCheckpoint(
        folder, "last", every_n_epochs=1, save_on_train_epoch_end=True, enable_version_counter=False
    )
    return [callbacks.EMAWeightAveraging(decay=ema_decay), best, last, EpochReport(until_epoch)]


class EpochReport(callbacks.Callback):
    """Prints one line per epoch, and stops training after the epoch ``until``."""

    def __init__(self, until: int | None):
        self._until = until

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        values = {name: float(value) for name, value in trainer.callback_metrics.items()}
        line = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
        print(f"epoch {trainer.current_epoch + 1}/{trainer.max_epochs}: {line}", flush=True)
        if self._until is not None and trainer.current_epoch + 1 >= self._until:
            trainer.should_stop = True


def set_threads(count: int) -> None:
    """Use ``count`` threads for torch on a CPU."""
    torch.set_num_threads(count)
