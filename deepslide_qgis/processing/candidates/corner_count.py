"""The corners that outlines of a mask will have, counted beforehand: they are what costs time and memory."""

from __future__ import annotations

import numpy as np
from osgeo import gdal
from qgis.core import QgsFeedback

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, watched
from deepslide_qgis.processing.translation import translate

MOST_CORNERS = 10_000_000
"""Outlines of so many corners take about three gigabytes of memory, more where holes are filled."""
STRIP_PX = 1 << 22
"""How many pixels are looked at together."""


def check_corners(mask: gdal.Dataset, feedback: QgsFeedback, most: int = MOST_CORNERS) -> None:
    """Raise RasterError where outlines of ``mask``, a raster of 0 and 1, would have more than ``most`` corners."""
    count, above = 0, np.zeros((1, mask.RasterXSize + 2), np.int8)
    rows = max(1, STRIP_PX // mask.RasterXSize)
    for first in watched(range(0, mask.RasterYSize, rows), feedback):
        window = (0, first, mask.RasterXSize, min(rows, mask.RasterYSize - first))
        strip = gdal_call("Counting corners", mask.GetRasterBand(1).ReadAsArray, *window)
        below = int(first + rows >= mask.RasterYSize)
        strip = np.vstack([above, np.pad(strip.astype(np.int8), ((0, below), (1, 1)))])
        count += _corners(strip)
        above = strip[-1:]
        if count > most:
            raise RasterError(
                translate("There is too much and too ragged an area at or over the threshold for outlines."),
                translate("Choose a higher threshold or a larger minimum area, or a part of the raster."),
            )


def _corners(mask: np.ndarray) -> int:
    """Return how many corners lie between the pixels: two where pixels touch by a corner only, one at a turn."""
    sideways = mask[:, 1:] - mask[:, :-1]
    turns = np.abs(sideways[1:] - sideways[:-1])
    return int(turns.sum())
