"""How soon a second run starts in an engine that is warm, and what 21 rasters pay for starts."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.row import Row

SIZE_PX, RASTERS = 128, 21


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the seconds from the request until the members of ``l4s-rgb`` see the first tile."""
    os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", sys.executable)
    from deepslide_qgis.core.events import Logged, Started
    from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
    from deepslide_qgis.worker.engine import run, stop_engines

    raster = str(write_raster(folder / "warm.tif", size_px, size_px))
    starts, loads, engines = [], [], set()

    def predict(number: int) -> None:
        began, said = time.perf_counter(), []

        def listen(event: object) -> None:
            if isinstance(event, Started):
                engines.add(event.pid)
            if isinstance(event, Logged) and "member(s) on" in event.message:  # the last before the first tile
                said.append(time.perf_counter() - began)

        outputs = PredictionOutputs(str(folder / f"warm-{number}.tif"))
        request = PredictionRequest(raster, "l4s-rgb", outputs, device="cpu", tile_px=128, margin_px=16)
        loads.append(run("predict", request, listen, lambda: False).summary["members_loaded"])
        starts.append(said[0])

    try:
        for number in range(RASTERS):
            predict(number)
    finally:
        stop_engines()
    told = f"{starts[0]:.1f} s in the first run, with the start of the engine and four members to load"
    return [
        Row("Second run in a warm engine (l4s-rgb): seconds until it predicts", median(starts[1:]), 0.3, "s", told),
        Row(f"Engines started for {RASTERS} rasters", len(engines), 1, "", f"{sum(loads)} member loads"),
    ]
