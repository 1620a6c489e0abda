"""Trained members of an experiment and their predictions on a split, read from the run folders."""

from __future__ import annotations

from collections.abc import Sequence

from deepslide_qgis.core.errors import RequestError
from training.ensembles.split_pixels import SplitPixels
from training.planning.configuration import check_configuration
from training.planning.plans import MemberPlan
from training.planning.run_folder import FAILED, TRAINED, Outcome
from training.planning.workspace import Workspace


def read_outcomes(workspace: Workspace) -> dict[str, Outcome | None]:
    """Return how the training of each member ended, None if it has not."""
    members = workspace.experiment.members
    return {member_plan.id: workspace.folder(member_plan.id).outcome() for member_plan in members}


def trained_members(workspace: Workspace) -> tuple[MemberPlan, ...]:
    """Return the members that were trained successfully.

    Raises RequestError if there is none, or if one was trained before the experiment was changed.
    """
    experiment, ends = workspace.experiment, read_outcomes(workspace)
    trained = tuple(member for member in experiment.members if (end := ends[member.id]) and end.state == TRAINED)
    if not trained:
        failed = sum(end is not None and end.state == FAILED for end in ends.values())
        raise RequestError(
            f"No member of '{experiment.name}' is trained in '{workspace.runs}' ({failed} failed).",
            "Train them first: python -m training sweep EXPERIMENT.",
        )
    for member_plan in trained:
        check_configuration(experiment, member_plan, workspace.folder(member_plan.id))
    return trained


def trained_settings(workspace: Workspace) -> tuple[str, ...]:
    """Return the band settings that have a trained member, in the order of the experiment."""
    setting_of = workspace.experiment.setting_of
    return tuple(dict.fromkeys(setting_of(member_plan) for member_plan in trained_members(workspace)))


def open_pixels(workspace: Workspace, members: Sequence[MemberPlan], split: str, turns: int = 1) -> SplitPixels:
    """Return the predictions of ``members`` on ``split`` (validation or test), predicting those not cached."""
    from training.members.predictions import member_probabilities
    from training.members.targets import load_targets

    targets = load_targets(workspace, split)
    probabilities = {
        member_plan.id: member_probabilities(workspace, member_plan, targets, turns) for member_plan in members
    }
    return SplitPixels(targets.label, targets.group, targets.names, probabilities)


def open_splits(
    workspace: Workspace, members: Sequence[MemberPlan], turns: int = 1
) -> tuple[SplitPixels, SplitPixels | None]:
    """Return the pixels of the validation split and, if the experiment has one, of the test split."""
    validation = open_pixels(workspace, members, "validation", turns)
    test = open_pixels(workspace, members, "test", turns) if workspace.experiment.data.test else None
    return validation, test
