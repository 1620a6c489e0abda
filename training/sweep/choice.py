"""Selects the members that a sweep trains, and reports those that are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from deepslide_qgis.core.errors import RequestError
from training.planning.configuration import check_configuration
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import FAILED
from training.planning.workspace import Workspace
from training.sweep.report import Report, report_of


@dataclass(frozen=True)
class Choice:
    """Members to be trained, in the order of the experiment, and reports of members that ended before."""

    waiting: tuple[MemberPlan, ...]
    ended: tuple[Report, ...]


def choose(
    workspace: Workspace, members: Sequence[str] = (), settings: Sequence[str] = (), retry: bool = False
) -> Choice:
    """Return the members that match one of the globs ``members`` and one of ``settings`` (all by default).

    Failed members are skipped unless ``retry``. Raises RequestError if nothing matches, or if an ended member was
    trained before the experiment was changed.
    """
    experiment = workspace.experiment
    chosen = [member_plan for member_plan in experiment.members if _matches(experiment, member_plan, members, settings)]
    if not chosen:
        raise RequestError(
            f"No member of '{experiment.name}' matches {', '.join([*members, *settings])}.",
            f"Settings: {', '.join(experiment.settings)}. Members are called like '{experiment.members[0].id}'.",
        )
    waiting, ended = [], []
    for member_plan in chosen:
        folder = workspace.folder(member_plan.id)
        outcome = folder.outcome()
        if outcome is not None:
            check_configuration(experiment, member_plan, folder)
        if outcome is None or (outcome.state == FAILED and retry):
            waiting.append(member_plan)
        else:
            ended.append(report_of(member_plan.id, outcome))
    return Choice(tuple(waiting), tuple(ended))


def _matches(experiment: Experiment, member_plan: MemberPlan, members: Sequence[str], settings: Sequence[str]) -> bool:
    matches_id = not members or any(fnmatchcase(member_plan.id, pattern) for pattern in members)
    return matches_id and (not settings or experiment.setting_of(member_plan) in settings)
