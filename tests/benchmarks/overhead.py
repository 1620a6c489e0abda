"""What the engine adds: a network that does nothing, against reading and writing alone."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.made_packs import pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race, ratio, spread_of
from tests.benchmarks.row import Row

SIZE_PX, BANDS = 4096, 14
TARGET = 1.1
ALONE = {
    "with_rasterio": "reading and writing alone, by rasterio",
    "with_the_engine": "reading and writing alone, by the engine's own code for that",
}


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return ratios of CPU-seconds from file to file; all write the same four layers with their overviews."""
    raster = str(write_raster(folder / "idle.tif", size_px, size_px, BANDS))
    pack = str(pack_of(folder / "idle", ("Unet",), "mobilenet_v2", BANDS))
    engine, alone = str(folder / "idle_engine.tif"), str(folder / "alone.tif")
    contenders = {
        "idle_engine": Contender("idle_engine", (raster, pack, engine)),
        "with_rasterio": Contender("reading_and_writing", (raster, engine, alone)),
        "with_the_engine": Contender("reading_and_writing", (raster, engine, alone, "engine")),
    }
    laps = race(contenders, rounds)
    what = f"The engine around a network that does nothing, {size_px}², {BANDS} bands: CPU-seconds over"
    rows = []
    for name, against in ALONE.items():
        walls = laps["idle_engine"].wall_s / laps[name].wall_s
        detail = f"{spread_of(('idle_engine', name), laps)}; {walls:.2f} on the wall"
        rows.append(Row(f"{what} {against}", ratio(laps["idle_engine"], laps[name]), TARGET, "ratio", detail))
    return rows
