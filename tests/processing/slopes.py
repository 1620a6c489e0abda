"""A plane that falls to the true east, and where a place lies in a CRS."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProcessingContext

from tests.processing.conftest import write_raster

SLOPE_DEG = 25.0
METRES_PER_DEGREE = 111_412


def placed(crs: str, longitude: float, latitude: float) -> QgsPointXY:
    """Return a place in ``crs``."""
    to_crs = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsCoordinateReferenceSystem(crs),
        QgsProcessingContext().transformContext(),
    )
    return to_crs.transform(QgsPointXY(longitude, latitude))


def falling_east(path: Path, longitude: float, latitude: float) -> str:
    """Write a DEM in degrees around a place, 2.2 km on each side, that falls to the east by ``SLOPE_DEG``."""
    east_m = np.linspace(-1100, 1100, 401, dtype="float32")
    step = (east_m[1] - east_m[0]) / (METRES_PER_DEGREE * math.cos(math.radians(latitude)))
    heights = 1000 - math.tan(math.radians(SLOPE_DEG)) * east_m * np.ones((1, 401, 1), "float32")
    around = (longitude - 200.5 * step, step, 0, latitude + 0.01, 0, -0.02 / 401)
    return write_raster(path, heights, epsg=4326, placed=around)
