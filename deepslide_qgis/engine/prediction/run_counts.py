"""Counts of a prediction run, for its summary."""

from __future__ import annotations

from dataclasses import dataclass

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

    def summary(self, grid: Grid) -> dict:
        """Return the size of ``grid``, and the shares (0 to 1) of pixels with data and of landslide among them."""
        return {
            "width": grid.width,
            "height": grid.height,
            "pixel_m": list(grid.pixel_m) if grid.pixel_m else None,
            "data_share": self.data_px / (grid.width * grid.height),
            "landslide_share": self.landslide_px / max(self.data_px, 1),
        }
