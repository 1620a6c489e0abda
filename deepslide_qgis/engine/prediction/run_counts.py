"""Counts of a prediction run, for its summary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.writer import MASK_NODATA


@dataclass
class RunCounts:
    """Pixels that are finished, and tiles that ended early."""

    landslide_px: int = 0
    data_px: int = 0
    tiles_ended_early: int = 0
    """Tiles that some members did not see (``early_exit``)."""

    def add_mask(self, mask: np.ndarray) -> None:
        """Count the pixels of a finished part of the ``mask``."""
        self.landslide_px += np.count_nonzero(mask == 1)
        self.data_px += np.count_nonzero(mask != MASK_NODATA)

    def summary(self, grid: Grid, area_px: Optional[int] = None) -> dict:
        """Return the size of ``grid``, and the shares (0 to 1) of pixels with data and of landslide among them.

        The share with data is of ``area_px``, the pixels of the area of interest, or else of the whole grid.
        """
        area_px = grid.width * grid.height if area_px is None else area_px
        return {
            "width": grid.width,
            "height": grid.height,
            "pixel_m": list(grid.pixel_m) if grid.pixel_m else None,
            "data_share": self.data_px / max(area_px, 1),
            "landslide_share": self.landslide_px / max(self.data_px, 1),
        }
