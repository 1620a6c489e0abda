"""Contenders that run in turns, each a process of its own, and the ratio of what they take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.contenders.clock import MARK

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Contender:
    """A program with its arguments: a module below ``tests.benchmarks.contenders`` and the Python that runs it."""

    module: str
    arguments: tuple[str, ...]
    python: str = sys.executable
    threads: int = 2

    def run(self) -> Taken:
        """Run it once; raise SystemExit with its last words where it fails."""
        command = [self.python, "-m", f"tests.benchmarks.contenders.{self.module}", *self.arguments]
        threads = {"OMP_NUM_THREADS": str(self.threads), "OMP_WAIT_POLICY": "PASSIVE"}  # waiting takes no CPU-seconds
        path = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
        with tempfile.TemporaryDirectory() as data:  # nothing that an earlier run has kept
            environment = {**os.environ, **threads, "PYTHONPATH": path, "DEEPSLIDE_DATA": data}
            process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, text=True, stdout=subprocess.PIPE)
            printed, _ = process.communicate()
        told = [line for line in printed.splitlines() if line.startswith(MARK)]
        if process.returncode or not told:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {printed[-2000:]}")
        return Taken(**json.loads(told[-1].removeprefix(MARK)))


@dataclass(frozen=True)
class Taken:
    """What one run took: seconds from file to file, and the highest resident memory of its process."""

    cpu_s: float
    wall_s: float
    peak_mb: float


@dataclass
class Laps:
    """What a contender took, run by run."""

    runs: list[Taken] = field(default_factory=list)

    @property
    def cpu_s(self) -> float:
        return median(taken.cpu_s for taken in self.runs)

    @property
    def wall_s(self) -> float:
        return median(taken.wall_s for taken in self.runs)

    @property
    def peak_mb(self) -> float:
        return max(taken.peak_mb for taken in self.runs)


def race(contenders: dict[str, Contender], rounds: int) -> dict[str, Laps]:
    """Run all contenders ``rounds`` times, in turns, so that what slows the machine slows all of them."""
    laps = {name: Laps() for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            laps[name].runs.append(contender.run())
    return laps


def ratio(ours: Laps, others: Laps) -> float:
    """Return the median over the rounds of CPU-seconds of ``ours`` over those of ``others`` in the same round."""
    return median(a.cpu_s / b.cpu_s for a, b in zip(ours.runs, others.runs))


def spread_of(names: Sequence[str], laps: dict[str, Laps]) -> str:
    """Return the figures behind a ratio, in words."""
    return "; ".join(f"{name} {laps[name].cpu_s:.1f} CPU-s, {laps[name].wall_s:.1f} s" for name in names)
