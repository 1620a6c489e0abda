"""Submits members to Ray, as many at once as cores or shares of GPUs allow, and collects their reports.

Ray places the work, here or on a cluster, and reuses its worker processes, so that each loads torch and the data once.
All state is in the run folders: the sweep may be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from deepslide_qgis.core.errors import OutputError
from training.planning.plans import MemberPlan
from training.planning.run_folder import RunFolder
from training.planning.workspace import Workspace
from training.scale.ray_session import Resources, make_task, ray_session, tasks_at_once
from training.sweep.choice import Choice
from training.sweep.progress import Progress
from training.sweep.report import Report, report_of
from training.sweep.worker import train_one

POLL_S = 1.0


def sweep(
    workspace: Workspace, experiment_file: Path, choice: Choice, resources: Resources, console: Console
) -> tuple[Report, ...]:
    """Train the waiting members of ``choice`` and return the reports of all members, failed ones included.

    Raises OutputError if the disk is full, EngineEnvironmentError if Ray cannot be started.
    """
    if not choice.waiting:
        return choice.ended
    with ray_session(resources) as ray:
        everywhere = replace(workspace, data=workspace.data.resolve(), runs=workspace.runs.resolve())
        with Progress(console, len(choice.waiting), choice.ended, tasks_at_once(ray, resources)) as progress:
            _run_members(ray, choice.waiting, everywhere, experiment_file.resolve(), resources, progress)
            return progress.reports


def _run_members(
    ray: Any,
    waiting: Sequence[MemberPlan],
    workspace: Workspace,
    experiment_file: Path,
    resources: Resources,
    progress: Progress,
) -> None:
    at_once = tasks_at_once(ray, resources)
    task = make_task(ray, resources, train_one, retries=1)
    queue, running = list(waiting), {}
    disk_error = ""
    while running or (queue and not disk_error):
        while queue and len(running) < at_once and not disk_error:
            member_plan = queue.pop(0)
            running[task.remote(workspace, experiment_file, member_plan, resources.threads)] = member_plan
            progress.start_member(member_plan.id)
        done, _ = ray.wait(list(running), num_returns=1, timeout=POLL_S)
        for reference in done:
            report = collect_report(ray, reference, workspace.folder(running[reference].id))
            del running[reference]
            progress.end_member(report)
            disk_error = disk_error or (report.reason if report.stops_all else "")
        progress.refresh()
    if disk_error:
        raise OutputError(disk_error, "Free some disk space and start the sweep again; it continues where it stopped.")


def collect_report(ray: Any, reference: Any, folder: RunFolder) -> Report:
    """Return the worker's report; if Ray lost the process twice (killed, out of memory), record that failure."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayError as error:
        outcome = folder.save_failure(f"Its process ended: {str(error).strip().splitlines()[0]}")
        return report_of(folder.path.name, outcome)
