"""A CUDA GPU, where one is at hand: megapixels per second from file to file, and the share of time it works."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from deepslide_qgis.core.precision import BFLOAT16
from deepslide_qgis.engine.members.runtimes import has_library
from tests.benchmarks.made_packs import ALL_ARCHITECTURES, in_shorter, pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race
from tests.benchmarks.row import Row

SIZE_PX, BANDS = 8192, 14
LOOK_MS = 100
WATCH = (
    *("nvidia-smi", f"--loop-ms={LOOK_MS}", "--id=0"),
    *("--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"),
)
THREADS = os.cpu_count() or 1
NO_GPU = "no CUDA GPU is at hand"
SPEED = "speed over the plain float32 loop on the same GPU"
TARGETS = {
    "float32": (f"Unet-resnet34: {SPEED}", 5, "ratio", True),
    "bfloat16": (f"Unet-resnet34 in bfloat16: {SPEED}", 5, "ratio", True),
    "twenty": (f"20 members: {SPEED}", 5, "ratio", True),
    "twenty_bfloat16": (f"20 members in bfloat16: {SPEED}", 5, "ratio", True),
    "share": ("20 members: share of the time that the GPU works", 0.8, "share", True),
    "share_bfloat16": ("20 members in bfloat16: share of the time that the GPU works", 0.8, "share", True),
    "stacked": ("four Unets in one call (vmap), a tile at a time: seconds over one after the other", 1, "ratio", False),
}
"""What is measured: title, target, unit, whether more is better."""


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the speed against the plain loop on the same GPU, the share of time it works, and what stacking gains.

    The plain loop of 20 members runs over a part of the raster with half its sides; their speeds are compared. With a
    graph, which OpenVINO must confirm, the one network gets larger tiles, as those of real packs do.
    """
    import torch

    what = f"CUDA, {BANDS} bands, {size_px}²"
    if not torch.cuda.is_available():
        return _rows(what, dict.fromkeys(TARGETS), dict.fromkeys(TARGETS, NO_GPU))
    raster, part = (write_raster(folder / f"{side}.tif", side, side, BANDS) for side in (size_px, size_px // 2))
    one = pack_of(folder / "one", ("Unet",), "resnet34", BANDS, graphs=has_library("openvino"))
    twenty = pack_of(folder / "twenty", 2 * ALL_ARCHITECTURES, "resnet34", BANDS, graphs=False)
    packs = {"float32": one, "bfloat16": in_shorter(one, BFLOAT16)}
    ensembles = {"twenty": twenty, "twenty_bfloat16": in_shorter(twenty, BFLOAT16)}

    def contender(module: str, raster: Path, pack: Path, *further: str) -> Contender:
        given = (str(raster), str(pack), str(folder / f"{module}-{pack.name}.tif"), "cuda", *further)
        return Contender(module, given, threads=THREADS)

    contenders = {name: contender("engine", raster, pack) for name, pack in packs.items()}
    laps = race({**contenders, "plain_loop": contender("plain_loop", raster, one)}, rounds)
    taken, shares = {}, {}
    for name, pack in ensembles.items():
        with Usage() as usage:
            taken[name] = contender("engine", raster, pack).run()
        shares[name] = usage.share
    loop = contender("plain_loop", part, twenty, str(len(2 * ALL_ARCHITECTURES))).run()
    together = {how: Contender("stacked_members", (how, "1")).run().wall_s for how in ("stacked", "separate")}

    pixels, card = size_px**2 / 1e6, torch.cuda.get_device_name()
    speeds = {name: pixels / laps[name].wall_s for name in laps} | {
        name: pixels / taken[name].wall_s for name in ensembles
    }
    of_loop = dict.fromkeys(packs, speeds["plain_loop"]) | dict.fromkeys(ensembles, pixels / 4 / loop.wall_s)
    values = {name: speeds[name] / of_loop[name] for name in of_loop}
    values |= {"share": shares["twenty"], "share_bfloat16": shares["twenty_bfloat16"]}
    values["stacked"] = together["stacked"] / together["separate"]
    details = {
        name: f"{card}: {speeds[name]:.2f} Mpx/s from file to file, the loop {of_loop[name]:.2f}" for name in of_loop
    }
    details |= dict.fromkeys(("share", "share_bfloat16"), f"{card}, from its first work to its last")
    details["stacked"] = f"{card}: {together['stacked']:.2f} s and {together['separate']:.2f} s"
    return _rows(what, values, details)


def _rows(what: str, values: dict[str, float | None], details: dict[str, str]) -> list[Row]:
    return [
        Row(f"{what}, {title}", values[name], target, unit, details[name], more_is_better)
        for name, (title, target, unit, more_is_better) in TARGETS.items()
    ]


class Usage:
    """Lets nvidia-smi tell how busy the GPU is until it is left; ``share`` counts from its first to its last work."""

    def __init__(self) -> None:
        self._seen: list[float] = []

    def __enter__(self) -> Usage:
        self._told = tempfile.TemporaryFile("w+")
        self._watch = subprocess.Popen(WATCH, stdout=self._told)
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.terminate()
        self._watch.wait()
        with self._told:
            self._told.seek(0)
            self._seen = [float(line) for line in self._told if line.strip().isdecimal() and line.endswith("\n")]

    @property
    def share(self) -> float:
        working = [i for i, value in enumerate(self._seen) if value > 0]
        span = self._seen[working[0] : working[-1] + 1] if working else [0.0]
        return sum(span) / len(span) / 100
