"""What the engine adds: a network that does nothing, against reading and writing alone."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.made_packs import pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race, ratio, spread_of
from tests.benchmarks.row import Row

SIZE_PX, BANDS = 4096, 14


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the ratio of CPU-seconds from file to file; both write the same four layers."""
    raster = str(write_raster(folder / "idle.tif", size_px, size_px, BANDS))
    pack = str(pack_of(folder / "idle", ("Unet",), "mobilenet_v2", BANDS))
    names = ("idle_engine", "reading_and_writing")
    engine, alone = (str(folder / f"{name}.tif") for name in names)
    contenders = Contender(names[0], (raster, pack, engine)), Contender(names[1], (raster, engine, alone))
    laps = race(dict(zip(names, contenders)), rounds)
    walls = laps["idle_engine"].wall_s / laps["reading_and_writing"].wall_s
    what = f"The engine around a network that does nothing, {size_px}², {BANDS} bands: CPU-seconds over reading and"
    detail = f"{spread_of(names, laps)}; {walls:.2f} on the wall"
    return [Row(f"{what} writing alone", ratio(laps[names[0]], laps[names[1]]), 1.1, "ratio", detail)]
