"""Run a short program and return what it prints; for questions such as a Python's version or the graphics cards."""

from __future__ import annotations

import subprocess  # nosec B404

from deepslide_qgis.worker.environment import child_environment


def printed_by(command: list[str], timeout_s: float, must_succeed: bool = True) -> str:
    """Return the standard output of ``command``, which gets no input and no window.

    Raises OSError where it does not start, subprocess.SubprocessError where it takes longer or fails.
    """
    # A Python that was found or named, or NVIDIA's own program, with constant arguments; no shell.
    ran = subprocess.run(  # nosec B603
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout_s,
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        check=must_succeed,
    )
    return ran.stdout
