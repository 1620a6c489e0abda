"""Command ``vegetation_change``: NDVI after minus NDVI before."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import BandError
from deepslide_qgis.core.events import Finished, IsCancelled, Report, Warned
from deepslide_qgis.core.imagery.imagery_requests import VegetationChangeRequest, VegetationSource
from deepslide_qgis.core.imagery.scene import parse_band_name
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.block_run import Computed, run_blocks
from deepslide_qgis.engine.imagery.coverage import Coverage
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid
from deepslide_qgis.engine.imagery.optical import INFRARED, RED
from deepslide_qgis.engine.imagery.reflectance import decide_conversion
from deepslide_qgis.engine.imagery.scenes import read_raster_scene
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.imagery.vegetation import ndvi
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import describe_bands, open_raster

NDVI, INFRARED_IN_FULL = "ndvi", "near infrared"


def vegetation_change(request: VegetationChangeRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``. Raises a DeepSlideError."""

    def warn(text: str) -> None:
        report(Warned(text))

    sources = request.before, request.after
    with raster_environment(), ExitStack() as opening:
        paths = [source.path for source in sources]
        grid = target_grid(request.target, [[path] for path in paths])
        before, after = (_NdviSource(source, request.offset, grid, opening, warn) for source in sources)
        coverage = Coverage("pair of values", 1, report)

        def compute(block: Block) -> Computed:
            first, second = before.read(block), after.read(block)
            change = second - first
            coverage.count(np.isfinite(change).astype(np.int64))
            return {"change": change, "before": first, "after": second}

        layers_by_output = {
            "change": layers.numeric("dNDVI", layers.LayerBand("dNDVI")),
            "before": layers.numeric("NDVI before", layers.LayerBand("NDVI")),
            "after": layers.numeric("NDVI after", layers.LayerBand("NDVI")),
        }
        return run_blocks(request, grid, layers_by_output, paths, compute, coverage.conclude, report, is_cancelled)


class _NdviSource:
    """The NDVI of one raster on the target grid, computed or read from an NDVI band."""

    def __init__(
        self, source: VegetationSource, offset: str, grid: Grid, opening: ExitStack, warn: Callable[[str], None]
    ):
        numbers = find_bands(source)
        self._raster = RasterOnGrid(source.path, numbers, grid, Resampling.bilinear, opening)
        if len(numbers) == 2:
            scene = read_raster_scene(source.path)
            conversion = decide_conversion(scene, offset, self._raster.sample()[0], warn)
            self._raster.convert = conversion.apply

    def read(self, block: Block) -> np.ndarray:
        """Return the index (h, w)."""
        values = self._raster.read(block)
        if len(values) == 1:
            return values[0]
        red, infrared = values
        return ndvi(infrared, red)


def find_bands(source: VegetationSource) -> list[int]:
    """Return the numbers of the red and near-infrared bands, or of the NDVI band; raise BandError."""
    if source.red and source.infrared:
        return [source.red, source.infrared]
    with open_raster(source.path) as raster:
        names = [_identify_band(text) for text in describe_bands(raster)]
    if RED in names and INFRARED in names:
        return [names.index(RED) + 1, names.index(INFRARED) + 1]
    if NDVI in names or len(names) == 1:
        return [names.index(NDVI) + 1 if NDVI in names else 1]
    raise BandError(
        f"The bands of '{source.path}' do not tell which are red and near infrared.",
        "Choose the two bands, or describe them as B4 and B8.",
    )


def _identify_band(description: str | None) -> str | None:
    text = (description or "").strip().lower()
    if text == NDVI:
        return text
    return INFRARED if text == INFRARED_IN_FULL else parse_band_name(text)
