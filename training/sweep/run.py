"""Hands the members to Ray, as many at once as there are cores or shares of GPUs, and collects how they end.

Ray places the work, here or on a cluster, and keeps its worker processes from member to member, so that torch and the
data are loaded once in each. Everything that matters is in the run folders: the sweep may be killed at any moment.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from deepslide_qgis.core.errors import EngineEnvironmentError, OutputError, RequestError
from training.experiment import Experiment
from training.plans import MemberPlan
from training.run_folder import FAILED, Outcome, RunFolder
from training.sweep.choice import Choice
from training.sweep.progress import Progress
from training.sweep.report import Report, report_of
from training.sweep.worker import train_one

STORE_BYTES = 100_000_000
"""Ray's shared memory; nothing large goes through it."""
LOOK_S = 1.0
KNOCK_S = 10.0


@dataclass(frozen=True)
class Resources:
    """``at_once`` members at the same time (0: as many as fit), each on ``threads`` cores.

    Where there are GPUs, ``per_gpu`` members share one. ``address``: a Ray cluster's, empty for this machine.
    """

    address: str = ""
    at_once: int = 0
    threads: int = 1
    per_gpu: int = 4

    def __post_init__(self) -> None:
        if self.at_once < 0 or self.threads < 1 or self.per_gpu < 1:
            raise RequestError("A sweep needs at least one thread, and one member for a GPU.")


def sweep(
    experiment: Experiment, source: Path, choice: Choice, data: Path, runs: Path, resources: Resources, console: Console
) -> tuple[Report, ...]:
    """Train the waiting members of ``choice`` and return the reports of all of them, those that failed included.

    Raises OutputError where the disk is full, EngineEnvironmentError where Ray cannot be started.
    """
    if not choice.waiting:
        return choice.ended
    import ray

    _start(ray, resources)
    try:
        at_once = _at_once(ray, resources)
        arguments = (experiment, source.resolve(), data.resolve(), runs.resolve())
        with Progress(console, len(choice.waiting), choice.ended, at_once) as progress:
            _run(ray, choice.waiting, arguments, resources, at_once, progress)
            return progress.reports
    finally:
        ray.shutdown()


def _start(ray: Any, resources: Resources) -> None:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if resources.address:
            _knock(resources.address)
            ray.init(address=resources.address, **quiet)
        else:
            cores = max(resources.at_once * resources.threads, os.cpu_count() or 1)
            ray.init(num_cpus=cores, include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)
    except (OSError, RuntimeError, ValueError, TimeoutError) as error:
        where = f"The Ray cluster '{resources.address}' cannot be reached" if resources.address else "Ray cannot start"
        raise EngineEnvironmentError(f"{where}: {error}", "Check the address, or leave it away.") from error


def _knock(address: str) -> None:
    """Raise OSError where nobody listens at host:port; Ray itself would wait for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=KNOCK_S).close()


def _at_once(ray: Any, resources: Resources) -> int:
    """Return how many members run at the same time."""
    there = ray.cluster_resources()
    if there.get("GPU", 0):
        fit = int(there["GPU"] * resources.per_gpu)
    else:
        fit = int(there.get("CPU", 1) // resources.threads)
    return max(1, min(resources.at_once, fit) if resources.at_once else fit)


def _run(
    ray: Any, waiting: Sequence[MemberPlan], arguments: tuple, resources: Resources, at_once: int, progress: Progress
) -> None:
    experiment, source, data, runs = arguments
    task = _task(ray, resources)
    queue, running = list(waiting), {}
    full = ""
    while running or (queue and not full):
        while queue and len(running) < at_once and not full:
            plan = queue.pop(0)
            running[task.remote(experiment, source, plan, data, runs, resources.threads)] = plan
            progress.begins(plan.id)
        done, _ = ray.wait(list(running), num_returns=1, timeout=LOOK_S)
        for reference in done:
            report = _result(ray, reference, RunFolder.of(runs, experiment.name, running[reference].id))
            del running[reference]
            progress.ends(report)
            full = full or (report.reason if report.stops_all else "")
        progress.refresh()
    if full:
        raise OutputError(full, "Free some disk and start the sweep again; it goes on where it was.")


def _task(ray: Any, resources: Resources) -> Any:
    """Return the remote function; measured on CPUs, one passive thread for each member is the fastest."""
    variables = {"OMP_NUM_THREADS": str(resources.threads), "OMP_WAIT_POLICY": "passive"}
    gpus = 1 / resources.per_gpu if ray.cluster_resources().get("GPU", 0) else 0
    options = {"num_cpus": 0 if gpus else resources.threads, "num_gpus": gpus, "max_retries": 1}
    return ray.remote(**options, runtime_env={"env_vars": variables})(train_one)


def _result(ray: Any, reference: Any, folder: RunFolder) -> Report:
    """Return what the worker reports; where Ray lost it twice (killed, out of memory), keep that as the failure."""
    try:
        return ray.get(reference)
    except ray.exceptions.RayError as error:
        outcome = Outcome(FAILED, f"Its process ended: {str(error).strip().splitlines()[0]}")
        folder.keep_outcome(outcome)
        return report_of(folder.path.name, outcome)
