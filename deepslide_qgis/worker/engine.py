"""Run commands in engine processes, and keep idle ones for the next command: importing torch takes seconds."""

from __future__ import annotations

import atexit
import threading
import time
from pathlib import Path
from typing import Any, Union

from deepslide_qgis.core.errors import Cancelled, EngineError
from deepslide_qgis.core.events import Alive, Failed, Finished, IsCancelled, Logged, Report, Warned
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.worker.environment import engine_python
from deepslide_qgis.worker.process import POLL_S, EngineProcess
from deepslide_qgis.worker.unfinished import remove_unfinished

CANCEL_S = 0.7
SILENCE_S = 120.0
"""An engine without events for this long is stuck: even a slow machine sends a sign of life every few seconds."""
MAXIMUM_IDLE = 2


_lock = threading.Lock()
_idle: list[EngineProcess] = []
_busy: list[EngineProcess] = []


def run(command: str, request: Any, on_event: Report, is_cancelled: IsCancelled) -> Finished:
    """Run ``command`` in an engine; pass every event but the last to ``on_event``, in the caller's thread.

    Raises the DeepSlideError that the engine reports, EngineEnvironmentError if the engine cannot be started,
    EngineError if it dies, and Cancelled within a second of ``is_cancelled``. No unfinished file is left after any of
    them.
    """
    try:
        return _run_with_retry(command, request, on_event, is_cancelled)
    except BaseException:
        for path in remove_unfinished(request):
            on_event(Warned(f"The unfinished file {path} could not be removed; delete it by hand."))
        raise


def stop_engines() -> None:
    """Stop every engine, busy ones included."""
    with _lock:
        busy = _busy[:]
    for engine in busy:
        engine.kill()
    stop_idle_engines()


def stop_idle_engines() -> None:
    """Stop the engines that wait for work."""
    with _lock:
        idle = _idle[:]
        _idle.clear()
    for engine in idle:
        engine.stop()


def pythons_at_work() -> set[Path]:
    """Return the Pythons of the busy engines."""
    with _lock:
        return {engine.python for engine in _busy}


atexit.register(stop_engines)


def converse(
    engine: EngineProcess, command: str, request: Any, on_event: Report, is_cancelled: IsCancelled
) -> Union[Finished, Failed]:
    """Send one command to ``engine``, pass its events to ``on_event``, and return its answer.

    Raises Cancelled if the engine does not answer a cancel in time, EngineError if it falls silent.
    """
    engine.send(command, to_plain(request))
    cancel_deadline, start_is_reported, silence_s = None, False, 0.0
    while True:
        if cancel_deadline is None and is_cancelled():
            engine.send("cancel")
            cancel_deadline = time.monotonic() + CANCEL_S
        event = engine.receive(POLL_S)
        silence_s = (
            0.0 if event is not None else silence_s + POLL_S
        )  # summed, not measured: time in standby must not count
        if event is not None and not start_is_reported:
            start_is_reported = True
            on_event(engine.started)
        if isinstance(event, (Finished, Failed)):
            return event
        if cancel_deadline is not None and time.monotonic() > cancel_deadline:
            raise Cancelled()
        if silence_s > SILENCE_S:
            raise engine.silence_error(SILENCE_S)
        if event is not None and not isinstance(event, Alive):
            on_event(event)


def _run_with_retry(command: str, request: Any, on_event: Report, is_cancelled: IsCancelled) -> Finished:
    """Run the command; retry with another engine if a reused one died before it answered."""
    while True:
        engine, is_fresh = _acquire_engine(engine_python(), is_cancelled)
        try:
            answer = converse(engine, command, request, on_event, is_cancelled)
        except EngineError:
            died_before_answer = engine.died_before_answer and not is_fresh
            _discard_engine(engine)
            if not died_before_answer:
                raise
            continue  # it died while idle or on receiving the command, so no work is lost
        except BaseException:  # no answer came: the engine may still be at work
            _discard_engine(engine)
            raise
        _release_engine(engine)
        if isinstance(answer, Failed):
            if answer.detail:
                on_event(Logged(answer.detail))
            raise answer.to_error()
        return answer


def _acquire_engine(python: Path, is_cancelled: IsCancelled) -> tuple[EngineProcess, bool]:
    """Return (engine for ``python``, now marked busy; True if newly started); stop idle engines that are unusable."""
    with _lock:
        candidates = _idle[:]
        _idle.clear()
        usable = [engine for engine in candidates if engine.is_alive() and engine.python == python]
        if usable:
            _busy.append(usable[-1])
            _idle.extend(usable[:-1])
    for engine in candidates:
        if engine not in usable:
            engine.stop()
    if usable:
        return usable[-1], False
    engine = EngineProcess(python)
    with _lock:
        _busy.append(engine)
    try:
        engine.wait_until_ready(is_cancelled)
    except BaseException:
        _discard_engine(engine)
        raise
    return engine, True


def _release_engine(engine: EngineProcess) -> None:
    """Keep ``engine`` for the next command, or stop it if enough engines are idle."""
    with _lock:
        _busy.remove(engine)
        is_kept = len(_idle) < MAXIMUM_IDLE
        if is_kept:
            _idle.append(engine)
    if not is_kept:
        engine.stop()


def _discard_engine(engine: EngineProcess) -> None:
    """Kill ``engine`` and forget it."""
    engine.kill()
    with _lock:
        _busy.remove(engine)
