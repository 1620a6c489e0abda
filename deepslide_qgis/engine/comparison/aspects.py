"""Aspects (downslope directions) relative to true north and to the radar."""

from __future__ import annotations

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.windows import Window

from deepslide_qgis.engine.rasters.true_north import true_north_at


def to_true_north(aspect_deg: np.ndarray, window: Window, grid: rasterio.DatasetReader, crs: CRS) -> np.ndarray:
    """Return the aspects (h, w) in ``window`` of ``grid`` relative to true north, given relative to the north of
    ``crs``."""
    return (aspect_deg - _interpolate_north_deg(window, grid, crs)) % 360


def angle_to_look(aspect_deg: np.ndarray, look_azimuth_deg: float) -> np.ndarray:
    """Return the angle (0 … 180°) between the downslope direction and the radar's look direction.

    At 0° a slope faces away from the radar, at 180° it faces the radar.
    """
    return np.abs((aspect_deg - look_azimuth_deg + 180) % 360 - 180)


def _interpolate_north_deg(window: Window, grid: rasterio.DatasetReader, crs: CRS) -> np.ndarray:
    """Return the direction of true north in ``crs``: (h, w) float32, bilinear between the corners of ``window``."""
    height, width = int(window.height), int(window.width)
    left, top = window.col_off, window.row_off
    corners = [grid.transform @ (left + right, top + down) for down in (0, height) for right in (0, width)]
    north, _ = true_north_at(crs, grid.crs, *zip(*corners, strict=True))
    northwest, northeast, southwest, southeast = np.degrees(np.unwrap(north)).tolist()
    right = (np.arange(width, dtype=np.float32) + 0.5) / width
    down = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    above = northwest + (northeast - northwest) * right
    below = southwest + (southeast - southwest) * right
    return above + (below - above) * down
