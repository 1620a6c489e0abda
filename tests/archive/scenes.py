"""Cloud-optimised GeoTIFFs of a made landscape: every value follows from the place, so what arrives can be checked.

The engine's Python runs it as a script, for tests whose own Python has no rasterio: the arguments are a folder and a
JSON list of scenes (``write_scene``'s arguments).
"""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import Affine, from_origin
from rasterio.warp import transform

SIZE_PX = 320
LEVEL = {"B2": 0.04, "B3": 0.06, "B4": 0.05, "B8": 0.30}
"""Reflectance of the landscape's middle, by band."""


def reflectance(band: str, longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """The landscape: a gentle wave over the band's level."""
    return LEVEL.get(band, 0.1) * (1 + 0.2 * np.sin(longitudes * 200) * np.cos(latitudes * 200))


def backscatter(band: str, longitudes: np.ndarray, latitudes: np.ndarray) -> np.ndarray:
    """γ⁰, linear."""
    return (0.1 if band == "VV" else 0.02) * (1 + 0.3 * np.sin(longitudes * 150 + latitudes * 90))


def write_scene(
    folder: Path,
    name: str,
    bands: list[str],
    left: float,
    top: float,
    epsg: int = 32632,
    offset: float = 0.0,
    pixel: float = 10.0,
    size: int = SIZE_PX,
    gain: float = 1.0,
    cover: int = 4,
) -> None:
    """Write one file per band. ``offset`` is added to digital numbers, as processing baselines from 04.00 do."""
    for band in bands:
        coarse = 2 if band in ("SCL", "B5", "B6", "B7", "B8A", "B11", "B12") else 1
        placed = from_origin(left, top, pixel * coarse, pixel * coarse)
        values, nodata = _values(band, placed, size // coarse, epsg, offset, gain, cover)
        profile = {"driver": "COG", "width": size // coarse, "height": size // coarse, "count": 1, "blocksize": 64}
        with rasterio.open(
            folder / f"{name}_{band}.tif", "w", **profile, dtype=values.dtype, crs=f"EPSG:{epsg}", transform=placed,
            nodata=nodata, compress="deflate",
        ) as file:  # fmt: skip
            file.write(values, 1)


@lru_cache(maxsize=32)
def places(placed: Affine, height: int, width: int, epsg: int) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of the centres of a grid's pixels: (height, width) each."""
    columns, rows = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    xs, ys = placed.a * columns + placed.c, placed.e * rows + placed.f
    found = transform(f"EPSG:{epsg}", "EPSG:4326", xs.ravel(), ys.ravel())
    longitudes, latitudes = (np.asarray(axis).reshape(height, width) for axis in found)
    return longitudes, latitudes


def _values(band: str, placed: Affine, size: int, epsg: int, offset: float, gain: float, cover: int):
    longitudes, latitudes = places(placed, size, size, epsg)
    if band == "SCL":
        return np.full((size, size), cover, "uint8"), 0
    if band in ("VV", "VH"):
        return (gain * backscatter(band, longitudes, latitudes)).astype("float32"), -32768
    if band == "elevation":
        return (1000 + 100 * np.sin(longitudes * 50)).astype("float32"), None
    if band == "landCover":
        return np.full((size, size), 10, "uint8"), 0
    grain = np.random.default_rng(1).normal(0, 5, (size, size))  # what cannot be compressed away
    numbers = gain * reflectance(band, longitudes, latitudes) * 10_000 + grain - offset
    return np.clip(numbers.round(), 1, 32767).astype("uint16"), 0


if __name__ == "__main__":
    for scene in json.loads(sys.argv[2]):
        write_scene(Path(sys.argv[1]), **scene)
