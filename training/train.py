"""Trains the members of an experiment, one after another, in run folders that a rerun resumes."""

from __future__ import annotations

import json
import platform
import shutil
import warnings
from importlib.metadata import version
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from training.datasets import open_dataset
from training.experiment import Experiment, MemberPlan
from training.libraries import callbacks, lightning, loggers
from training.lightning_member import LightningMember
from training.statistics import kept_normalisation

PACKAGES = ("torch", "segmentation_models_pytorch", "timm", "lightning", "numpy", "safetensors")
NORMALISATION_NAME = "normalisation.json"


def versions() -> dict[str, str]:
    """Return the versions of what trained a member."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def train_member(
    experiment: Experiment, source: Path, plan: MemberPlan, data: Path, runs: Path, max_steps: int = -1
) -> Path:
    """Train ``plan`` (or go on where it stopped) and return its run folder ``runs/<experiment>/<member>``."""
    warnings.filterwarnings("ignore", "The '.*_dataloader' does not have many workers")
    folder = runs / experiment.name / plan.id
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / "experiment.toml")
    (folder / "versions.json").write_text(json.dumps(versions(), indent=2) + "\n", encoding="utf-8")
    normalisation = kept_normalisation(folder.parent / NORMALISATION_NAME, experiment, data)
    lightning.seed_everything(experiment.seed + plan.seed, verbose=False)
    train = open_dataset(experiment, experiment.data.train, data, normalisation)
    train.training = True
    validation = open_dataset(experiment, experiment.data.validation, data, normalisation)
    member = LightningMember(plan, experiment.schedule, len(experiment.bands.bands))
    last = folder / "last.ckpt"
    _trainer(experiment, folder, max_steps).fit(
        member,
        DataLoader(train, experiment.schedule.batch_size, shuffle=True, drop_last=True),
        DataLoader(validation, experiment.schedule.batch_size),
        ckpt_path=last if last.is_file() else None,
        weights_only=False,
    )
    return folder


def _trainer(experiment: Experiment, folder: Path, max_steps: int) -> lightning.Trainer:
    schedule = experiment.schedule
    return lightning.Trainer(
        accelerator="auto",
        devices=1,
        max_epochs=schedule.epochs,
        max_steps=max_steps,
        check_val_every_n_epoch=schedule.validate_every,
        logger=loggers.CSVLogger(folder, name="", version="log"),
        callbacks=_callbacks(folder, schedule.ema_decay),
        gradient_clip_val=1.0,
        log_every_n_steps=20,
        num_sanity_val_steps=0,
        enable_progress_bar=False,
        enable_model_summary=False,
    )


def _callbacks(folder: Path, ema_decay: float) -> list[callbacks.Callback]:
    best = callbacks.ModelCheckpoint(folder, "best", monitor="val_f1", mode="max", enable_version_counter=False)
    last = callbacks.ModelCheckpoint(
        folder, "last", every_n_epochs=1, save_on_train_epoch_end=True, enable_version_counter=False
    )
    return [callbacks.EMAWeightAveraging(decay=ema_decay), best, last, EpochReport()]


class EpochReport(callbacks.Callback):
    """Prints one line per epoch."""

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        values = {name: float(value) for name, value in trainer.callback_metrics.items()}
        line = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
        print(f"epoch {trainer.current_epoch + 1}/{trainer.max_epochs}: {line}", flush=True)


def set_threads(count: int) -> None:
    """Use ``count`` threads for torch on a CPU."""
    torch.set_num_threads(count)
