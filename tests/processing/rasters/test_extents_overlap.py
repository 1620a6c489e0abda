"""Rasters at one place and apart, in any CRS."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import numpy as np
import pytest
from qgis.core import QgsCoordinateTransformContext

from deepslide_qgis.processing.rasters.extents_overlap import extents_overlap
from deepslide_qgis.processing.rasters.raster_source import raster_file
from tests.processing.conftest import write_raster

CHILE = (32719, (300000, 1000, 0, 6300000, 0, -1000))
NORWAY = (32632, (500000, 1000, 0, 6700000, 0, -1000))
NORWAY_DEGREES = (4326, (9.0, 0.1, 0, 61.0, 0, -0.1))
WORLD = (4326, (-180.0, 9.0, 0, 90.0, 0, -4.5))
FIJI = (32760, (800000, 1000, 0, 8100000, 0, -1000))
NOWHERE = (None, (500000, 1000, 0, 6700000, 0, -1000))


@pytest.mark.parametrize(
    ("one", "other", "touch"),
    [
        (CHILE, NORWAY, False),
        (CHILE, NORWAY_DEGREES, False),
        (NORWAY, NORWAY_DEGREES, True),
        (NORWAY, (32632, (540000, 1000, 0, 6700000, 0, -1000)), True),
        (NORWAY, (32632, (540001, 1000, 0, 6700000, 0, -1000)), False),
        (CHILE, WORLD, True),
        (FIJI, WORLD, True),
        (NOWHERE, CHILE, True),
        (NOWHERE, (None, (0, 1, 0, 0, 0, -1)), True),
    ],
)
def test_rasters_touch_where_they_share_a_place_or_nobody_can_tell(tmp_path, one, other, touch):
    def raster(name: str, epsg: Optional[int], placed: tuple[float, ...]):
        path = write_raster(Path(tmp_path) / name, np.zeros((1, 40, 40), "uint8"), epsg=epsg, placed=placed)
        return raster_file(path)

    rasters = raster("one.tif", *one), raster("other.tif", *other)
    assert extents_overlap(*rasters, QgsCoordinateTransformContext()) == touch
    assert extents_overlap(*reversed(rasters), QgsCoordinateTransformContext()) == touch
