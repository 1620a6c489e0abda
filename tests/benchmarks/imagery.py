"""A full Sentinel-2 tile into a stack of fifteen bands: CPU time of each stage, peak memory of the whole.

python -m tests.benchmarks.imagery [--size 10980] [--folder build/benchmarks/imagery]

The rasters are made first, in a process of their own: two dates of Sentinel-1 (10 m, the tile's grid), two of
Sentinel-2 (10 m, its classes at 20 m), a DEM of 30 m in degrees, climate, canopy and land cover of other grids.
Stages are timed on one strip of rows, alone, and told for all rows; the whole run is measured from outside.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from deepslide_qgis.core.imagery.imagery_requests import BandStackOutputs, BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster, OpticalSettings, Target
from deepslide_qgis.engine.imagery.band_stack import band_stack
from deepslide_qgis.engine.imagery.on_grid import blocks_of_rows
from deepslide_qgis.engine.imagery.stack_bands import StackBands
from deepslide_qgis.engine.imagery.stack_inputs import gather_inputs
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from tests.benchmarks.contenders.clock import peak_mb

ALLOWED_MB = 2000
WEST, NORTH, CRS = 399_960, 5_100_000, "EPSG:32632"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=int, default=10980)
    asked.add_argument("--folder", type=Path, default=Path("build/benchmarks/imagery"))
    asked.add_argument("--only", choices=("make", "run", "stages"), help="what a process of its own does")
    options = asked.parse_args()
    if options.only:
        {"make": make, "run": run, "stages": stages}[options.only](options.folder, options.size)
        return
    for part in ("make", "stages", "run"):
        command = [sys.executable, "-m", "tests.benchmarks.imagery", "--only", part]
        subprocess.run([*command, "--size", str(options.size), "--folder", str(options.folder)], check=True)


def request(folder: Path) -> BandStackRequest:
    """Return what is asked for: everything."""
    radar, optical = ([str(folder / f"{kind}_{day}.tif") for day in ("20230801", "20230813")] for kind in ("S1", "S2"))
    classes = [str(folder / f"SCL_{day}.tif") for day in ("20230801", "20230813")]
    return BandStackRequest(
        "all",
        BandStackOutputs(str(folder / "stack.tif")),
        (radar[0],),
        (radar[1],),
        (_scene(folder, optical[0], classes[0]),),
        (_scene(folder, optical[1], classes[1]),),
        dem=str(folder / "dem.tif"),
        climate=str(folder / "coarse.tif"),
        canopy=str(folder / "coarse.tif"),
        land_cover=ClassRaster(str(folder / "coarse.tif"), "1=1,2=2,3=3,4=4,5=5,6=6,7=7,8=8"),
        optical=OpticalSettings(offset="absent"),
        target=Target(like=radar[0]),
    )


def _scene(folder: Path, optical: str, classes: str) -> str:
    place = folder / Path(optical).stem
    place.mkdir(exist_ok=True)
    bands = [{"name": name, "path": optical, "number": n} for n, name in ((1, "B4"), (2, "B8"))]
    told = {"id": place.name, "date": None, "bands": [*bands, {"name": "SCL", "path": classes}]}
    (place / "scene.json").write_text(json.dumps(told), encoding="utf-8")
    return str(place)


def make(folder: Path, size: int) -> None:
    """Write the rasters strip by strip."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(0)
    tile = {"crs": CRS, "transform": from_origin(WEST, NORTH, 10, 10)}
    half = {"crs": CRS, "transform": from_origin(WEST, NORTH, 20, 20)}
    for day in ("20230801", "20230813"):
        radar, optical, classes = (folder / f"{kind}_{day}.tif" for kind in ("S1", "S2", "SCL"))
        _write(radar, size, ("VV", "VH", "angle"), "float32", tile, partial(_radar, random))
        _write(optical, size, ("B4", "B8"), "uint16", tile, lambda *shape: random.integers(200, 4000, (2, *shape[1:])))
        _write(classes, size // 2, ("SCL",), "uint8", half, lambda *shape: random.choice((4, 4, 5, 9), (1, *shape[1:])))
    bounds = transform_bounds(CRS, "EPSG:4326", WEST, NORTH - 10 * size, WEST + 10 * size, NORTH)
    width = int((bounds[2] - bounds[0]) / 0.00028) + 20
    degrees = {"crs": "EPSG:4326", "transform": from_origin(bounds[0] - 0.002, bounds[3] + 0.002, 0.00028, 0.00028)}
    _write(folder / "dem.tif", width, ("height",), "float32", degrees, _hills)
    coarse = folder / "coarse.tif"
    _write(coarse, width, ("classes",), "uint8", degrees, lambda *shape: random.integers(1, 9, (1, *shape[1:])))


def _hills(top: int, rows: int, width: int) -> np.ndarray:
    row, column = np.arange(top, top + rows)[:, None], np.arange(width)[None]
    return (1500 + 400 * np.sin(column / 60) + 300 * np.sin(row / 45))[None]


def _radar(random: np.random.Generator, top: int, rows: int, width: int) -> np.ndarray:
    vv = random.normal(-10, 2, (rows, width))
    angle = 38 - 0.0005 * np.arange(width)[None] + 0.0001 * np.arange(top, top + rows)[:, None]
    return np.stack([vv, vv - 6, angle])


def _write(path: Path, width: int, bands: tuple, dtype: str, placed: dict, rows_of: Callable) -> None:
    """Write what ``rows_of`` (top, rows, width) gives, (bands, rows, width)."""
    if path.exists():
        return
    profile = {"driver": "GTiff", "width": width, "height": width, "count": len(bands), "dtype": dtype, "tiled": True}
    profile |= {"blockxsize": 512, "blockysize": 512, "interleave": "band", **placed}
    with rasterio.open(path, "w", **profile) as file:
        for top in range(0, width, 512):
            rows = min(512, width - top)
            file.write(rows_of(top, rows, width).astype(dtype), window=Window(0, top, width, rows))
        file.descriptions = bands


def stages(folder: Path, size: int) -> None:
    """Print the CPU seconds that each stage takes for the whole tile, by a strip in the middle of it."""
    with raster_environment(), ExitStack() as opening:
        asked = request(folder.resolve())
        inputs = gather_inputs(asked, lambda event: None)
        grid = target_grid(asked.target, inputs.groups)
        bands = StackBands(asked, inputs, grid, opening, lambda event: None)
        rows = list(blocks_of_rows(grid))
        strip = rows[len(rows) // 2]
        seen = {}
        parts: dict[str, Callable] = {
            "terrain and view of the radar": lambda block: seen.update({block: bands._corrector.terrain.view(block)}),
            "backscatter, read, corrected, in dB": lambda block: bands._add_radar({}, block, seen[block]),
            "Sentinel-2, read, clouds, greenest, dNDVI": lambda block: bands._add_vegetation({}, block),
            "climate, canopy, land cover": lambda block: bands._add_classes({}, block),
        }
        for name, part in parts.items():
            began = time.process_time()
            for block in strip:
                part(block)
            print(f"{name:45s} {(time.process_time() - began) * len(rows):7.1f} CPU-s")


def run(folder: Path, size: int) -> None:
    """Build the stack; print time and peak memory; fail over the limit."""
    began, busy = time.monotonic(), time.process_time()
    finished = band_stack(request(folder.resolve()), lambda event: None, lambda: False)
    peak = peak_mb()
    size_mb = Path(finished.outputs["stack"]).stat().st_size / 1e6
    print(
        f"{size} × {size} × 15: {time.process_time() - busy:.0f} CPU-s, {time.monotonic() - began:.0f} s, "
        f"peak {peak:.0f} MB, {size_mb:.0f} MB written"
    )
    if peak > ALLOWED_MB:
        sys.exit(f"More than {ALLOWED_MB} MB.")


if __name__ == "__main__":
    main()
