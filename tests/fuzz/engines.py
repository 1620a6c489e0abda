"""Two real engine processes: one as it is, and one whose files the system lets grow to a small size only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deepslide_qgis.worker.environment import engine_python
from deepslide_qgis.worker.process import EngineProcess

LARGEST_FILE_BLOCKS = 128
"""Of 512 bytes: less than a probability of the long raster takes, enough for what the engine keeps beside it."""


class Engines:
    """Starts each engine when it is wanted, again where it ended."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._small_disk = folder / "python"
        self._small_disk.write_text(f'#!/bin/sh\nulimit -f {LARGEST_FILE_BLOCKS}\nexec "{engine_python()}" "$@"\n')
        self._small_disk.chmod(0o755)
        self._running: dict[Path, EngineProcess] = {}

    def take(self, has_small_disk: bool, is_cancelled: Callable[[], bool]) -> EngineProcess:
        """Return an engine that waits for a command."""
        python = self._small_disk if has_small_disk else engine_python()
        engine = self._running.get(python)
        if engine is None or not engine.is_alive():
            engine = self._running[python] = EngineProcess(python)
            engine.wait_until_ready(is_cancelled)
        return engine

    def stop(self) -> None:
        for engine in self._running.values():
            engine.stop()
