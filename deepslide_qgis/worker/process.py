"""One engine process: its start, its two lines of talk, its end. A run talks to it from one thread at a time."""

from __future__ import annotations

import collections
import json
import os
import queue
import signal
import subprocess  # nosec B404
import threading
import time
from pathlib import Path
from typing import Any, Callable, Optional

from deepslide_qgis.core.errors import Cancelled, DeepSlideError, EngineEnvironmentError, EngineError
from deepslide_qgis.core.events import Event, Failed, Started, event_from_line
from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.core.remedies import LESS_MEMORY, REPORT, SET_UP, WINDOWS_RUNTIME
from deepslide_qgis.worker.environment import child_environment

LAUNCHER = PACKAGE_FOLDER / "launcher.py"
START_S = 60.0
STOP_S = 1.0
POLL_S = 0.1
STDERR_LINES = 40
KILLED = (-int(getattr(signal, "SIGKILL", 9)), 137)
NO_MEMORY_ON_WINDOWS = (0xC0000017, 0xC000009A, 0xC000012D)
NO_LIBRARY_ON_WINDOWS = (0xC0000135, 0xC0000139, 0xC0000142)
"""NTSTATUS of a process: no memory, no resources, commitment limit; library not found, no entry point, not started."""


class EngineProcess:
    """An engine that has been started; raises EngineEnvironmentError when it cannot be."""

    started: Started

    def __init__(self, python: Path):
        self.python = python
        self._is_stopped = False
        self._is_unheard = False
        self._lines: queue.Queue[Optional[str]] = queue.Queue()
        self._stderr: collections.deque[str] = collections.deque(maxlen=STDERR_LINES)
        self._process = _start(python)
        self._readers = [
            threading.Thread(target=self._read_stdout, name="engine events", daemon=True),
            threading.Thread(target=self._read_stderr, name="engine stderr", daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def send(self, command: str, request: Any = None) -> None:
        """Send one command; raise EngineError when the engine is gone."""
        self._is_unheard = self._is_unheard or request is not None
        line = {"command": command} if request is None else {"command": command, "request": request}
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise self.death() from error

    def receive(self, timeout_s: float = POLL_S) -> Optional[Event]:
        """Return the next event, None when none came in time; raise EngineError at the engine's end or at nonsense."""
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if line is None:
            self._lines.put(None)
            raise self.death()
        self._is_unheard = False
        return event_from_line(line)

    @property
    def ended_unheard(self) -> bool:
        """Whether it ended by no doing of ours, without a word on the command it was sent last."""
        return self._is_unheard and not self._is_stopped

    def death(self) -> DeepSlideError:
        """Return the error that tells how the engine ended, with the last lines of its stderr."""
        code = self._end()
        if self._is_stopped:
            return EngineError("The engine was stopped.", "Run the algorithm again.")
        message, remedy = _end_in_words(code)
        return EngineError(message + self._last_words(), remedy)

    def hangs(self, silence_s: float) -> EngineError:
        """Return the error that tells of an engine that lives and says nothing."""
        return EngineError(
            f"The engine has given no sign of life for {silence_s:.0f} s.{self._last_words()}",
            "Run the algorithm again; a driver, a network drive or a disk that does not answer may be the cause.",
        )

    def stop(self) -> None:
        """End the engine: politely at first, then by force."""
        self._is_stopped = True
        try:
            self.send("stop")
        except DeepSlideError:
            return
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._end()

    def kill(self) -> None:
        """End the engine at once; another thread that talks to it is told so."""
        self._is_stopped = True
        self._process.kill()
        self._end()

    def _end(self) -> int:
        """Wait for the end that is near; return the exit code."""
        try:
            code = self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:  # it closed its output, yet lives
            self._process.kill()
            code = self._process.wait()
        for reader in self._readers:
            reader.join(STOP_S)
        _close(self._process.stdin)
        return code

    def wait_until_ready(self, is_cancelled: Callable[[], bool]) -> None:
        """Wait for the engine's first word; raise EngineEnvironmentError where none comes, Cancelled when told so."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if is_cancelled():
                raise Cancelled()
            try:
                event = self.receive()
            except EngineError as error:
                raise EngineEnvironmentError(
                    f"The engine could not be started with {self.python}. {error.message}", SET_UP
                ) from error
            if isinstance(event, Started):
                self.started = event
                return
            if isinstance(event, Failed):
                raise event.to_error()
        raise EngineEnvironmentError(
            f"The engine did not answer within {START_S:.0f} s of its start ({self.python}).{self._last_words()}",
            "Try again; a virus scanner may slow the first start. If it stays so, run 'Set up engine' again.",
        )

    def _read_stdout(self) -> None:
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def _read_stderr(self) -> None:
        with self._process.stderr as lines:
            for line in lines:
                self._stderr.append(line.rstrip())

    def _last_words(self) -> str:
        words = "\n".join(self._stderr)
        return f" Its last words:\n{words}\n" if words else ""


def _start(python: Path) -> subprocess.Popen:
    try:
        # The program is the engine's own Python and the script is the plugin's own launcher; no shell, nothing
        # from a form or a file on the command line: requests go through the pipe.
        return subprocess.Popen(  # nosec B603
            [str(python), "-I", "-B", str(LAUNCHER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=os.name == "posix",  # Ctrl+C in a terminal is for QGIS; the engine follows its end
        )
    except OSError as error:
        raise EngineEnvironmentError(f"The engine could not be started with {python}: {error}.", SET_UP) from error


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # closing flushes, and the reader may be gone: nothing is lost
        return


def _end_in_words(code: int) -> tuple[str, str]:
    """Return how an engine ended that nobody stopped, and the remedy."""
    if code in KILLED:
        return "The engine was killed, probably because memory ran out.", LESS_MEMORY
    if code in NO_MEMORY_ON_WINDOWS:
        return f"The engine ended because memory ran out ({_name(code)}).", LESS_MEMORY
    if code in NO_LIBRARY_ON_WINDOWS:
        return f"A library of the engine cannot be loaded ({_name(code)}).", WINDOWS_RUNTIME
    return f"The engine ended unexpectedly ({_name(code)}).", REPORT


def _name(code: int) -> str:
    """Return how a process ended in words: a signal's name, or its exit code."""
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}" if code < 1 << 16 else f"exit code 0x{code:08X}"
