"""A land-cover raster of any legend, as the study's eight classes on the target grid."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster
from deepslide_qgis.core.imagery.land_cover import legend_of
from deepslide_qgis.engine.imagery.on_grid import Block, OnGrid
from deepslide_qgis.engine.rasters.grid import Grid

NOTHING = 0
"""The number of no class."""


class ClassesOnGrid:
    """Nearest pixels, renumbered; raises RasterError where no value of the area is in the legend."""

    def __init__(self, raster: ClassRaster, grid: Grid, opening: ExitStack):
        self._raster = OnGrid(raster.path, [1], grid, Resampling.nearest, opening)
        legend = legend_of(raster.legend)
        self._table = np.zeros(max(legend) + 2, np.uint8)
        self._table[list(legend)] = list(legend.values())
        found = self._raster.sample()
        if np.isfinite(found).any() and not self._renumbered(found).any():
            values = ", ".join(f"{value:g}" for value in np.unique(found[np.isfinite(found)])[:8])
            raise RasterError(
                f"None of the values of '{raster.path}' ({values}) is in the legend '{raster.legend}'.",
                "Choose the raster's own legend, or write it as code=class pairs.",
            )

    def read(self, block: Block) -> np.ndarray:
        """Return classes 1 to 8, 0 where there is none: (h, w) uint8."""
        return self._renumbered(self._raster.read(block)[0])

    def _renumbered(self, values: np.ndarray) -> np.ndarray:
        last = len(self._table) - 1  # holds no class: where gaps and unknown values go
        inside = np.isfinite(values) & (values >= 0) & (values < last)
        return self._table[np.where(inside, values, last).astype(np.int64)]
