"""What surrounds the networks, as a ratio: a whole prediction over a bare loop of the same members over the same tiles.

The bare loop only calls the members on batches that already lie in memory: no reading, no normalisation, no
blending, no writing. Both run in turns in one process; the ratio of the medians is printed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import torch

from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.grid import Grid
from deepslide_qgis.engine.plan import Plan, make_plan
from deepslide_qgis.engine.predict import predict
from deepslide_qgis.engine.torch_member import load_member
from tests.benchmarks.memory import write_raster


def bare_loop(plan: Plan, members: list) -> float:
    """Return the seconds that the members take over as many tiles, in as many batches, as a prediction needs."""
    bands = len(plan.card.setting.bands)
    batch = (
        np.random.default_rng(0)
        .normal(size=(plan.batch_size, bands, plan.rows.tile_px, plan.columns.tile_px))
        .astype(np.float32)
    )
    began = time.perf_counter()
    across = len(plan.columns.starts)
    for _ in plan.rows.starts:
        for first in range(0, across, plan.batch_size):
            for member in members:
                member.logits(batch[: min(plan.batch_size, across - first)])
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", default="l4s-rgb")
    parser.add_argument("--size", type=int, default=1536)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    pack, device = open_pack(arguments.pack), torch.device("cpu")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_raster(folder / "raster.tif", arguments.size, arguments.size)
        outputs = PredictionOutputs(*(str(folder / f"{name}.tif") for name in ("p", "s", "a", "m")))
        request = PredictionRequest(str(folder / "raster.tif"), arguments.pack, outputs, device="cpu")
        plan = make_plan(request, pack.card, Grid(arguments.size, arguments.size, None, None, None), device.type)
        members = [load_member(pack, member, device) for member in plan.members]
        whole, bare = [], []
        for _ in range(arguments.rounds):
            bare.append(bare_loop(plan, members))
            whole.append(predict(request, lambda event: None, lambda: False).summary["seconds"])
    middle = statistics.median(whole), statistics.median(bare)
    print(f"{arguments.size}² px, {plan.tile_count} tiles, {len(members)} members of '{pack.card.id}', 2 figures in s:")
    print(f"prediction {middle[0]:.2f}, bare loop {middle[1]:.2f}, ratio {middle[0] / middle[1]:.3f}")


if __name__ == "__main__":
    main()
