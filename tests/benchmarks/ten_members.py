"""Ten different members at once against ten runs of one: what is shared between members is done once."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.made_packs import ALL_ARCHITECTURES, pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race, spread_of
from tests.benchmarks.row import Row

SIZE_PX, BANDS, ENCODER = 1024, 14, "mobilenet_v2"


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the ratio of CPU-seconds of one run of ten members over the sum of ten runs of one."""
    raster = str(write_raster(folder / "ten.tif", size_px, size_px, BANDS))
    ten = pack_of(folder / "ten", ALL_ARCHITECTURES, ENCODER, BANDS)
    ones = [pack_of(folder / f"one-{i}", (name,), ENCODER, BANDS) for i, name in enumerate(ALL_ARCHITECTURES)]
    contenders = {"ten": Contender("engine", (raster, str(ten), str(folder / "ten-p.tif")))}
    for one in ones:
        contenders[one.name] = Contender("engine", (raster, str(one), str(folder / f"{one.name}-p.tif")))
    laps = race(contenders, rounds)
    together = laps["ten"].cpu_s
    apart = sum(laps[one.name].cpu_s for one in ones)
    what = f"Ten members ({ENCODER}), {size_px}²: CPU-seconds over the sum of ten runs of one"
    return [Row(what, together / apart, 0.95, "ratio", f"{spread_of(('ten',), laps)}; ten runs {apart:.1f} CPU-s")]
