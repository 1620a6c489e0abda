"""A CUDA GPU, where one is at hand: megapixels per second from file to file, and the share of time it works."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

from deepslide_qgis.core.precision import BFLOAT16
from tests.benchmarks.made_packs import ALL_ARCHITECTURES, in_shorter, pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race, spread_of
from tests.benchmarks.row import Row

SIZE_PX, BANDS = 8192, 14
LOOK_S = 0.1
THREADS = os.cpu_count() or 1
NO_GPU = "no CUDA GPU is at hand"
SPEED = "speed over the plain float32 loop on the same GPU"
TARGETS = {
    "float32": (f"Unet-resnet34: {SPEED}", 5, "ratio", True),
    "bfloat16": (f"Unet-resnet34 in bfloat16: {SPEED}", 5, "ratio", True),
    "twenty": ("20 members: share of the time that the GPU works", 0.8, "share", True),
    "stacked": ("four Unets in one call (vmap), a tile at a time: seconds over one after the other", 1, "ratio", False),
}
"""What is measured: title, target, unit, whether more is better."""


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the speed against the plain loop on the same GPU, the share of time it works, and what stacking gains."""
    import torch

    what = f"CUDA, {BANDS} bands, {size_px}²"
    if not torch.cuda.is_available():
        return _rows(what, dict.fromkeys(TARGETS), dict.fromkeys(TARGETS, NO_GPU))
    raster = str(write_raster(folder / "gpu.tif", size_px, size_px, BANDS))
    one = pack_of(folder / "gpu-one", ("Unet",), "resnet34", BANDS)
    twenty = pack_of(folder / "gpu-twenty", 2 * ALL_ARCHITECTURES, "resnet34", BANDS, graphs=False)
    contenders = {
        "float32": Contender("engine", (raster, str(one), str(folder / "float32.tif"), "cuda"), threads=THREADS),
        "bfloat16": Contender(
            "engine", (raster, str(in_shorter(one, BFLOAT16)), str(folder / "bfloat16.tif"), "cuda"), threads=THREADS
        ),
        "plain_loop": Contender("plain_loop", (raster, str(one), str(folder / "loop.tif"), "cuda"), threads=THREADS),
    }
    laps = race(contenders, rounds)
    with Usage() as usage:
        taken = Contender("engine", (raster, str(twenty), str(folder / "20.tif"), "cuda"), threads=THREADS).run()
    together = {how: Contender("stacked_members", (how, "1")).run().wall_s for how in ("stacked", "separate")}
    pixels, card = size_px**2 / 1e6, torch.cuda.get_device_name()
    loop = laps["plain_loop"].wall_s
    values = {name: loop / laps[name].wall_s for name in ("float32", "bfloat16")}
    values |= {"twenty": usage.share, "stacked": together["stacked"] / together["separate"]}
    details = {name: f"{card}: {pixels / laps[name].wall_s:.1f} Mpx/s from file to file" for name in laps}
    details["float32"] += f"; {spread_of(tuple(laps), laps)}"
    details["twenty"] = f"{card}: {pixels / taken.wall_s:.2f} Mpx/s from file to file"
    details["stacked"] = f"{card}: {together['stacked']:.2f} s and {together['separate']:.2f} s"
    return _rows(what, values, details)


def _rows(what: str, values: dict[str, float | None], details: dict[str, str]) -> list[Row]:
    return [
        Row(f"{what}, {title}", values[name], target, unit, details[name], more_is_better)
        for name, (title, target, unit, more_is_better) in TARGETS.items()
    ]


class Usage:
    """Asks nvidia-smi how busy the GPU is until it is left; ``share`` counts from its first to its last work."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Usage:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def share(self) -> float:
        working = [i for i, value in enumerate(self._seen) if value > 0]
        span = self._seen[working[0] : working[-1] + 1] if working else [0.0]
        return sum(span) / len(span) / 100

    def _watch(self) -> None:
        command = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]
        while not self._ended.wait(LOOK_S):
            told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            self._seen.append(float(told.splitlines()[0]))
