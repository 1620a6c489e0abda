"""Trains one member of an experiment in a run folder that a rerun resumes."""

from __future__ import annotations

import platform
import shutil
import time
from importlib.metadata import version
from pathlib import Path

import torch
from torch.utils.data import DataLoader

from deepslide_qgis.core.errors import DeepSlideError, RequestError
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from training.data.draws import Draws
from training.data.listing import data_list
from training.data.normalising import kept_normalisation
from training.data.opening import open_evaluation, open_training
from training.members.full_disk import full_disk_named
from training.members.lightning_member import LightningMember
from training.members.loop import has_ended, quiet, seed_everything, trainer_of
from training.members.member_lock import only_here
from training.members.predictions import probabilities_of
from training.members.targets import targets_of
from training.members.trained import own_normalisation, read_checkpoint
from training.planning.configuration import check_configuration, keep_configuration
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import FAILED, TRAINED, Outcome, RunFolder, write_json

PACKAGES = ("torch", "segmentation_models_pytorch", "timm", "lightning", "numpy", "safetensors")


def versions() -> dict[str, str]:
    """Return the versions of what trained a member."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def train_member(
    experiment: Experiment, source: Path, plan: MemberPlan, data: Path, runs: Path, until_epoch: int | None = None
) -> Path:
    """Train ``plan`` (or go on where it stopped) and return its run folder; one that is trained is left as it is.

    With ``until_epoch`` training stops after that epoch; a later call goes on. What makes it fail is kept as the
    folder's outcome and raised: RequestError for a plan, data or a checkpoint that do not fit, NoNumberError for a
    loss that diverges. Not kept: OutputError for a full disk, TrainedElsewhereError where another process trains it.
    """
    folder = RunFolder.of(runs, experiment.name, plan.id)
    with full_disk_named(folder.path), only_here(folder.path):
        _prepare(folder, experiment, plan)
        outcome = folder.outcome()
        if outcome is None or outcome.state != TRAINED:
            _record(folder, source)
            _train(experiment, plan, data, runs, folder, until_epoch)
    return folder.path


def _train(
    experiment: Experiment, plan: MemberPlan, data: Path, runs: Path, folder: RunFolder, until_epoch: int | None
) -> None:
    """Train and, where the schedule has ended, validate; keep the outcome, that of an error that is raised, too."""
    began = time.monotonic()
    try:
        if _fit(experiment, plan, data, runs, folder, until_epoch):
            folder.keep_outcome(_validated(experiment, plan, data, runs, time.monotonic() - began))
    except DeepSlideError as error:
        folder.keep_outcome(Outcome(FAILED, f"{error.message} {error.remedy}".strip()))
        raise


def _record(folder: RunFolder, source: Path) -> None:
    """Keep the versions of what trains the member now, and the file of the experiment."""
    write_json(folder.versions, versions())
    shutil.copyfile(source, folder.experiment)


def _prepare(folder: RunFolder, experiment: Experiment, plan: MemberPlan) -> None:
    """Keep the member's configuration; raise RequestError where the folder holds a run of another one."""
    if folder.last.is_file() or folder.outcome():
        check_configuration(experiment, plan, folder)
    keep_configuration(experiment, plan, folder)


def _fit(
    experiment: Experiment, plan: MemberPlan, data: Path, runs: Path, folder: RunFolder, until_epoch: int | None
) -> bool:
    """Train to the end of the schedule, or to ``until_epoch``; return whether the schedule has ended."""
    begun = folder.last.is_file()
    normalisation = own_normalisation(folder) if begun else kept_normalisation(experiment, plan, data, runs)
    write_json(folder.normalisation, to_plain(normalisation))
    write_json(folder.data_list, data_list(experiment, data, runs))
    schedule, seed = experiment.schedule, experiment.seed + plan.seed
    seed_everything(seed)
    train = open_training(experiment, plan, data, runs, normalisation)
    validation = open_evaluation(experiment, plan, "validation", data, runs, normalisation)
    if len(train) < schedule.batch_size:
        raise RequestError(
            f"There are {len(train)} training tiles, fewer than one batch of {schedule.batch_size}.",
            "Lower schedule.batch_size, or raise data.tiles_per_epoch.",
        )
    member = LightningMember(plan, schedule, normalisation.channels, experiment.start)
    trainer = trainer_of(schedule, plan.epochs or schedule.epochs, folder.path, seed, until_epoch)
    if begun:
        read_checkpoint(folder.last)
    with quiet():
        trainer.fit(
            member,
            DataLoader(train, schedule.batch_size, sampler=Draws(len(train), seed), drop_last=True),
            DataLoader(validation, validation.batch_size(schedule.batch_size)),
            ckpt_path=folder.last if begun else None,
            weights_only=False,  # a checkpoint that this machine wrote itself, read safely just before
        )
    return has_ended(trainer, schedule)


def _validated(experiment: Experiment, plan: MemberPlan, data: Path, runs: Path, seconds: float) -> Outcome:
    """Predict the validation data (and test data, where there are some), and return the outcome."""
    targets = targets_of(experiment, "validation", data, runs)
    counts = count_pixels(probabilities_of(experiment, plan, targets, data, runs), targets.label)
    if experiment.data.test:
        probabilities_of(experiment, plan, targets_of(experiment, "test", data, runs), data, runs)
    scores = counts.best() if experiment.schedule.monitor == "val_f1" else counts.at(0.5)
    folder = RunFolder.of(runs, experiment.name, plan.id)
    state = read_checkpoint(folder.checkpoint(experiment.schedule.checkpoint))
    f1 = 0.0 if scores.f1 != scores.f1 else scores.f1
    return Outcome(TRAINED, "", f1, scores.threshold, int(state["epoch"]) + 1, round(seconds, 1))


def set_threads(count: int) -> None:
    """Use ``count`` threads for torch on a CPU."""
    torch.set_num_threads(count)
