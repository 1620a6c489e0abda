"""The engine's main loop: commands from standard input, one after the other, and events to standard output.

A line is ``{"command": "predict", "request": {…}}`` (see ``core.commands.COMMANDS``), ``{"command": "cancel"}`` or
``{"command": "stop"}``. A thread reads the lines, so that a cancel is seen while a command runs.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Callable, Optional, TextIO

from deepslide_qgis.core.commands import COMMANDS
from deepslide_qgis.core.errors import EngineEnvironmentError, EngineError, RequestError
from deepslide_qgis.core.events import Alive, Event, Finished, IsCancelled, Report, Started, event_to_line
from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.core.run_files import unfinished_paths
from deepslide_qgis.engine.process.failures import make_failed_event
from deepslide_qgis.engine.process.memory import memory_is_short, release_memory

IDLE_S = 600.0
RELEASE_S = 180.0
"""Idle time after which loaded members are released; after ``IDLE_S`` the engine exits."""
LOOK_S = 15.0
"""Interval at which an idle engine checks for short memory, which releases the members at once."""
GRACE_S = 10.0
"""Time to finish the current batch, also on a slow machine, after the client has closed the pipe."""
BEAT_S = 5.0
OLDEST_PYTHON = (3, 10)

Handler = Callable[[Any, Report, IsCancelled], Finished]


@dataclass(frozen=True)
class Job:
    """One command, and the event that its cancel sets."""

    command: str
    request: Any
    cancelled: threading.Event = field(default_factory=threading.Event)


class Reporter:
    """Writes events one per line. Thread-safe."""

    def __init__(self, events: TextIO):
        self._events = events
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Write and flush ``event``; exit if the client has closed the pipe."""
        with self._lock:
            try:
                self._events.write(event_to_line(event) + "\n")
                self._events.flush()
            except OSError as error:
                raise SystemExit("The client has closed the line.") from error


def serve(requests: TextIO, events: TextIO, idle_s: float = IDLE_S) -> None:
    """Execute commands until ``stop``, the end of ``requests``, or ``idle_s`` seconds without a command."""
    report = Reporter(events)
    if sys.version_info < OLDEST_PYTHON:
        return report(make_failed_event(_make_python_error()))
    jobs: queue.Queue[Optional[Job]] = queue.Queue()
    threading.Thread(target=_read_commands, args=(requests, jobs), name="requests", daemon=True).start()
    report(Started(os.getpid(), sys.executable))
    while True:
        job = _wait_for_job(jobs, idle_s)
        if job is None:
            return None
        with _send_signs_of_life(report):
            event = _run_job(job, report)
        report(event)
        release_memory()


def _wait_for_job(jobs: queue.Queue[Optional[Job]], idle_s: float) -> Optional[Job]:
    """Wait for a job; return None when the engine should exit. Releases cached members meanwhile."""
    waited_s = 0.0
    while waited_s < idle_s:
        look_s = min(LOOK_S, idle_s - waited_s)
        try:
            return jobs.get(timeout=look_s)
        except queue.Empty:
            waited_s += look_s
            if waited_s >= RELEASE_S or memory_is_short():
                _release_members()
    return None


def _release_members() -> None:
    """Release the loaded members, if their module is loaded at all: its import takes seconds."""
    member_cache = sys.modules.get("deepslide_qgis.engine.members.member_cache")
    if member_cache is not None:
        member_cache.MEMBER_CACHE.release()


@contextmanager
def _send_signs_of_life(report: Report) -> Iterator[None]:
    """Send Alive events, so that the client can tell a long computation from a hanging engine."""
    is_done = threading.Event()

    def beat() -> None:
        while not is_done.wait(BEAT_S):
            report(Alive())

    thread = threading.Thread(target=beat, name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()


def _read_commands(requests: TextIO, jobs: queue.Queue[Optional[Job]]) -> None:
    """Queue the commands; at the end of input cancel the running one, and exit even if it does not end."""
    job = Job("", None)
    for line in requests:
        command, request = _parse(line)
        if command == "cancel":
            job.cancelled.set()
        elif command == "stop":
            break
        else:
            job = Job(command, request)
            jobs.put(job)
    job.cancelled.set()
    jobs.put(None)
    time.sleep(GRACE_S)
    exit_at_once()


def exit_at_once() -> None:
    """Exit in the middle of the work; delete partial outputs."""
    for path in [unfinished for result in tuple(OutputLocks.ours) for unfinished in unfinished_paths(result)]:
        with suppress(OSError):
            os.unlink(path)
    os._exit(0)


def _parse(line: str) -> tuple[str, Any]:
    try:
        plain = json.loads(line)
        return str(plain["command"]), plain.get("request", {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return line.strip()[:200], None  # reported as an unknown command


def _run_job(job: Job, report: Report) -> Event:
    """Run one command; turn every exception into an event, so that the engine stays usable."""
    try:
        if job.command not in COMMANDS:
            raise RequestError(
                f"The engine does not know the command '{job.command}'.", f"Known: {', '.join(COMMANDS)}."
            )
        request = from_plain(COMMANDS[job.command].request, job.request)
        event = _import_handler(job.command)(request, report, job.cancelled.is_set)
        if not isinstance(event, Finished):
            raise EngineError(f"The command '{job.command}' ended without an answer.")
        event_to_line(event)  # a summary that JSON cannot hold is this command's failure, not the engine's
        return event
    except Exception as error:  # noqa: BLE001 (a bug in one command must not end the engine)
        return make_failed_event(error)


def _import_handler(command: str) -> Handler:
    """Return the function of ``command``, imported only now: a missing library must fail this command only."""
    module = import_module(f"deepslide_qgis.engine.{COMMANDS[command].module}")
    return getattr(module, command)


def _make_python_error() -> EngineEnvironmentError:
    version = ".".join(map(str, sys.version_info[:3]))
    return EngineEnvironmentError(
        f"The engine's Python ({sys.executable}) is {version}; 3.10 or newer is needed.",
        "Run 'Set up engine' with a newer Python, or let DEEPSLIDE_ENGINE_PYTHON name one.",
    )
