"""Hands the members to Ray, as many at once as there are cores or shares of GPUs, and collects how they end.

Ray places the work, here or on a cluster, and keeps its worker processes from member to member, so that torch and the
data are loaded once in each. Everything that matters is in the run folders: the sweep may be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from deepslide_qgis.core.errors import OutputError
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.planning.run_folder import RunFolder
from training.scale.ray_session import Resources, ray_session, remote, tasks_at_once
from training.sweep.choice import Choice
from training.sweep.progress import Progress
from training.sweep.report import Report, report_of
from training.sweep.worker import train_one

LOOK_S = 1.0


def sweep(
    experiment: Experiment, source: Path, choice: Choice, data: Path, runs: Path, resources: Resources, console: Console
) -> tuple[Report, ...]:
    """Train the waiting members of ``choice`` and return the reports of all of them, those that failed included.

    Raises OutputError where the disk is full, EngineEnvironmentError where Ray cannot be started.
    """
    if not choice.waiting:
        return choice.ended
    with ray_session(resources) as ray:
        at_once = tasks_at_once(ray, resources)
        arguments = (experiment, source.resolve(), data.resolve(), runs.resolve())
        with Progress(console, len(choice.waiting), choice.ended, at_once) as progress:
            _run(ray, choice.waiting, arguments, resources, at_once, progress)
            return progress.reports


def _run(
    ray: Any, waiting: Sequence[MemberPlan], arguments: tuple, resources: Resources, at_once: int, progress: Progress
) -> None:
    experiment, source, data, runs = arguments
    task = remote(ray, resources, train_one, retries=1)
    queue, running = list(waiting), {}
    full = ""
    while running or (queue and not full):
        while queue and len(running) < at_once and not full:
            plan = queue.pop(0)
            running[task.remote(experiment, source, plan, data, runs, resources.threads)] = plan
            progress.begins(plan.id)
        done, _ = ray.wait(list(running), num_returns=1, timeout=LOOK_S)
        for reference in done:
            report = result_of(ray, reference, RunFolder.of(runs, experiment.name, running[reference].id))
            del running[reference]
            progress.ends(report)
            full = full or (report.reason if report.stops_all else "")
        progress.refresh()
    if full:
        raise OutputError(full, "Free some disk and start the sweep again; it goes on where it was.")


def result_of(ray: Any, reference: Any, folder: RunFolder) -> Report:
    """Return what the worker reports; where Ray lost it twice (killed, out of memory), keep that as the failure."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayError as error:
        outcome = folder.keep_failure(f"Its process ended: {str(error).strip().splitlines()[0]}")
        return report_of(folder.path.name, outcome)
