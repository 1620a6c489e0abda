"""Count of the vertices that the outlines of a mask will have, which determine time and memory."""

from __future__ import annotations

import numpy as np
from osgeo import gdal
from qgis.core import QgsFeedback

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.rasters.gdal_calls import cancellable, gdal_call
from deepslide_qgis.processing.translation import translate

MAX_CORNERS = 10_000_000
"""Outlines with this many vertices take about 3 GB of memory, more if holes are filled."""
STRIP_PX = 1 << 22
"""Pixels per strip."""


def check_corners(mask: gdal.Dataset, feedback: QgsFeedback, max_corners: int = MAX_CORNERS) -> None:
    """Raise RasterError if the outlines of ``mask`` (0 and 1) would have more than ``max_corners`` vertices."""
    count, above = 0, np.zeros((1, mask.RasterXSize + 2), np.int8)
    rows = max(1, STRIP_PX // mask.RasterXSize)
    for first in cancellable(range(0, mask.RasterYSize, rows), feedback):
        window = (0, first, mask.RasterXSize, min(rows, mask.RasterYSize - first))
        strip = gdal_call("Counting corners", mask.GetRasterBand(1).ReadAsArray, *window)
        below = int(first + rows >= mask.RasterYSize)
        strip = np.vstack([above, np.pad(strip.astype(np.int8), ((0, below), (1, 1)))])
        count += _count_corners(strip)
        above = strip[-1:]
        if count > max_corners:
            raise RasterError(
                translate("There is too much and too ragged an area at or over the threshold for outlines."),
                translate("Choose a higher threshold or a larger minimum area, or a part of the raster."),
            )


def _count_corners(mask: np.ndarray) -> int:
    """Return the vertices between pixels: one at a turn, two where pixels touch only diagonally."""
    horizontal = mask[:, 1:] - mask[:, :-1]
    turns = np.abs(horizontal[1:] - horizontal[:-1])
    return int(turns.sum())
