"""Does one engine grow while it predicts 500 times? ``python -m tests.benchmarks.soak --count 500``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

from deepslide_qgis.core.events import Event, Started
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import run, stop_engines
from tests.fuzz.good import make_good

WARM_UP = 10
ALLOWED_MB = 30.0
"""Between the means of the first and the last fifth after the warm-up; one kept raster or network each time is more."""


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def soak(count: int, folder: Path) -> list[float]:
    """Predict ``count`` times through one engine; return its resident memory after each, in MB."""
    good, pids, sizes = make_good(folder / "good"), set(), []

    def listen(event: Event) -> None:
        if isinstance(event, Started):
            pids.add(event.pid)

    for number in range(count):
        outputs = PredictionOutputs(str(folder / "p.tif"), spread=str(folder / "s.tif"), mask=str(folder / "m.tif"))
        raster = str(good.rasters[number % len(good.rasters)])
        run("predict", PredictionRequest(raster, str(good.pack), outputs, device="cpu"), listen, lambda: False)
        sizes.append(resident_mb(next(iter(pids))))
    if len(pids) != 1:
        raise SystemExit(f"{len(pids)} engines took part: one of them ended.")
    return sizes


def growth_mb(sizes: list[float]) -> float:
    """Return the mean of the last fifth less that of the first, the warm-up left out."""
    settled = sizes[WARM_UP:]
    fifth = max(1, len(settled) // 5)
    return float(np.mean(settled[-fifth:]) - np.mean(settled[:fifth]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    count = parser.parse_args().count
    os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(DEEPSLIDE_DATA=scratch, OMP_NUM_THREADS="1")
        try:
            sizes = soak(count, Path(scratch))
        finally:
            stop_engines()
    growth = growth_mb(sizes)
    print(f"{count} predictions: {sizes[WARM_UP]:.0f} MB after {WARM_UP}, {sizes[-1]:.0f} MB at the end, most")
    print(f"{max(sizes):.0f} MB; growth from the first fifth to the last {growth:+.1f} MB (allowed {ALLOWED_MB:g}).")
    return 1 if growth > ALLOWED_MB else 0


if __name__ == "__main__":
    sys.exit(main())
