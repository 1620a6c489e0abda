"""Band values in polygons: zones made by QGIS, values read by the engine, table and report."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import QgsProcessingException

from tests.processing.conftest import refusal, write_raster
from tests.processing.inventories import box, inventory

TEMPORARY = "TEMPORARY_OUTPUT"


@pytest.fixture
def stack(tmp_path) -> str:
    """Two bands: 5 everywhere but 9 in the landslide, and the column's number."""
    bands = np.full((2, 60, 80), 5, "float32")
    bands[0, 20:30, 20:30] = 9
    bands[1] = np.arange(80)
    return write_raster(tmp_path / "stack.tif", bands, descriptions=("vv", "column"))


def rows(outputs: dict) -> dict[str, dict]:
    return {row["name"]: row.attributeMap() for row in outputs["TABLE"].getFeatures()}


def test_inside_and_around(run, stack, tmp_path):
    page = tmp_path / "report.html"
    asked = {"INPUT": stack, "INVENTORY": inventory(box(20, 20, 10, 10)), "DISTANCE": 20}
    found = rows(run("bandvaluesinpolygons", **asked, TABLE=TEMPORARY, REPORT=str(page)))
    vv, column = found["vv"], found["column"]
    assert (vv["inside_mean"], vv["around_mean"], vv["auc"]) == (9, 5, 1)
    assert vv["inside_pixels"] == 100
    assert 14 * 14 - 100 - 8 <= vv["around_pixels"] <= 14 * 14 - 100  # two pixels around, corners rounded
    assert column["inside_median"] == 24.5 and column["auc"] == pytest.approx(0.5, abs=0.01)
    html = page.read_text(encoding="utf-8")
    assert "stand out most in: vv (higher, AUC 1.00)" in html and html.count("data:image/svg+xml") == 2


def test_bands_as_a_command_line_gives_them(run, stack):
    asked = {"INPUT": stack, "INVENTORY": inventory(box(20, 20, 10, 10)), "TABLE": TEMPORARY}
    assert list(rows(run("bandvaluesinpolygons", **asked, BANDS="2,1"))) == ["column", "vv"]
    assert "'vv' is no number of a band" in refusal("bandvaluesinpolygons", **asked, BANDS="vv")


def test_neighbours_are_not_around(run, stack):
    touching = inventory(box(20, 20, 10, 5), box(20, 25, 10, 5))
    whole = inventory(box(20, 20, 10, 10))
    asked = {"INPUT": stack, "DISTANCE": 20, "TABLE": TEMPORARY, "BANDS": [1]}
    two, one = (rows(run("bandvaluesinpolygons", INVENTORY=layer, **asked)) for layer in (touching, whole))
    assert list(two) == ["vv"] and two["vv"]["inside_pixels"] == 100
    assert two["vv"]["around_pixels"] == one["vv"]["around_pixels"]


def test_degrees_and_no_crs(run, tmp_path):
    values = np.ones((1, 60, 80), "float32")
    shape = "POLYGON((10.002 59.998, 10.004 59.998, 10.004 59.997, 10.002 59.997, 10.002 59.998))"
    degrees = write_raster(tmp_path / "d.tif", values, epsg=4326, placed=(10.0, 0.0002, 0, 60.0, 0, -0.0001))
    asked = {"INVENTORY": inventory(shape, crs="EPSG:4326"), "DISTANCE": 25, "TABLE": TEMPORARY}
    (row,) = rows(run("bandvaluesinpolygons", INPUT=degrees, **asked)).values()
    assert row["inside_pixels"] == 100 and row["around_pixels"] == pytest.approx(14 * 14 - 100, abs=10)  # 11 m pixels
    plain = write_raster(tmp_path / "plain.tif", values, epsg=None)
    asked = {"INVENTORY": inventory(box(20, 20, 10, 10), crs=""), "TABLE": TEMPORARY, "DISTANCE": 20}
    (row,) = rows(run("bandvaluesinpolygons", INPUT=plain, **asked)).values()
    assert row["inside_pixels"] == 100


def test_what_cannot_be(run, stack):
    here, elsewhere = inventory(box(20, 20, 10, 10)), inventory(box(300, 300, 9, 9))
    with pytest.raises(QgsProcessingException, match="lies on the raster"):
        run("bandvaluesinpolygons", INPUT=stack, INVENTORY=elsewhere, TABLE=TEMPORARY)
    with pytest.raises(QgsProcessingException, match="greater distance"):
        run("bandvaluesinpolygons", INPUT=stack, INVENTORY=here, DISTANCE=0, TABLE=TEMPORARY)
    refused = refusal("bandvaluesinpolygons", INPUT=stack, INVENTORY=here, INVENTORY_FILTER="(", TABLE=TEMPORARY)
    assert "cannot be read" in refused
