"""Time and peak memory of 'Compare with an inventory', in the real QGIS with the real engine.

Two cases: a probability raster of 10980 × 10980 pixels against 20 000 polygons (at most 120 s and 1.5 GB, QGIS and
engine together), and, where the real data lies at hand, the inventory of Kashmir against a raster of its DEM's grid
(10 s).
Run it with QGIS's Python: ``QT_QPA_PLATFORM=offscreen .venv-qgis/bin/python -m tests.benchmarks.comparison``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from osgeo import gdal

from tests.benchmarks.made_inventory import write_inventory, write_probability
from tests.benchmarks.memory_watch import MemoryWatch
from tests.benchmarks.qgis_session import REPOSITORY, qgis_session

SIZE = 10980
POLYGONS = 20_000
REAL = Path(os.environ.get("DEEPSLIDE_SHARED_DATA") or REPOSITORY.parent / "shared" / "data") / "kashmir2005"


def write_kashmir(path: Path) -> None:
    """Write a probability of smooth noise on the grid of the DEM."""
    dem = gdal.Open(str(REAL / "AW3D30.tif"))
    rng = np.random.default_rng(3)
    coarse = rng.random((dem.RasterYSize // 8 + 1, dem.RasterXSize // 8 + 1), dtype=np.float32)
    values = np.repeat(np.repeat(coarse, 8, 0), 8, 1)[: dem.RasterYSize, : dem.RasterXSize]
    raster = gdal.GetDriverByName("GTiff").Create(str(path), dem.RasterXSize, dem.RasterYSize, 1, gdal.GDT_Float32)
    raster.SetGeoTransform(dem.GetGeoTransform())
    raster.SetProjection(dem.GetProjection())
    raster.WriteArray(values)


def compare(title: str, prediction: Path, inventory: Path, folder: Path) -> None:
    """Run the algorithm with all its outputs, and print seconds and memory."""
    import processing

    outputs = {"SCORES": "s.gpkg", "INVENTORY_MATCHED": "i.gpkg", "CANDIDATES_MATCHED": "c.gpkg", "ERROR_MAP": "e.tif"}
    wanted = {name: str(folder / file) for name, file in {**outputs, "REPORT": "r.html"}.items()}
    parameters = {"PREDICTION": str(prediction), "INVENTORY": str(inventory), "THRESHOLD": 0.5, **wanted}
    began = time.perf_counter()
    with MemoryWatch() as watch:
        results = processing.run("deepslide:comparewithinventory", parameters)
    seconds = time.perf_counter() - began
    parts = f"QGIS {watch.own_mb:.0f}, engine {watch.children_mb:.0f}"
    print(f"{title}: {seconds:.1f} s, peak resident memory {watch.peak_mb:.0f} MB ({parts})", flush=True)
    print({name: value for name, value in results.items() if isinstance(value, (int, float))}, flush=True)


def prepare(folder: Path, size: int, polygons: int) -> None:
    """Write what is compared."""
    if REAL.is_dir():
        write_kashmir(folder / "kashmir.tif")
    write_inventory(folder / "inventory.gpkg", size, polygons)
    write_probability(folder / "probability.tif", folder / "inventory.gpkg", size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--polygons", type=int, default=POLYGONS)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.prepare:
        prepare(arguments.prepare, arguments.size, arguments.polygons)
    else:
        measure(arguments.size, arguments.polygons)


def measure(size: int, polygons: int) -> None:
    """Compare both cases."""
    with tempfile.TemporaryDirectory() as scratch, qgis_session():
        folder = Path(scratch)
        command = [sys.executable, "-m", "tests.benchmarks.comparison", "--prepare", scratch]
        sizes = ["--size", str(size), "--polygons", str(polygons)]
        subprocess.run([*command, *sizes], check=True, cwd=REPOSITORY)  # its memory is not ours
        if REAL.is_dir():
            compare("Kashmir, 3819 polygons, grid of the DEM", folder / "kashmir.tif", REAL / "landslides.shp", folder)
        title = f"{size}² pixels, {polygons} polygons"
        compare(title, folder / "probability.tif", folder / "inventory.gpkg", folder)


if __name__ == "__main__":
    main()
