"""What is written of each finished strip, and the run's counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from deepslide_qgis.engine.prediction.ensemble import LAYERS
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.writer import MASK_NODATA


def finished_rows(
    blended: np.ndarray, usable: np.ndarray, threshold: float, names: Sequence[str] = LAYERS
) -> dict[str, np.ndarray]:
    """Return the output layers of ``blended`` (layers, h, w) with no-data where not ``usable`` (h, w).

    They take its memory. What ``names`` lacks is 0. Where values were so far from all sense that a network answered no
    number, there is no data either.
    """
    usable = usable & np.isfinite(blended[0])
    found = dict(zip(names, blended, strict=True))
    rows = {name: found[name] if name in found else np.zeros(usable.shape, np.float32) for name in LAYERS}
    for name in ("probability", "agreement"):
        np.clip(rows[name], 0, 1, out=rows[name])  # blending leaves a trifle over 1
    mask = (rows["probability"] >= np.float32(threshold)).astype(np.uint8)
    if not usable.all():
        for values in rows.values():
            values[~usable] = np.nan
        mask[~usable] = MASK_NODATA
    return {**rows, "mask": mask}


@dataclass
class Tally:
    """Counts pixels as they are finished."""

    landslide: int = 0
    usable: int = 0
    ended_early: int = 0
    """Tiles that were not shown to all members."""

    def count(self, mask: np.ndarray) -> None:
        self.landslide += np.count_nonzero(mask == 1)
        self.usable += np.count_nonzero(mask != MASK_NODATA)

    def summary(self, grid: Grid, area_px: Optional[int] = None) -> dict:
        """Return sizes and shares (0 to 1) for the run's summary; that with data is of ``area_px`` or of all pixels."""
        area_px = grid.width * grid.height if area_px is None else area_px
        return {
            "width": grid.width,
            "height": grid.height,
            "pixel_m": list(grid.pixel_m) if grid.pixel_m else None,
            "data_share": self.usable / max(area_px, 1),
            "landslide_share": self.landslide / max(self.usable, 1),
        }
