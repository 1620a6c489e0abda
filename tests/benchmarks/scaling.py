"""training predict with one worker and with two, one thread each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.made_packs import pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import REPOSITORY
from tests.benchmarks.row import Row

SIZE_PX, BLOCK_PX, BANDS, ENCODER = 3072, 512, 3, "mobilenet_v2"
KEPT = REPOSITORY / "build" / "benchmarks" / "scaling.json"
"""What ``tests.benchmarks.country`` reckons with."""


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return how many times faster two workers are, starts of Ray and of the workers left out."""
    raster = write_raster(folder / "scene.tif", size_px, size_px, BANDS)
    pack = pack_of(folder / "unet", ("Unet",), ENCODER, BANDS)
    best, joined = {1: 0.0, 2: 0.0}, 0.0
    for _ in range(rounds):
        for workers in best:
            blocks, whole = _pixels_per_s(folder, raster, pack, workers, size_px)
            best[workers], joined = max(best[workers], blocks), max(joined, whole)
    kept = {"worker_px_per_s": best[1], "joined_px_per_s": joined, "encoder": ENCODER}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    speed = best[2] / best[1]
    told = "; ".join(f"{workers} worker(s): {each / 1e6:.3f} Mpx/s" for workers, each in best.items())
    told += f"; put together with {joined / 1e6:.1f} Mpx/s"
    return [Row("training predict: speed of two workers over one", speed, 1.8, "ratio", told, more_is_better=True)]


def _pixels_per_s(folder: Path, raster: Path, pack: Path, workers: int, size_px: int) -> tuple[float, float]:
    """Return the speed between the first block and the last, and that of putting them together, by the files' times."""
    to = folder / f"with-{workers}-{time.monotonic_ns()}"
    command = ["predict", str(raster), "--pack", str(pack), "--to", str(to), "--keep-blocks"]
    options = ["--at-once", str(workers), "--threads", "1", "--block", str(BLOCK_PX), "--device", "cpu"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(
        [sys.executable, "-m", "training", *command, *options],
        check=True,
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    records = sorted(to.glob("*.blocks/*.run.json"), key=lambda path: path.stat().st_mtime)
    times = [path.stat().st_mtime for path in records]
    tiles = [json.loads(path.read_text(encoding="utf-8"))["summary"]["tiles"] for path in records]
    counted = sum(tiles[workers:]) / sum(tiles)  # the first block of each worker pays for its start
    whole = (to / f"{raster.stem}-probability.run.json").stat().st_mtime
    return counted * size_px**2 / (times[-1] - times[workers - 1]), size_px**2 / (whole - times[-1])
