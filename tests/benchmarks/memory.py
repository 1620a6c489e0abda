"""Peak resident memory of the engine: does it grow with the raster?

Predicts two rasters of three bands, one three times as tall as the other, each in a process of its own, with three
members that do nothing, so that everything measured is what surrounds the networks (torch is loaded as always).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

BLOCK_PX = 256


def write_raster(path: Path, height: int, width: int) -> None:
    """Write a uint16 raster of three bands, block row by block row, like a Sentinel-2 tile."""
    rng = np.random.default_rng(0)
    profile = {"count": 3, "dtype": "uint16", "crs": "EPSG:32632", "transform": from_origin(5e5, 5e6, 10, 10)}
    layout = {"tiled": True, "blockxsize": BLOCK_PX, "blockysize": BLOCK_PX, "compress": "deflate", "zlevel": 1}
    with rasterio.open(path, "w", driver="GTiff", height=height, width=width, **profile, **layout) as file:
        for top in range(0, height, BLOCK_PX):
            tall = min(BLOCK_PX, height - top)
            values = rng.integers(200, 3000, (3, tall, width), dtype=np.uint16) // 64 * 64
            file.write(values, window=Window(0, top, width, tall))


class IdleMember:
    """Answers with the first band, at once."""

    id = "idle"

    def logits(self, batch: np.ndarray) -> np.ndarray:
        """Return (N, H, W) of ``batch`` (N, C, H, W)."""
        return batch[:, 0]


def predict_idle(raster: Path, folder: Path) -> None:
    """Predict ``raster`` in this process and print seconds and peak memory."""
    from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
    from deepslide_qgis.engine import predict as prediction
    from tests.packs import make_pack

    pack = make_pack(folder / "pack", ("Unet", "FPN", "Linknet"), tile_px=256, margin_px=32)
    prediction.load_member = lambda *_: IdleMember()
    outputs = PredictionOutputs(*(str(folder / f"{name}.tif") for name in ("p", "s", "a", "m")))
    began = time.perf_counter()
    prediction.predict(PredictionRequest(str(raster), str(pack), outputs), lambda event: None, lambda: False)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with rasterio.open(raster) as file:
        size = f"{file.height} × {file.width} × {file.count}"
    print(f"{size}: {time.perf_counter() - began:.1f} s, peak resident memory {peak_mb:.0f} MB", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--height", type=int, default=10980)
    parser.add_argument("--width", type=int, default=10980)
    parser.add_argument("--raster", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if arguments.raster:
            predict_idle(arguments.raster, folder)
            return
        for height in (arguments.height // 3, arguments.height):
            raster = folder / f"{height}.tif"
            write_raster(raster, height, arguments.width)
            subprocess.run([sys.executable, __file__, "--raster", str(raster)], check=True)


if __name__ == "__main__":
    main()
