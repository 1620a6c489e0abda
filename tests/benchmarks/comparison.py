"""Time and peak memory of 'Compare with an inventory', in the real QGIS with the real engine.

Two cases: a probability raster of 10980 × 10980 pixels against 20 000 polygons (at most 120 s and 1.5 GB, QGIS and
engine together), and, where the real data lies at hand, the inventory of Kashmir against a raster of its DEM's grid
(10 s).
Run it with QGIS's Python: ``QT_QPA_PLATFORM=offscreen .venv-qgis/bin/python tests/benchmarks/comparison.py``.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
sys.path[:0] = [str(REPOSITORY / "build"), str(REPOSITORY), "/usr/share/qgis/python/plugins"]
os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", str(REPOSITORY / ".venv" / "bin" / "python"))

import numpy as np  # noqa: E402
from osgeo import gdal, ogr, osr  # noqa: E402

SIZE = 10980
POLYGONS = 20_000
BLOCK = 512
PIXEL_M = 10.0
REAL = Path(os.environ.get("DEEPSLIDE_SHARED_DATA") or REPOSITORY.parent / "shared" / "data") / "kashmir2005"


def reference(epsg: int) -> osr.SpatialReference:
    """Return a CRS with x before y."""
    found = osr.SpatialReference()
    found.ImportFromEPSG(epsg)
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def write_inventory(path: Path, size: int, count: int) -> None:
    """Write ellipses of 5 to 25 pixels, turned, with 40 vertices each."""
    rng = np.random.default_rng(1)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("inventory", reference(32632), ogr.wkbPolygon)
    layer.StartTransaction()
    angles = np.linspace(0, 2 * math.pi, 40)
    for x, y, turn in zip(*rng.uniform(0, size * PIXEL_M, (2, count)), rng.uniform(0, 3, count)):
        long, short = rng.uniform(25, 125), rng.uniform(15, 60)
        across, along = long * np.cos(angles), short * np.sin(angles)
        ring = ogr.Geometry(ogr.wkbLinearRing)
        east = 500_000 + x + across * math.cos(turn) - along * math.sin(turn)
        north = 5_000_000 - y + across * math.sin(turn) + along * math.cos(turn)
        for point in zip(east.tolist(), north.tolist()):
            ring.AddPoint_2D(*point)
        ring.CloseRings()
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(polygon)
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def write_probability(path: Path, inventory: Path, size: int) -> None:
    """Write a probability that finds the polygons half, some pixels off, with speckle and false alarms of its own."""
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER"]
    truth = gdal.GetDriverByName("GTiff").Create(f"{path}.truth.tif", size, size, 1, gdal.GDT_Byte, options)
    probability = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 1, gdal.GDT_Float32, options)
    for raster in (truth, probability):
        raster.SetGeoTransform((500_000, PIXEL_M, 0, 5_000_000, 0, -PIXEL_M))
        raster.SetProjection(reference(32632).ExportToWkt())
    polygons = ogr.Open(str(inventory))
    gdal.RasterizeLayer(truth, [1], polygons.GetLayer(0), burn_values=[1])
    rng = np.random.default_rng(2)
    for top in range(0, size, BLOCK):
        tall = min(BLOCK, size - top)
        mapped = truth.ReadAsArray(0, top, size, tall)
        coarse = rng.random((tall // 16 + 1, size // 16 + 1), dtype=np.float32)
        field = np.repeat(np.repeat(coarse, 16, 0), 16, 1)[:tall, :size]
        values = 0.35 * field**3 + 0.12 * rng.random((tall, size), dtype=np.float32) + 0.45 * np.roll(mapped, 2, 1)
        values += 0.5 * (field > 0.995)
        probability.WriteArray(np.clip(np.round(values, 3), 0, 1).astype("float32"), 0, top)
    probability.GetRasterBand(1).SetNoDataValue(float("nan"))
    del truth
    Path(f"{path}.truth.tif").unlink()


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


class MemoryWatch:
    """Samples the resident memory of this process and its children until it is left."""

    def __init__(self) -> None:
        self.peak_mb = self.qgis_mb = self.engine_mb = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            qgis_mb, engine_mb = resident_mb(os.getpid()), sum(map(resident_mb, children(os.getpid())))
            self.qgis_mb, self.engine_mb = max(self.qgis_mb, qgis_mb), max(self.engine_mb, engine_mb)
            self.peak_mb = max(self.peak_mb, qgis_mb + engine_mb)


def children(process: int) -> list[int]:
    """Return the processes that ``process`` started."""
    found = []
    for task in Path(f"/proc/{process}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def resident_mb(process: int) -> float:
    """Return the resident memory of a process, 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


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
    parts = f"QGIS {watch.qgis_mb:.0f}, engine {watch.engine_mb:.0f}"
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
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    from deepslide_qgis.processing.provider import DeepSlideProvider
    from deepslide_qgis.worker.engine import stop_engines

    Processing.initialize()
    provider = DeepSlideProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sizes = ["--size", str(size), "--polygons", str(polygons)]
        subprocess.run([sys.executable, __file__, "--prepare", scratch, *sizes], check=True)  # its memory is not ours
        if REAL.is_dir():
            compare("Kashmir, 3819 polygons, grid of the DEM", folder / "kashmir.tif", REAL / "landslides.shp", folder)
        title = f"{size}² pixels, {polygons} polygons"
        compare(title, folder / "probability.tif", folder / "inventory.gpkg", folder)
    stop_engines()
    application.exitQgis()


if __name__ == "__main__":
    main()
