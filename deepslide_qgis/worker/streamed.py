"""Run a program to its end, hand on its lines as they come, and end it with all its children on cancel."""

from __future__ import annotations

import collections
import os
import queue
import signal
import subprocess  # nosec B404
import threading
from typing import IO, Callable, Optional

from deepslide_qgis.core.errors import Cancelled, EngineEnvironmentError

POLL_S = 0.1
TAIL_LINES = 12
END_S = 5.0


def run_streamed(
    command: list[str],
    environment: dict[str, str],
    on_line: Callable[[str], None],
    is_cancelled: Callable[[], bool],
    lock: Optional[IO[bytes]] = None,
) -> tuple[int, str]:
    """Run ``command``; return its exit code and last lines; ``on_line`` also gets "" at every 0.1 s of silence.

    The program holds ``lock`` as long as it runs, even where this process ends before it (not on Windows).
    Raises Cancelled when it was cancelled, EngineEnvironmentError when it cannot be started.
    """
    process = _start(command, environment, lock)
    lines: queue.Queue[Optional[str]] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, lines), name="installer output", daemon=True)
    reader.start()
    tail: collections.deque[str] = collections.deque(maxlen=TAIL_LINES)
    try:
        for line in iter(lambda: _next(lines), None):
            if is_cancelled():
                raise Cancelled()
            if line:
                tail.append(line)
            on_line(line)
    except BaseException:
        _kill(process)
        raise
    finally:
        reader.join(END_S)
    return process.wait(), "\n".join(tail)


def _start(command: list[str], environment: dict[str, str], lock: Optional[IO[bytes]]) -> subprocess.Popen:
    try:
        # The Python that was found or made for the engine, with arguments of ours; no shell.
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
            start_new_session=os.name == "posix",  # a group of its own, which can be ended as a whole
        )
    except OSError as error:
        raise EngineEnvironmentError(f"{command[0]} cannot be started: {error}.", "Name another Python.") from error


def _read(process: subprocess.Popen, lines: queue.Queue[Optional[str]]) -> None:
    with process.stdout as output:
        for line in output:
            lines.put(line.strip())
    lines.put(None)


def _next(lines: queue.Queue[Optional[str]]) -> Optional[str]:
    try:
        return lines.get(timeout=POLL_S)
    except queue.Empty:
        return ""


def _kill(process: subprocess.Popen) -> None:
    if os.name == "posix":
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it ended just now
            return
    else:
        process.kill()
    process.wait()
