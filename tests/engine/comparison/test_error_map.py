"""The codes and the seven colours of Ganerød et al. 2023, figure 7."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.transform import from_origin

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.engine.comparison.error_map import NOT_COMPARED, colour, error_codes
from deepslide_qgis.engine.comparison.error_map_file import ErrorMapFile
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from tests.small_systems import mounted_disk

NAMES = {
    (1, 0, 0): (255, 0, 0),  # red: false alarm of the single member
    (0, 1, 0): (0, 255, 0),  # green: both missed
    (0, 0, 1): (0, 0, 255),  # blue: false alarm of the ensemble
    (1, 1, 0): (255, 255, 0),  # yellow: single right, ensemble missed
    (1, 0, 1): (255, 0, 255),  # magenta: both false
    (0, 1, 1): (0, 255, 255),  # cyan: single missed, ensemble right
    (1, 1, 1): (255, 255, 255),  # white: both right
}


@pytest.mark.parametrize(("who", "expected"), NAMES.items())
def test_the_seven_colours(who, expected):
    single, truth, ensemble = (np.array([bool(value)]) for value in who)
    codes = error_codes(truth, ensemble, np.array([True]), single)
    assert colour(int(codes[0])) == expected


def test_without_a_member_and_without_data():
    truth, ensemble = np.array([0, 1, 0, 1, 1], bool), np.array([0, 0, 1, 1, 1], bool)
    valid = np.array([1, 1, 1, 1, 0], bool)
    assert error_codes(truth, ensemble, valid).tolist() == [0, 2, 4, 6, NOT_COMPARED]


@pytest.mark.parametrize("size", ["40k", "280k"], ids=["at its blocks", "at its overviews"])
def test_a_full_disk_leaves_no_map(tmp_path, size):
    grid, codes = tmp_path / "grid.tif", np.random.default_rng(0).integers(0, 8, (700, 700), np.uint8)
    placed = {"crs": "EPSG:32633", "transform": from_origin(500_000, 5_000_000, 10, 10)}
    with rasterio.open(grid, "w", driver="GTiff", width=700, height=700, count=1, dtype="uint8", **placed) as file:
        file.write(codes, 1)
    with mounted_disk(tmp_path / "disk", f"size={size}") as disk, raster_environment(), rasterio.open(grid) as file:
        with pytest.raises(OutputError, match=r"disk is full"), ErrorMapFile(str(disk / "errors.tif"), file) as made:
            made.write(0, codes)
            made.finish()
        assert list(disk.iterdir()) == []


@pytest.mark.parametrize(
    "placed",
    [
        from_origin(500_000, 5_000_000, 10, 10),
        Affine(10, 0, 500_000, 0, 10, 5_000_000),
        Affine(-10, 0, 500_000, 0, -10, 5_000_000),
        from_origin(500_000, 5_000_000, 10, 10) @ Affine.rotation(20),
    ],
    ids=["north-up", "south-up", "mirrored", "rotated"],
)
def test_the_map_lies_where_the_prediction_does(tmp_path, placed):
    codes, told = (
        np.random.default_rng(0).integers(0, 8, (30, 50), np.uint8),
        {"transform": placed, "crs": "EPSG:32633"},
    )
    with rasterio.open(tmp_path / "p.tif", "w", driver="GTiff", width=50, height=30, count=1, dtype="uint8", **told):
        pass
    with rasterio.open(tmp_path / "p.tif") as prediction:
        with ErrorMapFile(str(tmp_path / "errors.tif"), prediction) as made:
            made.write(0, codes)
            made.finish()
        with rasterio.open(tmp_path / "errors.tif") as found:
            assert found.transform == prediction.transform and found.crs == prediction.crs
            assert found.nodata == NOT_COMPARED and found.colormap(1)[1][:3] == colour(1)
            np.testing.assert_array_equal(found.read(1), codes)
