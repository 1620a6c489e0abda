"""Peak memory of the engine with ten members, and whether it grows with the raster."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.made_packs import ALL_ARCHITECTURES, pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender
from tests.benchmarks.row import Row

SIZE_PX, BANDS, ENCODER = 10980, 3, "mobilenet_v2"
STRIP_PX = 448
"""Rows that real members predict: the peak is reached in the first strips, and all of them take hours on a CPU."""


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the peak of ten real members over strips as wide as the raster, and the growth at four times the area.

    Ten members take an hour for a whole raster of 10980² on two cores. So the networks are measured over a strip of
    the whole width, which holds all that is ever held at once, and the growth with ones that do nothing over all of
    it and over one twice as high and twice as wide.
    """
    pack = str(pack_of(folder / "ten", ALL_ARCHITECTURES, ENCODER, BANDS))

    def peak_mb(module: str, height: int, width: int) -> float:
        raster = write_raster(folder / f"{height}-{width}.tif", height, width, BANDS)
        taken = Contender(module, (str(raster), pack, str(folder / "p.tif"))).run()
        raster.unlink()
        return taken.peak_mb

    real_mb = peak_mb("engine", min(STRIP_PX, size_px), size_px)
    once_mb = peak_mb("idle_engine", size_px, size_px)
    tall_mb = peak_mb("idle_engine", 4 * size_px, size_px)
    wide_mb = peak_mb("idle_engine", 2 * size_px, 2 * size_px)
    what = f"Peak memory, {size_px} wide, {BANDS} bands, ten members ({ENCODER})"
    growth = 1 + (max(tall_mb, wide_mb) - once_mb) / real_mb  # what networks take does not depend on the raster
    told = f"idle networks: {once_mb:.0f} MB at {size_px}², {tall_mb:.0f} at 4× the height, {wide_mb:.0f} at 2×2"
    return [
        Row(what, real_mb / 1000, 1.5, "GB", f"{STRIP_PX} rows by real members, four layers written"),
        Row("The same at four times the area, over that at one", growth, 1.1, "ratio", told),
    ]
