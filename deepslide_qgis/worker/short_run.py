"""Run a short program and return its output, e.g. a Python's version or the list of graphics cards."""

from __future__ import annotations

import subprocess  # nosec B404

from deepslide_qgis.worker.environment import child_environment


def run_and_capture(command: list[str], timeout_s: float, must_succeed: bool = True) -> str:
    """Return the standard output of ``command``, which gets no input and no window.

    Raises OSError if it does not start, subprocess.SubprocessError if it fails or exceeds ``timeout_s``.
    """
    # Runs a Python or NVIDIA's own program, with constant arguments; no shell.
    completed = subprocess.run(  # nosec B603
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
    return completed.stdout
