"""Builds Lightning's trainer from a schedule: checkpoints, weight averaging, early stopping, logs and seeds."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from training.members.libraries import callbacks, lightning, loggers
from training.planning.plans import Schedule

SEEDS = 2**32
"""Number of seeds that numpy accepts."""
EXPECTED_WARNINGS = (
    "Checkpoint directory",  # a rerun continues in the folder of the first run
    "The '.*_dataloader' does not have many workers",  # tiles are in memory
    ".*isinstance.treespec, LeafSpec.",  # Lightning's own
    "The number of training batches",  # small data
)


def seed_everything(seed: int) -> None:
    """Seed Python, numpy and torch with ``seed`` modulo the seeds that numpy accepts."""
    with silence_lightning():
        lightning.seed_everything(seed % SEEDS, verbose=False)


@contextmanager
def silence_lightning() -> Iterator[None]:
    """Hide Lightning's messages and warnings that do not apply here."""
    logging.getLogger("lightning.pytorch").setLevel(logging.WARNING)
    logging.getLogger("lightning.fabric").setLevel(logging.WARNING)
    with warnings.catch_warnings():
        for message in EXPECTED_WARNINGS:
            warnings.filterwarnings("ignore", message)
        yield


def precision_of(name: str) -> str:
    """Return Lightning's name of the precision; ``auto``: bfloat16 if the device computes in it, else float32."""
    if name != "auto":
        return name
    if torch.cuda.is_available():
        return "bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed"
    native = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return "bf16-mixed" if any(check() for check in native if check) else "32-true"


def make_trainer(
    schedule: Schedule, epochs: int, folder: Path, seed: int, until_epoch: int | None = None
) -> lightning.Trainer:
    """Return the trainer of one member, which writes into ``folder`` and stops after ``until_epoch``, if given."""
    log = f"log-{len(list(folder.glob('log-*'))) + 1}"
    with silence_lightning():
        return lightning.Trainer(
            accelerator="auto",
            devices=1,
            precision=precision_of(schedule.precision),
            min_epochs=min(schedule.min_epochs, until_epoch or schedule.min_epochs) or None,
            max_epochs=epochs,
            check_val_every_n_epoch=min(schedule.validate_every, epochs),
            logger=[
                loggers.CSVLogger(folder, name="", version=log),
                loggers.TensorBoardLogger(folder, name="", version="tensorboard"),
            ],
            callbacks=_make_callbacks(schedule, folder, seed, until_epoch),
            gradient_clip_val=schedule.gradient_clip or None,
            log_every_n_steps=1,
            num_sanity_val_steps=0,
            enable_progress_bar=False,
            enable_model_summary=False,
        )


def _make_callbacks(schedule: Schedule, folder: Path, seed: int, until_epoch: int | None) -> list[callbacks.Callback]:
    best = callbacks.ModelCheckpoint(folder, "best", monitor=schedule.monitor, mode="max", enable_version_counter=False)
    last = callbacks.ModelCheckpoint(
        folder, "last", every_n_epochs=1, save_on_train_epoch_end=True, enable_version_counter=False
    )
    chosen: list[callbacks.Callback] = [SeedPerEpoch(seed), best, last, EpochReport(), StopAfterEpoch(until_epoch)]
    if schedule.ema_decay:
        chosen.insert(0, callbacks.EMAWeightAveraging(decay=schedule.ema_decay))
    if schedule.patience:
        patience = max(1, schedule.patience // schedule.validate_every)
        chosen.append(callbacks.EarlyStopping(schedule.monitor, mode="max", patience=patience))
    return chosen


class SeedPerEpoch(callbacks.Callback):
    """Seeds random network operations (dropout) by the epoch, so that an interrupted run continues unchanged."""

    def __init__(self, seed: int):
        self._seed = seed

    def on_train_epoch_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        seed_everything(self._seed * 10_000 + trainer.current_epoch)


class EpochReport(callbacks.Callback):
    """Prints one line per epoch."""

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        values = {name: float(value) for name, value in trainer.callback_metrics.items()}
        line = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
        print(f"epoch {trainer.current_epoch + 1}/{trainer.max_epochs}: {line}", flush=True)


class StopAfterEpoch(callbacks.Callback):
    """Stops after the epoch ``until``; stops at once if early stopping had ended the resumed training."""

    def __init__(self, until: int | None):
        self._until = until

    def on_train_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        trainer.should_stop = _has_stopped_early(trainer) or self._is_reached(trainer.current_epoch)

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:
        trainer.should_stop = trainer.should_stop or self._is_reached(trainer.current_epoch + 1)

    def _is_reached(self, epochs: int) -> bool:
        return self._until is not None and epochs >= self._until


def has_ended(trainer: lightning.Trainer, schedule: Schedule) -> bool:
    """Return whether no epoch is left: all were trained, or early stopping ended the training after ``min_epochs``."""
    epochs = trainer.current_epoch
    return epochs >= trainer.max_epochs or (_has_stopped_early(trainer) and epochs >= schedule.min_epochs)


def _has_stopped_early(trainer: lightning.Trainer) -> bool:
    """Return whether early stopping has ended training, now or before it was resumed."""
    stopping = trainer.early_stopping_callback
    return stopping is not None and stopping.stopped_epoch > 0
