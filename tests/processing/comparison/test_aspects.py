"""Scores by aspect: true directions, also on maps whose north is another."""

from __future__ import annotations

import numpy as np
import pytest

from tests.processing.conftest import write_raster
from tests.processing.inventories import inventory
from tests.processing.slopes import falling_east, placed

SIDE_PX = 40
PLACES = ((32633, 15, 61), (25833, 7, 61), (3413, -22, 71), (3031, 100, -70), (3395, 7, 61), (4326, 7, 61))


@pytest.fixture
def classes(compare, tmp_path):
    """Return a function that tells in which classes the pixels of a prediction on an eastern slope lie."""

    def found(epsg: int, longitude: float, latitude: float, **settings: float) -> set[str]:
        middle, pixel = placed(f"EPSG:{epsg}", longitude, latitude), 10 if epsg != 4326 else 1e-4
        left, top = middle.x() - SIDE_PX / 2 * pixel, middle.y() + SIDE_PX / 2 * pixel
        values = np.random.default_rng(0).random((1, SIDE_PX, SIDE_PX), dtype="float32")
        prediction = write_raster(tmp_path / "p.tif", values, epsg=epsg, placed=(left, pixel, 0, top, 0, -pixel))
        ring = ((5, 5), (20, 5), (20, 20), (5, 20), (5, 5))
        shape = ", ".join(f"{left + column * pixel} {top - row * pixel}" for column, row in ring)
        mapped = inventory(f"POLYGON(({shape}))", crs=f"EPSG:{epsg}")
        dem = falling_east(tmp_path / "dem.tif", longitude, latitude)
        table = compare(mapped, prediction=prediction, DEM=dem, **settings)["SCORES"]
        return {row["class"] for row in table.getFeatures() if row["section"].startswith("aspect")}

    return found


@pytest.mark.parametrize(("epsg", "longitude", "latitude"), PLACES)
def test_an_eastern_slope(classes, epsg, longitude, latitude):
    assert classes(epsg, longitude, latitude) == {"east"}


@pytest.mark.parametrize(("epsg", "longitude", "latitude"), PLACES)
@pytest.mark.parametrize(
    ("look", "expected"), [(270.0, "facing the radar"), (90.0, "facing away from the radar"), (0.0, "sideways")]
)
def test_the_radar_looks_in_a_true_direction(classes, epsg, longitude, latitude, look, expected):
    assert classes(epsg, longitude, latitude, LOOK_AZIMUTH=look) == {expected}


@pytest.mark.parametrize(("look", "expected"), [(139.0, "sideways"), (131.0, "facing away from the radar")])
def test_a_few_degrees_decide_at_the_bound_of_a_class(classes, look, expected):
    """East is 49° and 41° off; seen from the north of zone 33 it would be 42° and 34°, in one class."""
    assert classes(25833, 7, 61, LOOK_AZIMUTH=look) == {expected}
