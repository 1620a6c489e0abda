"""Rasters for benchmarks, written block row by block row like a Sentinel-2 tile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

BLOCK_PX = 256


def write_raster(path: Path, height: int, width: int, bands: int = 3) -> Path:
    """Write uint16 digital numbers of the size that satellites give, not quite noise."""
    rng = np.random.default_rng(0)
    profile = {"count": bands, "dtype": "uint16", "crs": "EPSG:32632", "transform": from_origin(5e5, 5e6, 10, 10)}
    layout = {
        "tiled": True,
        "blockxsize": BLOCK_PX,
        "blockysize": BLOCK_PX,
        "compress": "deflate",
        "zlevel": 1,
        "num_threads": "all_cpus",
    }
    with rasterio.open(path, "w", driver="GTiff", height=height, width=width, **profile, **layout) as file:
        for top in range(0, height, BLOCK_PX):
            tall = min(BLOCK_PX, height - top)
            values = rng.integers(200, 3000, (bands, tall, width), dtype=np.uint16) // 64 * 64
            file.write(values, window=Window(0, top, width, tall))
    return path
