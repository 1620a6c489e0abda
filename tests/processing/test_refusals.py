"""What a review found: inputs that look right and are not, told before anything is written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingException, QgsRasterLayer

from tests.processing.conftest import PLACED, RGB, read_band, refusal, write_raster
from tests.processing.inventories import box, inventory

TEMPORARY = "TEMPORARY_OUTPUT"


@pytest.fixture
def detection(packs, raster) -> dict:
    asked = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu"}
    return {**asked, "PROBABILITY": TEMPORARY, "CANDIDATES": TEMPORARY}


def heights(path: Path, **options) -> str:
    return write_raster(path, np.linspace(0, 500, 100 * 90, dtype="float32").reshape(1, 90, 100), **options)


def test_a_dem_without_a_crs_is_refused_before_the_prediction(detection, probability, tmp_path):
    dem = heights(tmp_path / "dem.tif", epsg=None)
    assert "The DEM 'dem' has no CRS" in refusal("detectlandslides", **detection, DEM=dem)
    asked = {"PROBABILITY": probability((5, 5, 9, 9)), "CANDIDATES": TEMPORARY}
    assert "The DEM 'dem' has no CRS" in refusal("extractcandidates", **asked, DEM=dem)


@pytest.mark.parametrize(
    ("kind", "shape", "said"),
    [
        ("Point", "POINT(400100 2499900)", "points"),
        ("LineString", "LINESTRING(400100 2499900, 400200 2499900)", "lines"),
    ],
)
def test_an_inventory_of_points_or_lines_is_refused_as_such(detection, raster, probability, kind, shape, said):
    mapped, chance = inventory(shape, kind=kind), probability((5, 5, 9, 9))
    for name, asked in (
        ("detectlandslides", detection),
        ("extractcandidates", {"PROBABILITY": chance, "CANDIDATES": TEMPORARY}),
        ("comparewithinventory", {"PREDICTION": chance, "SCORES": TEMPORARY}),
        ("bandvaluesinpolygons", {"INPUT": raster, "TABLE": TEMPORARY}),
    ):
        message = refusal(name, **asked, INVENTORY=mapped)
        assert f"'mapped' holds {said}, and polygons are needed" in message and "CRS" not in message


@pytest.mark.parametrize(
    ("kind", "shape", "said"),
    [
        ("Point", "POINT(400100 2499900)", "points"),
        ("LineString", "LINESTRING(400100 2499900, 400200 2499800)", "lines"),
    ],
)
def test_areas_of_points_or_lines_are_refused_as_such(detection, raster, probability, tmp_path, kind, shape, said):
    given, mapped, chance = inventory(shape, kind=kind), inventory(box(5, 5, 9, 9)), probability((5, 5, 9, 9))
    predicted = {name: value for name, value in detection.items() if name != "CANDIDATES"}
    compared = {"PREDICTION": chance, "INVENTORY": mapped, "SCORES": TEMPORARY}
    exported = {"INPUT": mapped, "RASTER": raster, "FOLDER": str(tmp_path), "NAME": "event"}
    for name, parameter, asked in (
        ("detectlandslides", "AOI", detection),
        ("detectlandslides", "EXCLUDE", detection),
        ("predict", "AOI", predicted),
        ("predict", "EXCLUDE", predicted),
        ("comparewithinventory", "AOI", compared),
        ("fetchimagery", "AREA", {"EVENT": "2023-05-01", "FOLDER": str(tmp_path)}),
        ("exporttraininglabels", "INPUT", exported),
        ("exporttraininglabels", "REVIEWED_WHOLE", exported),
        ("acceptedtoinventory", "INPUT", {"OUTPUT": TEMPORARY}),
        ("acceptedtoinventory", "INVENTORY", {"INPUT": mapped, "OUTPUT": TEMPORARY}),
    ):
        message = refusal(name, **{**asked, parameter: given})
        assert f"'mapped' holds {said}, and polygons are needed" in message, (name, parameter)


def test_a_raster_without_a_crs_is_predicted_without_slopes(detection, run, heard, tmp_path):
    plain = write_raster(tmp_path / "plain.tif", np.full((3, 70, 70), 100, "uint8"), None, None, descriptions=RGB)
    results = run("detectlandslides", **{**detection, "INPUT": plain}, DEM=heights(tmp_path / "dem.tif"))
    assert results["CANDIDATE_COUNT"] == 1 and "no slopes" in heard.text


def test_an_output_that_is_no_geotiff_or_has_no_folder_is_refused_in_the_form(detection, tmp_path):
    assert ".tif" in refusal("detectlandslides", **{**detection, "PROBABILITY": str(tmp_path / "p.vrt")})
    assert "no folder" in refusal("detectlandslides", **{**detection, "MASK": str(tmp_path / "none" / "m.tif")})
    assert refusal("detectlandslides", **{**detection, "MASK": str(tmp_path / "m.tif")}) == ""


def test_no_pack_at_all(detection):
    assert "no model pack ''" in refusal("detectlandslides", **{**detection, "MODEL_PACK": " "})


def test_a_percentage_is_no_probability(run, tmp_path):
    percent = write_raster(tmp_path / "percent.tif", np.full((1, 40, 40), 80, "float32"))
    with pytest.raises(QgsProcessingException, match="values above 1"):
        run("extractcandidates", PROBABILITY=percent, THRESHOLD=0.5, CANDIDATES=TEMPORARY)


def test_a_spread_of_another_prediction_is_refused(run, probability, tmp_path):
    aside = (PLACED[0] + 500, *PLACED[1:])
    other = write_raster(tmp_path / "spread.tif", np.full((1, 60, 80), 0.1, "float32"), placed=aside)
    with pytest.raises(QgsProcessingException, match="another grid"):
        run("extractcandidates", PROBABILITY=probability((5, 5, 9, 9)), SPREAD=other, CANDIDATES=TEMPORARY)


def test_selected_bands_never_replace_their_raster(run, raster, tmp_path):
    copied = tmp_path / "copied.tif"
    copied.write_bytes(Path(raster).read_bytes())
    with pytest.raises(QgsProcessingException, match="cannot be its result"):
        run("selectbands", INPUT=str(copied), BAND_SETTING="rgb", OUTPUT=str(copied))
    assert copied.read_bytes() == Path(raster).read_bytes()


def assigned(path: str) -> QgsRasterLayer:
    """Return the raster as a layer to which a person gave its CRS in QGIS."""
    layer = QgsRasterLayer(path, "assigned")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32646"))
    return layer


def test_a_crs_given_in_qgis_reaches_selected_bands_averages_and_exclusions(run, detection, tmp_path):
    scene = write_raster(tmp_path / "s.tif", np.full((3, 90, 100), 99, "uint8"), epsg=None, descriptions=RGB)
    selected = run("selectbands", INPUT=assigned(scene), BAND_SETTING="rgb", OUTPUT=str(tmp_path / "rgb.tif"))
    assert QgsRasterLayer(selected["OUTPUT"]).crs().authid() == "EPSG:32646"
    flat = write_raster(tmp_path / "p.tif", np.full((1, 90, 100), 0.5, "float32"), epsg=None)
    averaged = run("averagepredictions", INPUTS=[assigned(flat), assigned(flat)], PROBABILITY=str(tmp_path / "a.tif"))
    assert QgsRasterLayer(averaged["PROBABILITY"]).crs().authid() == "EPSG:32646"
    water = np.zeros((1, 90, 50), "uint8")
    water[:, :30] = 1
    excluded = assigned(write_raster(tmp_path / "w.tif", water, epsg=None))
    results = run("detectlandslides", **{**detection, "EXCLUDE": excluded, "MASK": str(tmp_path / "m.tif")})
    mask = read_band(results["MASK"])
    assert (mask[:30, :50] == 255).all() and (mask[30:] == 1).all() and (mask[:, 50:] == 1).all()
