"""How soon a run starts in an engine that is warm, or new, and what 21 rasters pay for starts."""

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

    kept_before = os.environ.get("DEEPSLIDE_DATA")
    os.environ["DEEPSLIDE_DATA"] = str(folder / "data")  # where no compiled network lies yet
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
        warm, new_engines, new_loads = median(starts[1:]), len(engines), sum(loads)
        stop_engines()
        predict(RASTERS)
    finally:
        stop_engines()
        os.environ.pop("DEEPSLIDE_DATA")
        if kept_before is not None:
            os.environ["DEEPSLIDE_DATA"] = kept_before
    told = f"{starts[0]:.1f} s in the first run, with the start of the engine and four members to load"
    again = f"{starts[-1]:.1f} s with compiled networks on the disk, {starts[0]:.1f} s without"
    return [
        Row("Second run in a warm engine (l4s-rgb): seconds until it predicts", warm, 0.3, "s", told),
        Row(f"Engines started for {RASTERS} rasters", new_engines, 1, "", f"{new_loads} member loads"),
        Row("First run in a new engine (l4s-rgb) over the very first", starts[-1] / starts[0], 0.5, "ratio", again),
    ]
