"""A land-cover raster of any legend, converted to the study's eight classes on the target grid."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster
from deepslide_qgis.core.imagery.land_cover import parse_legend
from deepslide_qgis.engine.imagery.on_grid import Block, RasterOnGrid
from deepslide_qgis.engine.rasters.grid import Grid

NO_CLASS = 0
"""The value of pixels without class."""


class ClassesOnGrid:
    """Reads classes by nearest neighbour; raises RasterError if no value of the area is in the legend."""

    def __init__(self, raster: ClassRaster, grid: Grid, opening: ExitStack):
        self._raster = RasterOnGrid(raster.path, [1], grid, Resampling.nearest, opening)
        legend = parse_legend(raster.legend)
        self._table = np.zeros(max(legend) + 2, np.uint8)
        self._table[list(legend)] = list(legend.values())
        sample = self._raster.sample()
        if np.isfinite(sample).any() and not self._to_classes(sample).any():
            values = ", ".join(f"{value:g}" for value in np.unique(sample[np.isfinite(sample)])[:8])
            raise RasterError(
                f"None of the values of '{raster.path}' ({values}) is in the legend '{raster.legend}'.",
                "Choose the raster's own legend, or write it as code=class pairs.",
            )

    def read(self, block: Block) -> np.ndarray:
        """Return classes 1 to 8, 0 for none: (h, w) uint8."""
        return self._to_classes(self._raster.read(block)[0])

    def _to_classes(self, values: np.ndarray) -> np.ndarray:
        last = len(self._table) - 1  # the entry for gaps and unknown values
        inside = np.isfinite(values) & (values >= 0) & (values < last)
        return self._table[np.where(inside, values, last).astype(np.int64)]
