"""Where true north lies on a map, whose own north it is only along one meridian."""

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
    """Return the direction of true north on ``grid`` (minus the convergence) and the latitude of its middle, rad."""
    x, y = grid.transform @ (grid.width / 2, grid.height / 2)
    (north,), (latitude,) = north_at(grid.crs, grid.crs, [x], [y])
    return float(north), float(latitude)


def north_at(crs: CRS, of_places: CRS, xs: Sequence[float], ys: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return the direction of true north, clockwise from the north of ``crs``, and the latitude at places, both in rad.

    The places (N,) are given in the CRS ``of_places``. Steps lead towards the equator, away from the poles. Raises
    RasterError where a CRS has no sense.
    """
    geographic = CRS.from_epsg(4326)
    try:
        longitudes, latitudes = np.array(transform(of_places, geographic, xs, ys))
        towards = np.where(latitudes < 0, 1, -1)
        here = np.array(transform(geographic, crs, longitudes, latitudes))
        there = np.array(transform(geographic, crs, longitudes, latitudes + towards * NORTH_STEP_DEG))
    except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
        raise RasterError(f"The grid lies where its CRS has no sense: {error}.", "Check its CRS.") from error
    east, north = towards * (there - here)
    return np.arctan2(east, north), np.radians(latitudes)
