"""Files that a run wrote and that must not outlive it."""

from __future__ import annotations

from pathlib import Path

SIDE_FILES = ("", ".aux.xml", ".ovr", ".msk")


def remove_outputs(outputs: dict[str, str]) -> None:
    """Remove the finished ``outputs`` of a run that was cancelled before its end."""
    for path in outputs.values():
        for side in SIDE_FILES:
            Path(path + side).unlink(missing_ok=True)
