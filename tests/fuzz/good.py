"""What the damage is done to: rasters of the usual layouts, compressed and of many blocks, and a small pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.transform import from_origin

from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from tests.packs import make_pack

PX = 96
TILED = {"tiled": True, "blockxsize": 32, "blockysize": 32}
LAYOUTS = {
    "plain": {},
    "tiled": {**TILED, "compress": "deflate", "predictor": 2},
    "float": {"dtype": "float32", "compress": "lzw", "predictor": 3, "nodata": -9999},
    "zstd": {"dtype": "uint16", "compress": "zstd", "blockysize": 16},
    "jpeg": {**TILED, "compress": "jpeg", "photometric": "YCBCR"},
    "separate": {"interleave": "band", "compress": "packbits", "dtype": "int16"},
    "alpha": {"photometric": "RGB", "alpha": "yes", "count": 4, "compress": "deflate"},
    "no-crs": {"crs": None, "transform": None},
}


@dataclass(frozen=True)
class Good:
    """All of it is fine as it is."""

    rasters: tuple[Path, ...]
    long_raster: Path
    pack: Path


def make_good(folder: Path) -> Good:
    """Write the rasters and the pack into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    pack = make_pack(folder / "pack", ("FPN",), tile_px=32, margin_px=4)
    rasters = [_write_raster(folder / f"{name}.tif", PX, layout) for name, layout in LAYOUTS.items()]
    for name, driver in (("view.vrt", "VRT"), ("picture.png", "PNG")):
        rasters.append(folder / name)
        with raster_environment():
            rasterio.shutil.copy(rasters[0], folder / name, driver=driver)
    return Good(tuple(rasters), _write_raster(folder / "long.tif", 12 * PX, LAYOUTS["tiled"]), pack)


def _write_raster(path: Path, height: int, layout: dict[str, Any]) -> Path:
    profile = {"count": 3, "dtype": "uint8", "crs": "EPSG:32632", "transform": from_origin(5e5, 5e6, 10, 10), **layout}
    values = np.random.default_rng(1).integers(1, 255, (profile["count"], height, PX)).astype(profile["dtype"])
    with raster_environment(), rasterio.open(path, "w", driver="GTiff", width=PX, height=height, **profile) as file:
        file.write(values)
    return path
