"""Where the seconds of one run go, stage by stage: on the wall, and of the thread that carries a stage out.

``.venv/bin/python -m tests.benchmarks.stages RASTER PACK [--device cuda] [--members N]``. Stages overlap: each has
threads of its own. What GDAL and torch do in theirs is not in the seconds of a thread.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Optional

import typer
from rich.console import Console
from rich.table import Table

from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.engine import predict
from deepslide_qgis.engine.members import member_cache
from deepslide_qgis.engine.members.member_cache import MEMBER_CACHE
from deepslide_qgis.engine.prediction import all_members, canvas, gain, panel_prediction, strips
from deepslide_qgis.engine.rasters import gdal, layer_file, writer
from tests.benchmarks.contenders.engine import outputs_of

STAGES = (
    (gain.GainMeasurement, "_measure", "judge the raster"),
    (member_cache, "_check_files", "hash a member's files"),
    (MEMBER_CACHE, "load", "load the members"),
    (predict, "_prepare", "prepare members"),
    (strips, "_read_piece", "read rows"),
    (all_members, "_fill_inputs", "fill a batch"),
    (all_members, "_predict_tiles", "predict it with all members"),
    (panel_prediction, "_blend", "blend"),
    (canvas.Canvas, "add", "… add tiles"),
    (panel_prediction, "output_layers", "… output layers"),
    (writer.RasterOutputs, "write", "… wait for the writers"),
    (layer_file.LayerFile, "write", "write a layer's rows"),
    (gdal.FileOverviews, "write", "… overviews"),
    (writer.RasterOutputs, "finish", "finish all files"),
)
"""Who owns a function, its name, and what is said of it."""


@dataclass
class Stage:
    """What all calls of a function took, and when the first began and the last ended."""

    calls: int = 0
    wall_s: float = 0
    thread_s: float = 0
    first_s: float = float("inf")
    last_s: float = 0


class Clock:
    """Measures functions from outside: each is replaced by one that notes what it takes."""

    def __init__(self) -> None:
        self.stages: dict[str, Stage] = {}
        self._began = time.perf_counter()
        self._lock = threading.Lock()

    def watch(self, owner: Any, name: str, what: str) -> None:
        """Measure the function ``name`` of ``owner`` from now on."""
        original = getattr(owner, name)
        stage = self.stages.setdefault(what, Stage())

        @wraps(original)
        def measured(*given: Any, **named: Any) -> Any:
            wall, cpu = time.perf_counter(), time.thread_time()
            try:
                return original(*given, **named)
            finally:
                self._note(stage, wall, time.perf_counter(), time.thread_time() - cpu)

        setattr(owner, name, measured)

    def _note(self, stage: Stage, began: float, ended: float, thread_s: float) -> None:
        with self._lock:
            stage.calls += 1
            stage.wall_s += ended - began
            stage.thread_s += thread_s
            stage.first_s = min(stage.first_s, began - self._began)
            stage.last_s = max(stage.last_s, ended - self._began)

    def run(self, work: Callable[[], Any]) -> tuple[float, float]:
        """Return the seconds that ``work`` takes on the wall, and those of all threads."""
        self._began, cpu = time.perf_counter(), time.process_time()
        work()
        return time.perf_counter() - self._began, time.process_time() - cpu


def main(raster: str, pack: str, device: str = "cpu", members: Optional[int] = None) -> None:
    """Predict all layers of RASTER with PACK into a temporary folder, and print the table."""
    clock = Clock()
    for owner, name, what in STAGES:
        clock.watch(owner, name, what)
    if not device.startswith("cpu"):
        for owner, name, what in on_torch():
            clock.watch(owner, name, what)
    with tempfile.TemporaryDirectory() as folder:
        request = PredictionRequest(
            raster, pack, outputs_of(str(Path(folder) / "out.tif")), device=device, members=members
        )
        wall_s, cpu_s = clock.run(lambda: predict.predict(request, lambda event: None, lambda: False))
    table = Table("stage", "calls", "wall, s", "its thread, s", "from, s", "to, s")
    for what, stage in clock.stages.items():
        if stage.calls:
            figures = (stage.wall_s, stage.thread_s, stage.first_s, stage.last_s)
            table.add_row(what, str(stage.calls), *(f"{value:.2f}" for value in figures))
    Console().print(table)
    print(f"{wall_s:.2f} s on the wall, {cpu_s:.2f} CPU-seconds of all threads")


def on_torch() -> tuple[tuple[Any, str, str], ...]:
    """Return what ``STAGES`` holds for members that torch runs."""
    from deepslide_qgis.engine.members import cuda_graph, torch_member, torch_memory

    return (
        (torch_memory.TorchMemory, "to_device", "… copy it to the card"),
        (torch_memory.TorchMemory, "limit_queue", "… wait for the card"),
        (torch_memory.TorchMemory, "to_numpy", "… copy rows back"),
        (torch_member.TorchMember, "logits", "… launch a member"),
        (cuda_graph.GraphedMember, "logits", "… replay a member's CUDA graph"),
    )


if __name__ == "__main__":
    typer.run(main)
