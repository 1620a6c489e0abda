"""Trained members of an experiment and their predictions on a split, read from the run folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from deepslide_qgis.core.errors import RequestError
from training.ensembles.split_pixels import SplitPixels
from training.planning.configuration import check_configuration
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import FAILED, TRAINED, Outcome, RunFolder


def outcomes(experiment: Experiment, runs: Path) -> dict[str, Outcome | None]:
    """Return how the training of each member ended, None if it has not."""
    return {
        member_plan.id: RunFolder.of(runs, experiment.name, member_plan.id).outcome()
        for member_plan in experiment.members
    }


def trained_members(experiment: Experiment, runs: Path) -> tuple[MemberPlan, ...]:
    """Return the members that were trained successfully.

    Raises RequestError if there is none, or if one was trained before the experiment was changed.
    """
    ends = outcomes(experiment, runs)
    trained = tuple(
        member_plan for member_plan in experiment.members if (end := ends[member_plan.id]) and end.state == TRAINED
    )
    if not trained:
        failed = sum(end is not None and end.state == FAILED for end in ends.values())
        raise RequestError(
            f"No member of '{experiment.name}' is trained in '{runs}' ({failed} failed).",
            "Train them first: python -m training sweep EXPERIMENT.",
        )
    for member_plan in trained:
        check_configuration(experiment, member_plan, RunFolder.of(runs, experiment.name, member_plan.id))
    return trained


def trained_settings(experiment: Experiment, runs: Path) -> tuple[str, ...]:
    """Return the band settings that have a trained member, in the order of the experiment."""
    return tuple(dict.fromkeys(experiment.setting_of(member_plan) for member_plan in trained_members(experiment, runs)))


def open_pixels(
    experiment: Experiment, members: Sequence[MemberPlan], split: str, data: Path, runs: Path, turns: int = 1
) -> SplitPixels:
    """Return the predictions of ``members`` on ``split`` (validation or test), predicting those not cached."""
    from training.members.predictions import member_probabilities
    from training.members.targets import load_targets

    targets = load_targets(experiment, split, data, runs)
    probabilities = {
        member_plan.id: member_probabilities(experiment, member_plan, targets, data, runs, turns)
        for member_plan in members
    }
    return SplitPixels(targets.label, targets.group, targets.names, probabilities)


def open_splits(
    experiment: Experiment, members: Sequence[MemberPlan], data: Path, runs: Path, turns: int = 1
) -> tuple[SplitPixels, SplitPixels | None]:
    """Return the pixels of the validation split and, if the experiment has one, of the test split."""
    validation = open_pixels(experiment, members, "validation", data, runs, turns)
    test = open_pixels(experiment, members, "test", data, runs, turns) if experiment.data.test else None
    return validation, test
