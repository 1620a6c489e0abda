"""Area of every pixel on the ellipsoid, for any CRS and unit."""

from __future__ import annotations

from typing import Optional

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.warp import transform

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.rasters.grid import metres_per_degree

KNOTS = 33
"""Rows and columns of the lattice of measured pixels; areas in between are interpolated."""


class PixelAreas:
    """Areas of the pixels of a grid in m² (1 each without CRS), computed for blocks of rows."""

    def __init__(self, width: int, height: int, affine: Affine, crs: Optional[CRS]):

        self._rows = np.linspace(0, height - 1, KNOTS)
        columns = np.linspace(0, width - 1, KNOTS)
        self._knots = np.ones((KNOTS, KNOTS))
        if crs is not None:
            self._knots = _measure_areas(columns, self._rows, affine, crs)
        self._interpolation = np.array([np.interp(np.arange(width), columns, knot) for knot in np.eye(KNOTS)])
        self.is_in_metres = crs is not None

    @property
    def mean(self) -> float:
        return float(self._knots.mean())

    def of_rows(self, top: int, row_count: int) -> np.ndarray:
        """Return the areas (row_count, width) of the pixels of ``row_count`` rows from ``top`` on."""
        rows = np.arange(top, top + row_count)
        at_knots = np.stack([np.interp(rows, self._rows, knot) for knot in self._knots.T], axis=1)
        return at_knots @ self._interpolation


def _measure_areas(columns: np.ndarray, rows: np.ndarray, affine: Affine, crs: CRS) -> np.ndarray:
    """Return the areas (rows, columns) of pixels, from the extent of the pixel's sides to east and north."""
    x, y = np.meshgrid(columns + 0.5, rows + 0.5)
    sides = []
    for right, down in ((0.5, 0.0), (0.0, 0.5)):
        ends = [_to_degrees(x + sign * right, y + sign * down, affine, crs) for sign in (-1, 1)]
        side = ends[1] - ends[0]
        side[0] = (side[0] + 180) % 360 - 180
        sides.append(side)
    latitudes = _to_degrees(x, y, affine, crs)[1]
    if not np.isfinite(latitudes).all() or np.abs(latitudes).max() > 90:
        raise _make_error(crs)
    metres = np.array([metres_per_degree(latitude) for latitude in latitudes]).T
    (east_1, north_1), (east_2, north_2) = (side * metres for side in sides)
    areas = np.abs(east_1 * north_2 - east_2 * north_1).reshape(x.shape)
    if not np.isfinite(areas).all() or not areas.min() > 0:
        raise _make_error(crs)
    return areas


def _to_degrees(x: np.ndarray, y: np.ndarray, affine: Affine, crs: CRS) -> np.ndarray:
    """Return longitudes and latitudes (2, N) of points in pixel coordinates."""
    east = affine.a * x + affine.b * y + affine.c
    north = affine.d * x + affine.e * y + affine.f
    try:
        return np.array(transform(crs, CRS.from_epsg(4326), east.ravel(), north.ravel()))
    except rasterio.errors.RasterioError as error:
        raise _make_error(crs) from error


def _make_error(crs: CRS) -> RasterError:
    return RasterError(
        f"The raster lies outside the area for which its CRS ({crs.to_string()[:60]}) is defined, so no area can be "
        "measured.",
        "Check the raster's CRS, and assign the right one.",
    )
