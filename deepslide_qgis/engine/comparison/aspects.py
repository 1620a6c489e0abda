"""Aspects: the directions in which slopes fall, against true north and against the radar."""

from __future__ import annotations

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.windows import Window

from deepslide_qgis.engine.rasters.true_north import north_at


def from_true_north(aspect_deg: np.ndarray, window: Window, grid: rasterio.DatasetReader, crs: CRS) -> np.ndarray:
    """Return the aspects (h, w) in ``window`` of ``grid``, which were counted from the north of ``crs``."""
    return (aspect_deg - _north_deg(window, grid, crs)) % 360


def degrees_off(aspect_deg: np.ndarray, look_azimuth_deg: float) -> np.ndarray:
    """Return by how many degrees (0 … 180) the downslope direction is off the direction in which the radar looks.

    A slope that falls towards where the radar looks (0°) faces away from it; one that falls against it (180°) faces it.
    """
    return np.abs((aspect_deg - look_azimuth_deg + 180) % 360 - 180)


def _north_deg(window: Window, grid: rasterio.DatasetReader, crs: CRS) -> np.ndarray:
    """Return where true north lies in ``crs``: (h, w) float32, bilinear between the corners of ``window``."""
    height, width = int(window.height), int(window.width)
    left, top = window.col_off, window.row_off
    corners = [grid.transform @ (left + right, top + down) for down in (0, height) for right in (0, width)]
    north, _ = north_at(crs, grid.crs, *zip(*corners, strict=True))
    northwest, northeast, southwest, southeast = np.degrees(np.unwrap(north)).tolist()
    right = (np.arange(width, dtype=np.float32) + 0.5) / width
    down = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    above = northwest + (northeast - northwest) * right
    below = southwest + (southeast - southwest) * right
    return above + (below - above) * down
