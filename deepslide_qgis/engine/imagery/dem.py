"""A DEM on the target grid, with invalid heights as gaps."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.heights import HIGHEST_M, LOWEST_M
from deepslide_qgis.engine.imagery.on_grid import RasterOnGrid
from deepslide_qgis.engine.rasters.grid import Grid


def open_dem(path: str, grid: Grid, opening: ExitStack) -> RasterOnGrid:
    """Return band 1 of the raster ``path``, metres, bilinear; ``opening`` closes it. Raises as ``RasterOnGrid``."""
    dem = RasterOnGrid(path, [1], grid, Resampling.bilinear, opening)
    dem.convert = _mask_invalid_heights
    return dem


def _mask_invalid_heights(values: np.ndarray) -> np.ndarray:
    return np.where((values >= LOWEST_M) & (values <= HIGHEST_M), values, np.float32(np.nan))
