"""Inventories and predictions that are not as one would like them: a right answer, or a clear sentence."""

from __future__ import annotations

import numpy as np
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
)

from deepslide_qgis.processing.rasters.run_record import recorded_image
from tests.processing.conftest import PLACED, UTM, read_band, refusal, write_raster
from tests.processing.inventories import box, by_name, corners, inventory, statuses

A, B = box(5, 5, 10, 10), box(30, 47, 10, 10)
TEMPORARY = "TEMPORARY_OUTPUT"


def in_crs(wkt: str, crs: str) -> str:
    geometry = QgsGeometry.fromWkt(wkt).densifyByCount(20)
    source = QgsCoordinateReferenceSystem(f"EPSG:{UTM}")
    geometry.transform(QgsCoordinateTransform(source, QgsCoordinateReferenceSystem(crs), QgsProject.instance()))
    return geometry.asWkt(9)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32645", "EPSG:9707"])
def test_another_crs_gives_the_same_scores(compare, crs):
    here = compare(inventory(A, B))
    there = compare(inventory(in_crs(A, crs), in_crs(B, crs), crs=crs))
    assert (there["F1"], there["IOU"]) == (here["F1"], here["IOU"])
    assert there["INVENTORY_MATCHED"].crs().authid() == crs
    assert statuses(there["INVENTORY_MATCHED"]) == {"a": "found", "b": "partly"}


def test_a_prediction_in_degrees_has_areas_in_square_metres(compare, tmp_path):
    values = np.full((1, 60, 80), 0.1, "float32")
    values[0, 5:15, 5:15] = 0.9
    placed = (10.0, 0.0002, 0, 60.0, 0, -0.0001)
    path = write_raster(tmp_path / "degrees.tif", values, epsg=4326, placed=placed)
    shape = "POLYGON((10.001 59.9995, 10.003 59.9995, 10.003 59.9985, 10.001 59.9985, 10.001 59.9995))"
    outputs = compare(inventory(shape, crs="EPSG:4326"), prediction=path)
    found = by_name(outputs["INVENTORY_MATCHED"])["a"]
    assert found["match_status"] == "found" and found["match_share"] == 1
    assert found["match_area_m2"] == pytest.approx(100 * 11.16 * 11.14, rel=5e-3)  # 0.0002° and 0.0001° at 60° N


def test_multipart_z_and_curved_polygons(compare):
    x0, y0, x1, y1 = corners(5, 5, 10, 10)
    multipart = f"MULTIPOLYGON({box(5, 5, 5, 10)[7:]}, {box(20, 5, 5, 10)[7:]})"
    outputs = compare(inventory(multipart))
    values = by_name(outputs["INVENTORY_MATCHED"])["a"]
    assert values["match_share"] == pytest.approx(0.5) and values["match_status"] == "found"
    z = f"POLYGONZ(({x0} {y0} 7, {x1} {y0} 7, {x1} {y1} 7, {x0} {y1} 7, {x0} {y0} 7))"
    outputs = compare(inventory(z, kind="PolygonZ"))
    (feature,) = outputs["INVENTORY_MATCHED"].getFeatures()
    assert feature["match_status"] == "found" and feature.geometry().get().is3D()
    middle = (y0 + y1) / 2
    circle = f"CURVEPOLYGON(CIRCULARSTRING({x0} {middle}, {x1} {middle}, {x0} {middle}))"
    outputs = compare(inventory(circle, kind="CurvePolygon"))
    area = by_name(outputs["INVENTORY_MATCHED"])["a"]["match_area_m2"]
    assert area == pytest.approx(np.pi * 50**2, rel=0.04)


def test_invalid_polygons_are_repaired_and_told(compare, heard):
    x0, y0, x1, y1 = corners(5, 5, 10, 10)
    bow_tie = f"POLYGON(({x0} {y0}, {x1} {y1}, {x1} {y0}, {x0} {y1}, {x0} {y0}))"
    outputs = compare(inventory(bow_tie))
    values = by_name(outputs["INVENTORY_MATCHED"])["a"]
    assert values["match_status"] == "found" and values["match_area_m2"] == pytest.approx(5000, rel=0.15)
    assert "1 invalid polygon(s) were repaired" in heard.text


def test_duplicates_count_once(compare, heard):
    x0, y0, x1, y1 = corners(5, 5, 10, 10)
    turned = f"POLYGON(({x1} {y1}, {x1} {y0}, {x0} {y0}, {x0} {y1}, {x1} {y1}))"  # another start, another direction
    outputs = compare(inventory(A, B, A, turned))
    assert statuses(outputs["INVENTORY_MATCHED"]) == {"a": "found", "b": "partly", "c": "duplicate", "d": "duplicate"}
    assert outputs["LANDSLIDES"] == 2 and "2 duplicate(s)" in heard.text
    assert outputs["F1"] == compare(inventory(A, B))["F1"]


def test_overlapping_landslides_give_their_pixels_to_the_smaller(compare):
    outputs = compare(inventory(A, box(7, 7, 4, 4)))
    values = by_name(outputs["INVENTORY_MATCHED"])
    assert values["b"]["match_area_m2"] == pytest.approx(1600, rel=2e-3)
    assert values["a"]["match_area_m2"] == pytest.approx(8400, rel=2e-3)


def test_partly_and_wholly_outside(compare, heard):
    outputs = compare(inventory(A, box(-5, -5, 8, 8), box(200, 200, 5, 5), box(10, -30, 5, 5)))
    assert statuses(outputs["INVENTORY_MATCHED"]) == {"a": "found", "b": "missed", "c": "outside", "d": "outside"}
    assert by_name(outputs["INVENTORY_MATCHED"])["b"]["match_area_m2"] == pytest.approx(900, rel=2e-3)
    assert "2 polygon(s) lie outside" in heard.text
    with pytest.raises(QgsProcessingException, match="No polygon of the inventory lies on the raster"):
        compare(inventory(box(200, 200, 5, 5)))


def test_empty_inventories(compare):
    with pytest.raises(QgsProcessingException, match="holds no polygon"):
        compare(inventory())
    with pytest.raises(QgsProcessingException, match="holds no polygon"):
        compare(inventory(A), INVENTORY_FILTER="\"name\" = 'z'")


def test_features_without_a_polygon(compare, heard):
    layer = inventory(A, "POLYGON EMPTY")
    outputs = compare(layer)
    assert statuses(outputs["INVENTORY_MATCHED"]) == {"a": "found", "b": "no_polygon"}
    assert "1 feature(s) have no usable polygon" in heard.text


def test_a_landslide_between_the_pixel_centres(compare):
    small = box(20.6, 20.6, 0.3, 0.3)
    layer = inventory(A, small)
    assert statuses(compare(layer)["INVENTORY_MATCHED"])["b"] == "no_pixel"
    touched = compare(layer, ALL_TOUCHED=True, MINIMUM_MAPPING_UNIT=0)
    assert statuses(touched["INVENTORY_MATCHED"])["b"] == "missed"


def test_pixel_centres_and_all_touched(compare, tmp_path):
    path = str(tmp_path / "errors.tif")
    shape = inventory(box(5.4, 5.6, 2, 2))
    compare(shape, blocks=((50, 50, 5, 5),), ERROR_MAP=path)
    assert (read_band(path) == 2).sum() == 4
    compare(shape, blocks=((50, 50, 5, 5),), ERROR_MAP=path, ALL_TOUCHED=True)
    assert (read_band(path) == 2).sum() == 9


def test_without_a_crs_areas_are_in_pixels(compare, probability, heard):
    prediction = probability((5, 5, 10, 10), epsg=None)
    outputs = compare(inventory(A, crs=""), prediction=prediction)
    values = by_name(outputs["INVENTORY_MATCHED"])["a"]
    assert values["match_area_m2"] == 100 and "areas are in pixels" in heard.text
    compare(inventory(A, crs=""))
    assert "The inventory has no CRS" in heard.text


def test_a_prediction_without_candidates(compare):
    outputs = compare(inventory(A), blocks=())
    assert outputs["RECALL"] == 0 and "PRECISION" not in outputs and outputs["CANDIDATES_MATCHED"].featureCount() == 0
    page_free = {row["score"]: row["value"] for row in outputs["SCORES"].getFeatures() if row["section"] == "pixels"}
    assert page_free["recall"] == 0 and page_free["frequency bias"] == 0


def test_a_mask_is_compared_as_it_is(compare, tmp_path):
    mask = np.zeros((1, 60, 80), "uint8")
    mask[0, 5:15, 5:15] = 1
    mask[0, 40:] = 255
    path = write_raster(tmp_path / "mask.tif", mask, nodata=255)
    outputs = compare(inventory(A, box(50, 10, 6, 6)), prediction=path)
    assert outputs["F1"] == 1 and statuses(outputs["INVENTORY_MATCHED"])["b"] == "no_data"
    assert not [row for row in outputs["SCORES"].getFeatures() if row["score"] == "average precision"]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (np.full((1, 60, 80), 80, "float32"), "neither a probability nor a mask"),
        (np.zeros((3, 60, 80), "float32"), "has 3 bands"),
    ],
)
def test_rasters_that_are_no_prediction(compare, tmp_path, values, text):
    errors = tmp_path / "errors.tif"
    with pytest.raises(QgsProcessingException, match=text):
        compare(inventory(A), prediction=write_raster(tmp_path / "p.tif", values), ERROR_MAP=str(errors))
    assert not errors.exists()


def test_an_area_of_interest_elsewhere(compare):
    with pytest.raises(QgsProcessingException, match="nothing to compare"):
        compare(inventory(A), AOI=inventory(box(300, 300, 5, 5)))


def test_a_member_on_another_grid(compare, probability, tmp_path):
    aside = (PLACED[0] + 500, *PLACED[1:])
    member = write_raster(tmp_path / "member.tif", np.full((1, 60, 80), 0.1, "float32"), placed=aside)
    with pytest.raises(QgsProcessingException, match="another grid"):
        compare(inventory(A), MEMBER_PREDICTION=member)


def test_what_the_form_refuses(probability, tmp_path):
    asked = {"PREDICTION": probability((5, 5, 9, 9)), "INVENTORY": inventory(A), "SCORES": TEMPORARY}
    assert refusal("comparewithinventory", **asked) == ""
    assert "cannot be read" in refusal("comparewithinventory", **asked, INVENTORY_FILTER='"age" >')
    assert "no field 'year'" in refusal("comparewithinventory", **asked, INVENTORY_FILTER='"year" > 3')
    assert "not between 0 and 1" in refusal("comparewithinventory", **asked, THRESHOLD=0)
    assert ".html" in refusal("comparewithinventory", **asked, REPORT=str(tmp_path / "report.pdf"))
    assert "no folder" in refusal("comparewithinventory", **asked, ERROR_MAP=str(tmp_path / "none" / "e.tif"))
    dem = write_raster(tmp_path / "dem.tif", np.zeros((1, 60, 80), "float32"), epsg=None)
    assert "has no CRS" in refusal("comparewithinventory", **asked, DEM=dem)


def test_the_matched_inventory_can_be_compared_again(compare):
    once = compare(inventory(A, B))["INVENTORY_MATCHED"]
    twice = compare(once)["INVENTORY_MATCHED"]
    assert twice.fields().names() == once.fields().names() and statuses(twice) == statuses(once)


def test_real_landslides_of_kashmir(compare, real_data, tmp_path):
    """Against itself, rasterised, every landslide that covers a pixel is found, and nothing else."""
    from osgeo import gdal, ogr

    folder = real_data / "kashmir2005"
    dem = gdal.Open(str(folder / "AW3D30.tif"))
    truth = np.zeros((1, dem.RasterYSize, dem.RasterXSize), "uint8")
    path = write_raster(tmp_path / "mask.tif", truth, epsg=32643, placed=dem.GetGeoTransform())
    raster, shapes = gdal.Open(path, gdal.GA_Update), ogr.Open(str(folder / "landslides.shp"))
    gdal.RasterizeLayer(raster, [1], shapes.GetLayer(0), burn_values=[1])
    raster.FlushCache()
    outputs = compare(str(folder / "landslides.shp"), prediction=path, MINIMUM_MAPPING_UNIT=0)
    found = [feature["match_status"] for feature in outputs["INVENTORY_MATCHED"].getFeatures()]
    assert len(found) == 3819 and outputs["F1"] == pytest.approx(1, abs=2e-3)
    assert set(found) <= {"found", "no_pixel", "outside", "duplicate"} and found.count("found") > 2500
    assert outputs["FALSE_ALARMS"] == 0


@pytest.mark.parametrize("placed", [(PLACED[0], 10, 0, PLACED[3] - 600, 0, 10), (PLACED[0], 8, 6, PLACED[3], 6, -8)])
def test_rasters_that_are_not_north_up(compare, tmp_path, placed):
    values = np.full((1, 60, 80), 0.1, "float32")
    values[0, 20:30, 20:30] = 0.9
    path = write_raster(tmp_path / "turned.tif", values, placed=placed)
    x0, a, b, y0, d, e = placed
    ring = [(x0 + a * c + b * r, y0 + d * c + e * r) for c, r in ((20, 20), (30, 20), (30, 30), (20, 30), (20, 20))]
    shape = "POLYGON((" + ", ".join(f"{x} {y}" for x, y in ring) + "))"
    outputs = compare(inventory(shape), prediction=path)
    assert outputs["F1"] == 1
    assert by_name(outputs["INVENTORY_MATCHED"])["a"]["match_area_m2"] == pytest.approx(10_000, rel=2e-3)


def test_a_crs_given_in_qgis_counts(compare, tmp_path):
    values = np.full((1, 60, 80), 0.1, "float32")
    values[0, 5:15, 5:15] = 0.9
    layer = QgsRasterLayer(write_raster(tmp_path / "plain.tif", values, epsg=None), "plain")
    layer.setCrs(QgsCoordinateReferenceSystem(f"EPSG:{UTM}"))
    outputs = compare(inventory(in_crs(A, "EPSG:4326"), crs="EPSG:4326"), prediction=layer)
    assert outputs["F1"] == 1
    assert by_name(outputs["INVENTORY_MATCHED"])["a"]["match_area_m2"] == pytest.approx(10_000, rel=2e-3)


def test_the_image_and_the_threshold_of_the_run_are_taken(compare, tmp_path, packs, raster, run, heard):
    prediction = str(tmp_path / "probability.tif")
    run(
        "predict", INPUT=raster, MODEL_PACK=str(packs / "constant"), DEVICE="cpu", THRESHOLD=0.3, PROBABILITY=prediction
    )
    heard.warnings.clear()
    page = tmp_path / "report.html"
    compare(inventory(box(5, 5, 10, 10)), prediction=prediction, REPORT=str(page))
    assert "Threshold 0.3." in page.read_text(encoding="utf-8")
    assert recorded_image(prediction) == (raster, (1, 2, 3))
    (warning,) = heard.warnings  # the image can lie below the pictures; the pack says 0.8 everywhere
    assert "nothing can count as missed" in warning
