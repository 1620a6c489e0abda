"""A CUDA GPU, where one is at hand: megapixels per second from file to file, and the share of time it works."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from tests.benchmarks.made_packs import ALL_ARCHITECTURES, pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race, spread_of
from tests.benchmarks.row import Row

SIZE_PX, BANDS = 8192, 14
LOOK_S = 0.1
NO_GPU = "no CUDA GPU is at hand"


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the speed against the plain loop on the same GPU, and how much of the time the GPU works."""
    import torch

    single = f"CUDA, Unet-resnet34, {BANDS} bands, {size_px}²: speed over the plain float32 loop on the same GPU"
    many = f"CUDA, 20 members, {BANDS} bands, {size_px}²: share of the time that the GPU works"
    if not torch.cuda.is_available():
        return [Row(single, None, 5, "ratio", NO_GPU, True), Row(many, None, 0.8, "share", NO_GPU, True)]
    raster = str(write_raster(folder / "gpu.tif", size_px, size_px, BANDS))
    one = str(pack_of(folder / "gpu-one", ("Unet",), "resnet34", BANDS))
    twenty = str(pack_of(folder / "gpu-twenty", 2 * ALL_ARCHITECTURES, "resnet34", BANDS))
    names = ("engine", "plain_loop")
    laps = race({name: Contender(name, (raster, one, str(folder / f"{name}.tif"), "cuda")) for name in names}, rounds)
    with Usage() as usage:
        taken = Contender("engine", (raster, twenty, str(folder / "twenty.tif"), "cuda")).run()
    pixels = size_px**2 / 1e6
    card, fast = torch.cuda.get_device_name(), laps["engine"].wall_s
    told = f"{card}: {pixels / fast:.1f} Mpx/s from file to file; {spread_of(names, laps)}"
    return [
        Row(single, laps["plain_loop"].wall_s / fast, 5, "ratio", told, True),
        Row(many, usage.share, 0.8, "share", f"{card}: {pixels / taken.wall_s:.2f} Mpx/s from file to file", True),
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
