"""Messages of the engine while a command runs: JSON lines, one event each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Callable, Union

from deepslide_qgis.core.errors import KINDS, DeepSlideError, EngineError
from deepslide_qgis.core.records import from_plain, to_plain


@dataclass(frozen=True)
class Started:
    """The engine is ready for commands."""

    pid: int
    python: str


@dataclass(frozen=True)
class Alive:
    """A sign of life between progress reports."""


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` steps (tiles times members) are finished."""

    done: float
    total: int


@dataclass(frozen=True)
class Logged:
    """A line for the run's log."""

    message: str


@dataclass(frozen=True)
class Warned:
    """A warning that the user should see before trusting the result."""

    message: str


@dataclass(frozen=True)
class Finished:
    """The command succeeded; ``outputs`` are the files written, ``summary`` its figures."""

    outputs: dict[str, str] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """The command failed; ``kind`` is the error class, ``detail`` the traceback of an unexpected error."""

    kind: str
    message: str
    remedy: str = ""
    detail: str = ""

    def to_error(self) -> DeepSlideError:
        """Return the exception to raise in QGIS."""
        return KINDS.get(self.kind, EngineError)(self.message, self.remedy)


Event = Union[Started, Alive, Progress, Logged, Warned, Finished, Failed]
Report = Callable[[Event], None]
"""Callback that receives the events of a running command."""
IsCancelled = Callable[[], bool]
"""Callback that returns True once the user has cancelled the command."""
EVENTS = {kind.__name__: kind for kind in (Started, Alive, Progress, Logged, Warned, Finished, Failed)}


def event_to_line(event: Event) -> str:
    """Return ``event`` as one line of JSON, without the line end."""
    return json.dumps({"event": type(event).__name__, **to_plain(event)}, ensure_ascii=True)


def event_from_line(line: str) -> Event:
    """Parse one line; raise EngineError if it is no event."""
    try:
        plain = json.loads(line)
        kind = EVENTS[plain.pop("event")]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise EngineError(f"The engine wrote a line that is no event: {line[:200]!r}.") from error
    return from_plain(kind, plain, kind.__name__, EngineError)
