"""Direction of true north on a map, which differs from grid north except along one meridian."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.warp import transform

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.rasters.grid import Grid

NORTH_STEP_DEG = 0.01


def true_north(grid: Grid) -> tuple[float, float]:
    """Return the direction of true north on ``grid`` (minus the convergence) and the latitude at its centre, in rad."""
    x, y = grid.transform @ (grid.width / 2, grid.height / 2)
    (north,), (latitude,) = true_north_at(grid.crs, grid.crs, [x], [y])
    return float(north), float(latitude)


def true_north_at(crs: CRS, points_crs: CRS, xs: Sequence[float], ys: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the direction of true north, clockwise from the north of ``crs``, and the latitude at points, both in rad.

    The points (N,) are in ``points_crs``. Differences are taken towards the equator, away from the poles. Raises
    RasterError outside the domain of a CRS.
    """
    geographic = CRS.from_epsg(4326)
    try:
        longitudes, latitudes = np.array(transform(points_crs, geographic, xs, ys))
        sign = np.where(latitudes < 0, 1, -1)
        start = np.array(transform(geographic, crs, longitudes, latitudes))
        end = np.array(transform(geographic, crs, longitudes, latitudes + sign * NORTH_STEP_DEG))
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(
            f"The grid lies outside the area for which its CRS is defined: {error}.", "Check its CRS."
        ) from error
    east, north = sign * (end - start)
    return np.arctan2(east, north), np.radians(latitudes)
