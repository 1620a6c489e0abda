"""The same picture in other kinds of files: what cutting blocks, warping and masks cost around idle networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import rasterio
from rasterio.shutil import copy
from rasterio.transform import Affine

from tests.benchmarks.made_packs import pack_of
from tests.benchmarks.made_rasters import write_raster
from tests.benchmarks.race import Contender, race, ratio, spread_of
from tests.benchmarks.row import Row
from tests.virtual_rasters import write_virtual

SIZE_PX, BANDS = 2048, 3
TARGET = 3.0
"""Any kind may need some work of its own; kinds that were read badly took 3 to 150 times as long."""
PLAIN = "a GeoTIFF in blocks"


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return the CPU-seconds of each kind, from file to file, over those of a GeoTIFF in blocks."""
    plain = write_raster(folder / "plain.tif", size_px, size_px, BANDS)
    pack = str(pack_of(folder / "idle", ("Unet",), "mobilenet_v2", BANDS))
    files = {PLAIN: str(plain), **{name: write(plain, folder) for name, write in KINDS.items()}}
    out = str(folder / "out.tif")
    laps = race({name: Contender("idle_engine", (path, pack, out)) for name, path in files.items()}, rounds)
    what = f"{size_px}²: CPU-seconds over {PLAIN}"
    return [
        Row(f"{name}, {what}", ratio(laps[name], laps[PLAIN]), TARGET, "ratio", spread_of((name, PLAIN), laps))
        for name in KINDS
    ]


def _placed(plain: Path, folder: Path, name: str, change: Callable[[Affine], Affine]) -> str:
    path = str(folder / f"{name}.tif")
    copy(plain, path, driver="GTiff", tiled=True, compress="deflate")
    with rasterio.open(path, "r+") as file:
        file.transform = change(file.transform)
    return path


def _of_7_m(plain: Path, folder: Path) -> str:
    return _placed(plain, folder, "seven", lambda transform: transform @ Affine.scale(0.7))


def _rotated(plain: Path, folder: Path) -> str:
    return _placed(plain, folder, "rotated", lambda transform: transform @ Affine.rotation(20))


def _jpeg2000(plain: Path, folder: Path) -> str:
    path = str(folder / "it.jp2")
    copy(plain, path, driver="JP2OpenJPEG")
    return path


def _virtual(plain: Path, folder: Path) -> str:
    """Join bands that lie in JPEG 2000 files of their own, as Sentinel-2 comes and QGIS joins it."""
    with rasterio.open(plain) as file:
        shape, profile = file.shape, {**file.profile, "count": 1}
        bands = [file.read(number) for number in file.indexes]
    for number, values in enumerate(bands):
        with rasterio.open(folder / f"{number}.tif", "w", **profile) as file:
            file.write(values, 1)
        copy(folder / f"{number}.tif", folder / f"{number}.jp2", driver="JP2OpenJPEG")
    named = [("uint16", str(folder / f"{number}.jp2"), -1.0) for number in range(len(bands))]
    return write_virtual(folder / "it.vrt", shape, named)


KINDS: dict[str, Callable[[Path, Path], str]] = {
    "pixels of 7 m": _of_7_m,
    "rotated by 20°": _rotated,
    "JPEG 2000": _jpeg2000,
    "a virtual raster of JPEG 2000": _virtual,
}
