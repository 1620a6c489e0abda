"""Run a program to its end, pass on its output lines as they come, and kill it with all children on cancel."""

from __future__ import annotations

import collections
import os
import queue
import signal
import subprocess  # nosec B404
import threading
from typing import IO, Callable, Optional

from deepslide_qgis.core.errors import Cancelled, EngineEnvironmentError
from deepslide_qgis.core.events import IsCancelled

POLL_S = 0.1
TAIL_LINES = 12
JOIN_S = 5.0


def run_streamed(
    command: list[str],
    environment: dict[str, str],
    on_line: Callable[[str], None],
    is_cancelled: IsCancelled,
    lock: Optional[IO[bytes]] = None,
) -> tuple[int, str]:
    """Run ``command``; return (exit code, last lines). ``on_line`` also gets "" after every 0.1 s of silence.

    The program inherits ``lock`` and holds it while it runs, even if this process ends first (not on Windows).
    Raises Cancelled if ``is_cancelled``, EngineEnvironmentError if the program cannot be started.
    """
    process = _start(command, environment, lock)
    lines: queue.Queue[Optional[str]] = queue.Queue()
    reader = threading.Thread(target=_read_lines, args=(process, lines), name="installer output", daemon=True)
    reader.start()
    tail: collections.deque[str] = collections.deque(maxlen=TAIL_LINES)
    try:
        for line in iter(lambda: _next_line(lines), None):
            if is_cancelled():
                raise Cancelled()
            if line:
                tail.append(line)
            on_line(line)
    except BaseException:
        _kill_group(process)
        raise
    finally:
        reader.join(JOIN_S)
    return process.wait(), "\n".join(tail)


def _start(command: list[str], environment: dict[str, str], lock: Optional[IO[bytes]]) -> subprocess.Popen:
    try:
        # Runs the engine's or the base Python, with arguments from this package; no shell.
        return subprocess.Popen(  # nosec B603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            pass_fds=(lock.fileno(),) if lock is not None and os.name == "posix" else (),
            start_new_session=os.name == "posix",  # own process group, which can be killed as a whole
        )
    except OSError as error:
        raise EngineEnvironmentError(f"{command[0]} cannot be started: {error}.", "Name another Python.") from error


def _read_lines(process: subprocess.Popen, lines: queue.Queue[Optional[str]]) -> None:
    with process.stdout as output:
        for line in output:
            lines.put(line.strip())
    lines.put(None)


def _next_line(lines: queue.Queue[Optional[str]]) -> Optional[str]:
    try:
        return lines.get(timeout=POLL_S)
    except queue.Empty:
        return ""


def _kill_group(process: subprocess.Popen) -> None:
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it ended meanwhile
            return
    else:
        process.kill()
    process.wait()
