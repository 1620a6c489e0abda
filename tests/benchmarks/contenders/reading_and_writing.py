"""Reading and writing alone: the same bands in, the same layers out, nothing in between.

``python -m tests.benchmarks.contenders.reading_and_writing RASTER LAYERS OUT``: the layers of an engine's run whose
probability is LAYERS are in memory before anything is measured.
"""

from __future__ import annotations

import sys

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.source import Source
from deepslide_qgis.engine.writer import RasterOutputs
from tests.benchmarks.contenders.clock import measured
from tests.benchmarks.contenders.engine import outputs_of
from tests.benchmarks.made_packs import SETTINGS

STRIP_PX = 256


def main(raster: str, layers: str, out: str) -> None:
    """Read the bands strip by strip, and write the layers that an engine has made of them."""
    with rasterio.open(raster) as file:
        setting = setting_named(SETTINGS[file.count])
    made = {name: _values(path) for name, path in outputs_of(layers).paths.items()}
    with measured(), raster_environment(), Source(raster, setting, (), 10.0) as source:
        copy(source, made, outputs_of(out).paths)


def _values(path: str) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def copy(source: Source, made: dict[str, np.ndarray], paths: dict[str, str]) -> None:
    """Read all of ``source``, and write what was ``made`` of it as the layers ``paths``."""
    grid = source.grid
    with RasterOutputs(paths, grid) as outputs:
        for top in range(0, grid.height, STRIP_PX):
            rows = slice(top, min(top + STRIP_PX, grid.height))
            source.read(Window(0, top, grid.width, rows.stop - top))
            outputs.write(top, {name: values[rows] for name, values in made.items()})
        outputs.finish({})


if __name__ == "__main__":
    main(*sys.argv[1:])
