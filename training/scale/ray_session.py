"""A Ray session, started on this machine or joined on a cluster; nothing large is sent through Ray."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable

from deepslide_qgis.core.errors import EngineEnvironmentError, RequestError

STORE_BYTES = 100_000_000
"""Size of Ray's shared memory."""
CONNECT_S = 10.0


@dataclass(frozen=True)
class Resources:
    """``at_once`` parallel tasks (0: as many as fit), each on ``threads`` cores.

    On GPUs, ``per_gpu`` tasks share one. ``address``: that of a Ray cluster, empty for this machine.
    """

    address: str = ""
    at_once: int = 0
    threads: int = 1
    per_gpu: int = 4

    def __post_init__(self) -> None:
        if self.at_once < 0 or self.threads < 1 or self.per_gpu < 1:
            raise RequestError("Ray needs at least one thread, and one task for a GPU.")


@contextmanager
def ray_session(resources: Resources) -> Iterator[Any]:
    """Yield ``ray``, connected; raise EngineEnvironmentError if it cannot start or be reached."""
    import ray

    _connect(ray, resources)
    try:
        yield ray
    finally:
        ray.shutdown()


def tasks_at_once(ray: Any, resources: Resources) -> int:
    """Return the number of parallel tasks."""
    available = ray.cluster_resources()
    if available.get("GPU", 0):
        fit = int(available["GPU"] * resources.per_gpu)
    else:
        fit = int(available.get("CPU", 1) // resources.threads)
    return max(1, min(resources.at_once, fit) if resources.at_once else fit)


def make_task(ray: Any, resources: Resources, function: Callable, retries: int) -> Any:
    """Return ``function`` as a Ray task; passive OpenMP threads were measured to be fastest on CPUs.

    Ray repeats a task up to ``retries`` times if its process is lost.
    """
    variables = {"OMP_NUM_THREADS": str(resources.threads), "OMP_WAIT_POLICY": "passive"}
    gpus = 1 / resources.per_gpu if ray.cluster_resources().get("GPU", 0) else 0
    options = {"num_cpus": 0 if gpus else resources.threads, "num_gpus": gpus, "max_retries": retries}
    return ray.remote(**options, runtime_env={"env_vars": variables})(function)


def _connect(ray: Any, resources: Resources) -> None:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    quiet = {"log_to_driver": False, "logging_level": logging.ERROR}
    try:
        if resources.address:
            _check_listening(resources.address)
            ray.init(address=resources.address, **quiet)
        else:
            cores = max(resources.at_once * resources.threads, os.cpu_count() or 1)
            ray.init(num_cpus=cores, include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)
    except (OSError, RuntimeError, ValueError, TimeoutError) as error:
        where = f"The Ray cluster '{resources.address}' cannot be reached" if resources.address else "Ray cannot start"
        raise EngineEnvironmentError(f"{where}: {error}", "Check the address, or leave it away.") from error


def _check_listening(address: str) -> None:
    """Raise OSError if nothing listens at host:port; Ray itself would wait for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=CONNECT_S).close()
