"""Masks whose outlines would take all memory are refused before there are outlines."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsFeedback, QgsProcessingException

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.candidates import corner_count
from deepslide_qgis.processing.candidates.corner_count import check_corners
from deepslide_qgis.processing.candidates.polygons import polygonise
from deepslide_qgis.processing.rasters.gdal_calls import open_gdal
from tests.processing.conftest import write_raster


@pytest.mark.parametrize("density", [0.05, 0.5, 0.9])
@pytest.mark.parametrize("strip_px", [1, 1000, 1 << 22])
def test_corners_are_counted_as_outlines_have_them(tmp_path, monkeypatch, density, strip_px):
    monkeypatch.setattr(corner_count, "STRIP_PX", strip_px)
    values = (np.random.default_rng(5).random((1, 70, 90)) < density).astype("uint8")
    path = write_raster(tmp_path / "mask.tif", values)
    shapes = polygonise(path, 0.5, QgsFeedback(), 0, 100)
    rings = sum(len(polygon) for shape in shapes for polygon in shape.asMultiPolygon())
    corners = sum(shape.constGet().nCoordinates() for shape in shapes) - rings  # the first is the last, too
    check_corners(open_gdal(path), QgsFeedback(), corners)
    with pytest.raises(RasterError, match="ragged"):
        check_corners(open_gdal(path), QgsFeedback(), corners - 1)


def test_noise_all_over_a_large_raster_is_refused_with_a_remedy(run, tmp_path):
    values = (np.random.default_rng(0).random((1, 4500, 4500), dtype="float32") < 0.5).astype("uint8")
    path = write_raster(tmp_path / "noise.tif", values)
    with pytest.raises(QgsProcessingException, match="higher threshold or a larger minimum area"):
        run("extractcandidates", PROBABILITY=path, MIN_AREA=0, CANDIDATES="TEMPORARY_OUTPUT")
