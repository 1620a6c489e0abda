"""Trains one member of an experiment in its run folder; a rerun resumes."""

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
from training.data.datasets import open_evaluation, open_training
from training.data.file_hashes import hash_all_splits
from training.data.normalising import load_normalisation
from training.data.tile_sampler import TileSampler
from training.members.full_disk import report_full_disk
from training.members.lightning_member import LightningMember
from training.members.loop import has_ended, make_trainer, seed_everything, silence_lightning
from training.members.member_lock import lock_member
from training.members.predictions import member_probabilities
from training.members.targets import load_targets
from training.members.trained import read_checkpoint, read_normalisation
from training.planning.configuration import check_configuration, save_configuration
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import FAILED, TRAINED, Outcome, RunFolder, write_json
from training.planning.workspace import Workspace

PACKAGES = ("torch", "segmentation_models_pytorch", "timm", "lightning", "numpy", "safetensors")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that train a member."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def train_member(
    workspace: Workspace,
    experiment_file: Path,
    member_plan: MemberPlan,
    until_epoch: int | None = None,
) -> Path:
    """Train ``member_plan``, or resume it, and return its run folder; a trained member is left unchanged.

    With ``until_epoch`` training stops after that epoch; a later call resumes. Failures are recorded as the folder's
    outcome and raised: RequestError for a plan, data or a checkpoint that do not fit, DivergedError for a loss that is
    not finite. Not recorded: OutputError for a full disk, TrainedElsewhereError if another process trains the member.
    """
    experiment = workspace.experiment
    folder = workspace.folder(member_plan.id)
    with report_full_disk(folder.path), lock_member(folder.path):
        _prepare(folder, experiment, member_plan)
        outcome = folder.outcome()
        if outcome is None or outcome.state != TRAINED:
            _record_origin(folder, experiment_file)
            _train(workspace, member_plan, folder, until_epoch)
    return folder.path


def _train(workspace: Workspace, member_plan: MemberPlan, folder: RunFolder, until_epoch: int | None) -> None:
    """Train and, if the schedule has ended, validate; record the outcome, also that of a raised error."""
    began = time.monotonic()
    try:
        if _fit_schedule(workspace, member_plan, folder, until_epoch):
            folder.save_outcome(_validate(workspace, member_plan, time.monotonic() - began))
    except DeepSlideError as error:
        folder.save_outcome(Outcome(FAILED, f"{error.message} {error.remedy}".strip()))
        raise


def _record_origin(folder: RunFolder, experiment_file: Path) -> None:
    """Save the versions of this training and a copy of the experiment's file."""
    write_json(folder.versions, versions())
    shutil.copyfile(experiment_file, folder.experiment)


def _prepare(folder: RunFolder, experiment: Experiment, member_plan: MemberPlan) -> None:
    """Save the member's configuration; raise RequestError if the folder has a run of another one."""
    if folder.last.is_file() or folder.outcome():
        check_configuration(experiment, member_plan, folder)
    save_configuration(experiment, member_plan, folder)


def _fit_schedule(workspace: Workspace, member_plan: MemberPlan, folder: RunFolder, until_epoch: int | None) -> bool:
    """Train to the end of the schedule, or to ``until_epoch``; return whether the schedule has ended."""
    experiment = workspace.experiment
    resumes = folder.last.is_file()
    normalisation = read_normalisation(folder) if resumes else load_normalisation(workspace, member_plan)
    write_json(folder.normalisation, to_plain(normalisation))
    write_json(folder.data_list, hash_all_splits(workspace))
    schedule, seed = experiment.schedule, experiment.seed + member_plan.seed
    seed_everything(seed)
    train = open_training(workspace, member_plan, normalisation)
    validation = open_evaluation(workspace, member_plan, "validation", normalisation)
    if len(train) < schedule.batch_size:
        raise RequestError(
            f"There are {len(train)} training tiles, fewer than one batch of {schedule.batch_size}.",
            "Lower schedule.batch_size, or raise data.tiles_per_epoch.",
        )
    member = LightningMember(member_plan, schedule, normalisation.channels, experiment.start)
    trainer = make_trainer(schedule, member_plan.epochs or schedule.epochs, folder.path, seed, until_epoch)
    if resumes:
        read_checkpoint(folder.last)
    with silence_lightning():
        trainer.fit(
            member,
            DataLoader(train, schedule.batch_size, sampler=TileSampler(len(train), seed), drop_last=True),
            DataLoader(validation, validation.batch_size(schedule.batch_size)),
            ckpt_path=folder.last if resumes else None,
            weights_only=False,  # written by this machine, and read safely just above
        )
    return has_ended(trainer, schedule)


def _validate(workspace: Workspace, member_plan: MemberPlan, seconds: float) -> Outcome:
    """Predict the validation data, and test data if there are any; return the outcome."""
    experiment = workspace.experiment
    targets = load_targets(workspace, "validation")
    counts = count_pixels(member_probabilities(workspace, member_plan, targets), targets.label)
    if experiment.data.test:
        member_probabilities(workspace, member_plan, load_targets(workspace, "test"))
    scores = counts.best() if experiment.schedule.monitor == "val_f1" else counts.at(0.5)
    folder = workspace.folder(member_plan.id)
    state = read_checkpoint(folder.checkpoint(experiment.schedule.checkpoint))
    f1 = 0.0 if scores.f1 != scores.f1 else scores.f1
    return Outcome(TRAINED, "", f1, scores.threshold, int(state["epoch"]) + 1, round(seconds, 1))


def set_threads(count: int) -> None:
    """Set the number of torch's CPU threads."""
    torch.set_num_threads(count)
