"""Run a command in an engine process, and keep the process for the next one: importing torch takes seconds."""

from __future__ import annotations

import atexit
import threading
import time
from pathlib import Path
from typing import Any, Callable, Union

from deepslide_qgis.core.errors import Cancelled, EngineError
from deepslide_qgis.core.events import Alive, Event, Failed, Finished, Logged, Warned
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.worker.environment import engine_python
from deepslide_qgis.worker.process import POLL_S, EngineProcess
from deepslide_qgis.worker.unfinished import remove_unfinished

CANCEL_S = 0.7
SILENCE_S = 120.0
"""Without a sign of life, one of which comes every few seconds even from a slow machine, an engine hangs."""
MAXIMUM_IDLE = 2

OnEvent = Callable[[Event], None]
IsCancelled = Callable[[], bool]

_lock = threading.Lock()
_idle: list[EngineProcess] = []
_busy: list[EngineProcess] = []


def run(command: str, request: Any, on_event: OnEvent, is_cancelled: IsCancelled) -> Finished:
    """Have an engine carry out ``request``; every event but the last goes to ``on_event``, in the caller's thread.

    Raises the DeepSlideError that the engine named, EngineEnvironmentError where it cannot be started, EngineError
    where it ended, Cancelled within a second of ``is_cancelled``; then no unfinished file is left.
    """
    try:
        return _run(command, request, on_event, is_cancelled)
    except BaseException:
        for path in remove_unfinished(request):
            on_event(Warned(f"The unfinished file {path} could not be removed; delete it by hand."))
        raise


def stop_engines() -> None:
    """End every engine, those at work included."""
    with _lock:
        busy = _busy[:]
    for engine in busy:
        engine.kill()
    stop_idle_engines()


def stop_idle_engines() -> None:
    """End the engines that wait for work."""
    with _lock:
        idle = _idle[:]
        _idle.clear()
    for engine in idle:
        engine.stop()


def pythons_at_work() -> set[Path]:
    """Return the Pythons of the engines that carry a run out."""
    with _lock:
        return {engine.python for engine in _busy}


atexit.register(stop_engines)


def converse(
    engine: EngineProcess, command: str, request: Any, on_event: OnEvent, is_cancelled: IsCancelled
) -> Union[Finished, Failed]:
    """Send one command to ``engine`` and return its answer; raise Cancelled where it leaves a cancel unanswered."""
    engine.send(command, to_plain(request))
    give_up, is_told, silent_s = None, False, 0.0
    while True:
        if give_up is None and is_cancelled():
            engine.send("cancel")
            give_up = time.monotonic() + CANCEL_S
        event = engine.receive(POLL_S)
        silent_s = 0.0 if event is not None else silent_s + POLL_S  # counted: a computer that slept lost no time
        if event is not None and not is_told:
            is_told = True
            on_event(engine.started)
        if isinstance(event, (Finished, Failed)):
            return event
        if give_up is not None and time.monotonic() > give_up:
            raise Cancelled()
        if silent_s > SILENCE_S:
            raise engine.hangs(SILENCE_S)
        if event is not None and not isinstance(event, Alive):
            on_event(event)


def _run(command: str, request: Any, on_event: OnEvent, is_cancelled: IsCancelled) -> Finished:
    while True:
        engine, is_fresh = _take(engine_python(), is_cancelled)
        try:
            answer = converse(engine, command, request, on_event, is_cancelled)
        except EngineError:
            had_ended = engine.ended_unheard and not is_fresh
            _leave(engine)
            if not had_ended:
                raise
            continue  # it ended while idle, or just as it was spoken to: nothing is lost
        except BaseException:  # no answer was heard: it may be in the middle of the work
            _leave(engine)
            raise
        _give_back(engine)
        if isinstance(answer, Failed):
            if answer.detail:
                on_event(Logged(answer.detail))
            raise answer.to_error()
        return answer


def _take(python: Path, is_cancelled: IsCancelled) -> tuple[EngineProcess, bool]:
    """Return an engine for ``python`` that now is busy, and whether it is fresh; idle ones that ended are dropped."""
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
        _leave(engine)
        raise
    return engine, True


def _give_back(engine: EngineProcess) -> None:
    with _lock:
        _busy.remove(engine)
        is_kept = len(_idle) < MAXIMUM_IDLE
        if is_kept:
            _idle.append(engine)
    if not is_kept:
        engine.stop()


def _leave(engine: EngineProcess) -> None:
    engine.kill()
    with _lock:
        _busy.remove(engine)
