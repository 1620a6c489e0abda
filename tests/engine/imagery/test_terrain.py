"""Slopes and aspects: planes that face eight directions, and what gdaldem says of a real DEM."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import rasterio

from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.engine.imagery.on_grid import Block
from deepslide_qgis.engine.imagery.radar_terrain import Elevation
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.imagery.terrain import descent
from deepslide_qgis.engine.rasters.raster_environment import raster_environment

DIRECTIONS = tuple(range(0, 360, 45))
SLOPES = ("central", "horn")


def plane(
    slope_deg: float, faces_deg: float, pixel_m: tuple[float, float] = (10.0, 10.0), size: int = 12
) -> np.ndarray:
    """Return the elevation of a plane that faces ``faces_deg``, clockwise from north; rows go south."""
    row, column = np.mgrid[:size, :size]
    east, north = column * pixel_m[0], -row * pixel_m[1]
    along = east * np.sin(np.radians(faces_deg)) + north * np.cos(np.radians(faces_deg))
    return (1000 - np.tan(np.radians(slope_deg)) * along).astype(np.float32)


@pytest.mark.parametrize("faces_deg", DIRECTIONS)
@pytest.mark.parametrize("method", SLOPES)
@pytest.mark.parametrize("pixel_m", [(10.0, 10.0), (8.0, 13.0)])
def test_planes_face_where_they_face(faces_deg, method, pixel_m):
    found = descent(plane(30, faces_deg, pixel_m), pixel_m, method)
    assert found.east.shape == (10, 10)
    np.testing.assert_allclose(found.slope_deg, 30, atol=0.01)
    turned = (found.aspect_deg - faces_deg + 180) % 360 - 180
    np.testing.assert_allclose(turned, 0, atol=0.05)


def test_a_gap_is_a_gap_and_flat_ground_is_flat():
    elevation = np.full((7, 7), 5, np.float32)
    elevation[3, 3] = np.nan
    found = descent(elevation, (10, 10))
    assert np.isnan(found.slope_deg).sum() == 4  # the four neighbours; the gap itself has its own four
    assert found.slope_deg[0, 0] == 0


@pytest.mark.skipif(os.name == "nt", reason="hardware: no gdaldem beside the engine on Windows")
@pytest.mark.parametrize(("method", "gdal_name"), [("horn", "Horn"), ("central", "ZevenbergenThorne")])
def test_a_real_dem_has_gdaldem_s_slopes_and_aspects(real_data: Path, tmp_path, method, gdal_name):
    dem = str(real_data / "kashmir2005" / "AW3D30.tif")
    for product in ("slope", "aspect"):
        written = str(tmp_path / f"{product}.tif")
        subprocess.run(["gdaldem", product, dem, written, "-alg", gdal_name, "-q"], check=True)
    with raster_environment(), ExitStack() as opening:
        grid = target_grid(Target(like=dem), [])
        elevation = Elevation(dem, grid, opening, method)
        inner = Block(1, 1, grid.height - 2, grid.width - 2)
        found = elevation.descent(elevation.read(inner, 1))
        slope, aspect = (_inside(tmp_path / f"{name}.tif") for name in ("slope", "aspect"))
    scale = grid.pixel_m[0] / 28.554923494199286  # ours are metres on the ground, gdaldem's those of the projection
    expected = np.degrees(np.arctan(np.tan(np.radians(slope)) / scale))
    assert np.abs(found.slope_deg - expected).max() < 0.1
    turned = (found.aspect_deg - aspect + 180) % 360 - 180
    assert np.abs(turned[slope > 1]).max() < 0.5 and np.median(np.abs(turned[slope > 1])) < 0.05


def _inside(path: Path) -> np.ndarray:
    with rasterio.open(path) as raster:
        return raster.read(1)[1:-1, 1:-1]
