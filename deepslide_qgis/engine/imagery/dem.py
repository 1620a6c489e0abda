"""A DEM on the target grid, in which what is no height is a gap."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.heights import HIGHEST_M, LOWEST_M
from deepslide_qgis.engine.imagery.on_grid import OnGrid
from deepslide_qgis.engine.rasters.grid import Grid


def dem_on_grid(path: str, grid: Grid, opening: ExitStack) -> OnGrid:
    """Return band 1 of the raster ``path``, metres, bilinear; ``opening`` closes it. Raises as ``OnGrid`` does."""
    dem = OnGrid(path, [1], grid, Resampling.bilinear, opening)
    dem.convert = _heights
    return dem


def _heights(values: np.ndarray) -> np.ndarray:
    return np.where((values >= LOWEST_M) & (values <= HIGHEST_M), values, np.float32(np.nan))
