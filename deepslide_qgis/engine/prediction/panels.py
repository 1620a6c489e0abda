"""Panels: a wide raster is predicted in vertical parts, so that memory does not grow with its width either."""

from __future__ import annotations

import math
from dataclasses import dataclass

from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.rasters.overviews import LARGEST_FACTOR

WIDEST_PX = 12_288
"""A whole Sentinel-2 tile is one panel. Each further panel predicts one column of tiles again."""


@dataclass(frozen=True)
class Panel:
    """``width_px`` columns of a raster from ``left_px`` on; the tiles that cover them begin at ``first_px``."""

    columns: Axis
    first_px: int
    left_px: int
    width_px: int

    @property
    def kept(self) -> slice:
        """The panel's own columns, counted from the first column of its tiles."""
        return slice(self.left_px - self.first_px, self.left_px - self.first_px + self.width_px)


def panels_of(columns: Axis, widest_px: int = WIDEST_PX, meeting_px: int = LARGEST_FACTOR) -> list[Panel]:
    """Return panels of about equal width that meet at multiples of ``meeting_px``, the edges of overview pixels."""
    count = math.ceil(columns.length / widest_px)
    if count == 1:
        return [Panel(columns, 0, 0, columns.length)]
    width = math.ceil(columns.length / count / meeting_px) * meeting_px
    found = []
    for left in range(0, columns.length, width):
        right = min(left + width, columns.length)
        touching = columns.around(left, right)
        found.append(Panel(touching, touching.first_px, left, right - left))
    return found
