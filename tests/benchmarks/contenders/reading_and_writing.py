"""Reading and writing alone: the same bands in, the same layers out, nothing in between."""

from __future__ import annotations

import sys

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.source import Source
from deepslide_qgis.engine.tally import finished_rows
from deepslide_qgis.engine.writer import RasterOutputs
from tests.benchmarks.contenders.clock import measured
from tests.benchmarks.made_packs import SETTINGS

STRIP_PX = 256


def main(raster: str, pack: str, out: str) -> None:
    """Read the bands strip by strip, and write the first one as every layer."""
    with rasterio.open(raster) as file:
        setting = setting_named(SETTINGS[file.count])
    stem = out.removesuffix(".tif")
    paths = {"probability": out, **{name: f"{stem}-{name}.tif" for name in ("spread", "agreement", "mask")}}
    with measured(), raster_environment(), Source(raster, setting, (), 10.0) as source:
        copy(source, paths)


def copy(source: Source, paths: dict[str, str]) -> None:
    """Write the first band of ``source``, brought to 0 to 1, as each of the layers ``paths``."""
    grid = source.grid
    with RasterOutputs(paths, grid) as outputs:
        for top in range(0, grid.height, STRIP_PX):
            first = source.read(Window(0, top, grid.width, min(STRIP_PX, grid.height - top)))[0] / np.float32(5000)
            outputs.write(top, finished_rows(np.stack([first] * 3), np.isfinite(first), 0.5))
        outputs.finish({})


if __name__ == "__main__":
    main(*sys.argv[1:])
