"""The engine's loop: one command after the other from standard input, its events to standard output.

A line is ``{"command": "predict", "request": {…}}`` (see ``core.commands.COMMANDS``), ``{"command": "cancel"}``
or ``{"command": "stop"}``. A thread reads, so that a cancel is seen during work.
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
from deepslide_qgis.core.events import Alive, Event, Finished, Started, event_to_line
from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.core.run_files import unfinished_paths
from deepslide_qgis.engine.process.failures import failed
from deepslide_qgis.engine.process.memory import memory_is_short, release_memory

IDLE_S = 600.0
RELEASE_S = 180.0
"""After so long without a command the members that are kept loaded go, the engine itself after ``IDLE_S``."""
LOOK_S = 15.0
"""How often an idle engine looks whether memory is short, when the members go at once."""
GRACE_S = 10.0
"""To end its work properly when nobody listens any more: a slow machine takes its time for a batch."""
BEAT_S = 5.0
OLDEST_PYTHON = (3, 10)

Report = Callable[[Event], None]
Handler = Callable[[Any, Report, Callable[[], bool]], Finished]


@dataclass(frozen=True)
class Job:
    """One command, with the flag that its cancel sets."""

    command: str
    request: Any
    cancelled: threading.Event = field(default_factory=threading.Event)


class Reporter:
    """Writes events one per line; threads may share it."""

    def __init__(self, events: TextIO):
        self._events = events
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Write ``event`` at once; end the engine when nobody listens any more."""
        with self._lock:
            try:
                self._events.write(event_to_line(event) + "\n")
                self._events.flush()
            except OSError as error:
                raise SystemExit("The client has closed the line.") from error


def serve(requests: TextIO, events: TextIO, idle_s: float = IDLE_S) -> None:
    """Answer commands until ``stop``, the end of ``requests``, or ``idle_s`` seconds without one."""
    report = Reporter(events)
    if sys.version_info < OLDEST_PYTHON:
        return report(failed(_old_python()))
    jobs: queue.Queue[Optional[Job]] = queue.Queue()
    threading.Thread(target=_read, args=(requests, jobs), name="requests", daemon=True).start()
    report(Started(os.getpid(), sys.executable))
    while True:
        job = _next_job(jobs, idle_s)
        if job is None:
            return None
        with _signs_of_life(report):
            answer = _answer(job, report)
        report(answer)
        release_memory()


def _next_job(jobs: queue.Queue[Optional[Job]], idle_s: float) -> Optional[Job]:
    """Wait for a job; return None where the engine should leave. What is only kept for later goes meanwhile."""
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
    """Forget the members that are kept loaded, if there are any: importing what loads them takes seconds."""
    kept = sys.modules.get("deepslide_qgis.engine.members.member_cache")
    if kept is not None:
        kept.MEMBER_CACHE.release()


@contextmanager
def _signs_of_life(report: Report) -> Iterator[None]:
    """Say now and then that the engine lives, so that the client can tell one that works long from one that hangs."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_S):
            report(Alive())

    thread = threading.Thread(target=beat, name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _read(requests: TextIO, jobs: queue.Queue[Optional[Job]]) -> None:
    """Queue the commands; at the end of the line cancel the work, and leave even if that does not end it."""
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
    leave_at_once()


def leave_at_once() -> None:
    """End the process in the middle of its work; what it was writing goes."""
    for path in [unfinished for result in tuple(OutputLocks.ours) for unfinished in unfinished_paths(result)]:
        with suppress(OSError):
            os.unlink(path)
    os._exit(0)


def _parse(line: str) -> tuple[str, Any]:
    try:
        plain = json.loads(line)
        return str(plain["command"]), plain.get("request", {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return line.strip()[:200], None  # answered as an unknown command


def _answer(job: Job, report: Report) -> Event:
    """Run one command; whatever goes wrong becomes an answer, and the engine stays usable."""
    try:
        if job.command not in COMMANDS:
            raise RequestError(
                f"The engine does not know the command '{job.command}'.", f"Known: {', '.join(COMMANDS)}."
            )
        request = from_plain(COMMANDS[job.command].request, job.request)
        answer = _handler(job.command)(request, report, job.cancelled.is_set)
        if not isinstance(answer, Finished):
            raise EngineError(f"The command '{job.command}' ended without an answer.")
        event_to_line(answer)  # a summary that JSON cannot hold is this command's failure, not the engine's
        return answer
    except Exception as error:  # noqa: BLE001 (a bug in one command must not end the engine)
        return failed(error)


def _handler(command: str) -> Handler:
    """Return the function that does ``command``; imported here, so that a missing library fails only the command."""
    module = import_module(f"deepslide_qgis.engine.{COMMANDS[command].module}")
    return getattr(module, command)


def _old_python() -> EngineEnvironmentError:
    version = ".".join(map(str, sys.version_info[:3]))
    return EngineEnvironmentError(
        f"The engine's Python ({sys.executable}) is {version}; 3.10 or newer is needed.",
        "Run 'Set up engine' with a newer Python, or let DEEPSLIDE_ENGINE_PYTHON name one.",
    )
