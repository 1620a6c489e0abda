"""The engine process: its start, its pipes of commands and events, its end. One thread at a time uses an instance."""

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
from typing import Any, Optional

from deepslide_qgis.core.errors import Cancelled, DeepSlideError, EngineEnvironmentError, EngineError
from deepslide_qgis.core.events import Event, Failed, IsCancelled, Started, event_from_line
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
"""NTSTATUS exit codes: no memory, no resources, commitment limit; library not found, no entry point, not started."""


class EngineProcess:
    """A running engine process; the constructor raises EngineEnvironmentError if it cannot be started."""

    started: Started

    def __init__(self, python: Path):
        self.python = python
        self._is_stopped = False
        self._awaits_answer = False
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
        """Send one command; raise EngineError if the engine is gone."""
        self._awaits_answer = self._awaits_answer or request is not None
        line = {"command": command} if request is None else {"command": command, "request": request}
        try:
            self._process.stdin.write(json.dumps(line) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise self.end_and_explain() from error

    def receive(self, timeout_s: float = POLL_S) -> Optional[Event]:
        """Return the next event, or None after the timeout; raise EngineError at end of output or an invalid line."""
        try:
            line = self._lines.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if line is None:
            self._lines.put(None)
            raise self.end_and_explain()
        self._awaits_answer = False
        return event_from_line(line)

    @property
    def died_before_answer(self) -> bool:
        """True if the engine died, without being stopped, before any event on the last command."""
        return self._awaits_answer and not self._is_stopped

    def end_and_explain(self) -> DeepSlideError:
        """Wait for the engine's end, killing it if it takes too long; return the error that explains the exit."""
        code = self._wait_and_close()
        if self._is_stopped:
            return EngineError("The engine was stopped.", "Run the algorithm again.")
        message, remedy = _explain_exit(code)
        return EngineError(message + self._stderr_tail(), remedy)

    def silence_error(self, silence_s: float) -> EngineError:
        """Return the error of an engine that runs but sends no events."""
        return EngineError(
            f"The engine has given no sign of life for {silence_s:.0f} s.{self._stderr_tail()}",
            "Run the algorithm again; a driver, a network drive or a disk that does not answer may be the cause.",
        )

    def stop(self) -> None:
        """Stop the engine: by a command first, then by a kill."""
        self._is_stopped = True
        try:
            self.send("stop")
        except DeepSlideError:
            return
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._wait_and_close()

    def kill(self) -> None:
        """Kill the engine at once; a thread that waits for its events gets an EngineError."""
        self._is_stopped = True
        self._process.kill()
        self._wait_and_close()

    def _wait_and_close(self) -> int:
        """Wait for the exit, kill after a timeout, close the pipes; return the exit code."""
        try:
            code = self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:  # it closed its output but still runs
            self._process.kill()
            code = self._process.wait()
        for reader in self._readers:
            reader.join(STOP_S)
        _close_pipe(self._process.stdin)
        return code

    def wait_until_ready(self, is_cancelled: IsCancelled) -> None:
        """Wait for the engine's Started event; raise EngineEnvironmentError if it does not come, or Cancelled."""
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
            f"The engine did not answer within {START_S:.0f} s of its start ({self.python}).{self._stderr_tail()}",
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

    def _stderr_tail(self) -> str:
        tail = "\n".join(self._stderr)
        return f" Its last output:\n{tail}\n" if tail else ""


def _start(python: Path) -> subprocess.Popen:
    try:
        # Runs the engine's own Python with the plugin's own launcher; no shell, and no user input on the command
        # line: requests go through the pipe.
        return subprocess.Popen(  # nosec B603
            [str(python), "-I", "-B", str(LAUNCHER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=os.name
            == "posix",  # Ctrl+C in a terminal reaches QGIS only; the engine exits when its pipe closes
        )
    except OSError as error:
        raise EngineEnvironmentError(f"The engine could not be started with {python}: {error}.", SET_UP) from error


def _close_pipe(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # closing flushes, and the reading process may be gone already
        return


def _explain_exit(code: int) -> tuple[str, str]:
    """Return (message, remedy) for the exit code of an engine that was not stopped."""
    if code in KILLED:
        return "The engine was killed, probably because memory ran out.", LESS_MEMORY
    if code in NO_MEMORY_ON_WINDOWS:
        return f"The engine ended because memory ran out ({_format_exit_code(code)}).", LESS_MEMORY
    if code in NO_LIBRARY_ON_WINDOWS:
        return f"A library of the engine cannot be loaded ({_format_exit_code(code)}).", WINDOWS_RUNTIME
    return f"The engine ended unexpectedly ({_format_exit_code(code)}).", REPORT


def _format_exit_code(code: int) -> str:
    """Return the name of the signal, or the exit code, as text."""
    if code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}" if code < 1 << 16 else f"exit code 0x{code:08X}"
