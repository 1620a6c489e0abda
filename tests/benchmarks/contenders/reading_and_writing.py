"""Reading and writing alone: the same bands in, the same layers out, nothing in between.

``python -m tests.benchmarks.contenders.reading_and_writing RASTER LAYERS OUT [engine]``: the layers of an engine's run
whose probability is LAYERS are in memory before anything is measured. rasterio reads and writes, as everybody would do
it, into files of the same kind; or, with ``engine``, what the engine itself reads and writes with.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.engine.rasters.layer_file import ZLEVEL
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source
from deepslide_qgis.engine.rasters.writer import LAYERS, RasterOutputs
from tests.benchmarks.contenders.clock import measured
from tests.benchmarks.contenders.engine import outputs_of
from tests.benchmarks.made_packs import SETTINGS

STRIP_PX = 256


def main(raster: str, layers: str, out: str, how: str = "rasterio") -> None:
    """Read the bands strip by strip, and write the layers that an engine has made of them."""
    made = {name: _layer(path) for name, path in outputs_of(layers).paths.items()}
    copy = _with_the_engine if how == "engine" else _with_rasterio
    with measured(), raster_environment():
        copy(raster, {name: values for name, (values, _) in made.items()}, made, outputs_of(out).paths)


def _layer(path: str) -> tuple[np.ndarray, dict]:
    with rasterio.open(path) as file:
        return file.read(1), {
            **file.profile,
            "zlevel": ZLEVEL,
            "predictor": file.tags(ns="IMAGE_STRUCTURE")["PREDICTOR"],
        }


def _with_rasterio(raster: str, values: dict[str, np.ndarray], made: dict, paths: dict[str, str]) -> None:
    with rasterio.open(raster) as file, ExitStack() as opening:
        files = {name: opening.enter_context(rasterio.open(path, "w", **made[name][1])) for name, path in paths.items()}
        for rows in _strips(file.height):
            window = Window(0, rows.start, file.width, rows.stop - rows.start)
            file.read(window=window)
            for name, written in files.items():
                written.write(values[name][rows], 1, window=window)
    with rasterio.Env(ZLEVEL_OVERVIEW=ZLEVEL):
        for name, path in paths.items():
            with rasterio.open(path, "r+") as written:
                factors = [2**i for i in range(1, 16) if max(written.shape) // 2 ** (i - 1) > STRIP_PX]
                written.build_overviews(factors, LAYERS[name].overviews.resampling)


def _with_the_engine(raster: str, values: dict[str, np.ndarray], made: dict, paths: dict[str, str]) -> None:
    with rasterio.open(raster) as file:
        setting = setting_named(SETTINGS[file.count])
    with Source(raster, setting, (), 10.0) as source, RasterOutputs(paths, source.grid) as outputs:
        for rows in _strips(source.grid.height):
            source.read(Window(0, rows.start, source.grid.width, rows.stop - rows.start))
            outputs.write(rows.start, {name: layer[rows] for name, layer in values.items()})
        outputs.finish({})


def _strips(height: int) -> list[slice]:
    return [slice(top, min(top + STRIP_PX, height)) for top in range(0, height, STRIP_PX)]


if __name__ == "__main__":
    main(*sys.argv[1:])
