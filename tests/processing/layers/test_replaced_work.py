"""What a person made is not lost to a run that writes under its name: judgements, and other tables of a GeoPackage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsField, QgsProcessingException, QgsProject, QgsVectorLayer, QgsWkbTypes

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.compatibility import TEXT
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import write_layer
from tests.processing.conftest import project_context, refusal
from tests.processing.inventories import box, inventory
from tests.processing.layers.test_layer_writing import FORMATS, TABLE, appended, mapped_by_hand, tables
from tests.processing.review.test_review_algorithms import polygons

LOST = "The judgements in"


@pytest.fixture
def extraction(probability) -> dict:
    return {"PROBABILITY": probability((5, 5, 9, 9), (30, 30, 5, 5)), "THRESHOLD": 0.5}


def judge(source: str, status: str = "rejected") -> None:
    """Judge the first candidate of a layer, as the dock does."""
    layer = QgsVectorLayer(source, "candidates", "ogr")
    place = next(i for i, name in enumerate(layer.fields().names()) if "review_status".startswith(name[:10]))
    first = next(layer.getFeatures())
    assert layer.dataProvider().changeAttributeValues({first.id(): {place: status}})


def judged(source: str) -> list[str]:
    layer = QgsVectorLayer(source, "again", "ogr")
    return [feature["review_status"] for feature in layer.getFeatures()]


@pytest.mark.parametrize("suffix", FORMATS)
def test_judgements_are_not_replaced_and_candidates_that_nobody_judged_are(run, extraction, tmp_path, suffix):
    wanted = {**extraction, "CANDIDATES": str(tmp_path / f"candidates.{suffix}")}
    for _ in range(2):
        run("extractcandidates", **wanted)
    judge(wanted["CANDIDATES"])
    before = Path(wanted["CANDIDATES"]).read_bytes()
    assert LOST in refusal("extractcandidates", **wanted)
    with pytest.raises(QgsProcessingException, match=LOST):
        run("extractcandidates", **wanted)
    assert Path(wanted["CANDIDATES"]).read_bytes() == before


def test_a_name_without_its_ending_is_the_same_file(run, extraction, tmp_path):
    run("extractcandidates", **extraction, CANDIDATES=str(tmp_path / "candidates"))
    judge(str(tmp_path / "candidates.gpkg"))
    assert LOST in refusal("extractcandidates", **extraction, CANDIDATES=str(tmp_path / "candidates"))


def test_a_detection_asks_before_anything_is_predicted(run, extraction, packs, raster, tmp_path):
    path = str(tmp_path / "candidates.gpkg")
    run("extractcandidates", **extraction, CANDIDATES=path)
    asked = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "PROBABILITY": "TEMPORARY_OUTPUT"}
    assert refusal("detectlandslides", **asked, CANDIDATES=path) == ""
    judge(path)
    assert LOST in refusal("detectlandslides", **asked, CANDIDATES=path)
    assert LOST in refusal("detectlandslides", **asked, CANDIDATES=TABLE.format(path, "candidates"))
    assert refusal("detectlandslides", **asked, CANDIDATES=TABLE.format(path, "second")) == ""


def test_a_layer_that_was_judged_since_the_run_began_stays_too(run, extraction, tmp_path):
    path = str(tmp_path / "candidates.gpkg")
    run("extractcandidates", **extraction, CANDIDATES=path)
    judge(path, "accepted")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("deepslide:extractcandidates")
    layer = polygons((1, 1, 1, "candidate", 1, "E"))
    form = LayerForm(layer.fields(), QgsWkbTypes.Type.MultiPolygon, layer.crs())
    for target in (path, TABLE.format(path, "candidates")):
        with pytest.raises(OutputError, match=LOST):
            write_layer(algorithm, {"CANDIDATES": target}, "CANDIDATES", form, layer.getFeatures(), project_context())
    assert judged(path) == ["accepted", "candidate"]


def project_file(path: Path) -> Path:
    """Write a GeoPackage with an inventory, a raster and a project of QGIS."""
    mapped_by_hand(path)
    options = {"format": "GPKG", "creationOptions": ["RASTER_TABLE=hillshade", "APPEND_SUBDATASET=YES"]}
    gray = gdal.GetDriverByName("MEM").Create("", 8, 8, 1, gdal.GDT_Byte)
    gray.SetGeoTransform((400000.0, 10.0, 0.0, 2500000.0, 0.0, -10.0))
    gray.GetRasterBand(1).WriteArray(np.full((8, 8), 99, "uint8"))
    assert gdal.Translate(str(path), gray, **options)
    assert QgsProject().write(f"geopackage:{path}?projectName=mine")
    return path


def test_a_plain_name_does_not_take_the_other_tables_of_a_geopackage_away(run, extraction, tmp_path):
    path = project_file(tmp_path / "proj.gpkg")
    before = tables(path)
    with pytest.raises(QgsProcessingException, match=r"would be lost: hillshade, qgis_projects\. Add a table"):
        run("extractcandidates", **extraction, CANDIDATES=str(path))
    assert tables(path) == before
    run("extractcandidates", **extraction, CANDIDATES=TABLE.format(path, "candidates"))
    assert tables(path).keys() - {"layer_styles"} == {*before, "candidates"}


def test_tables_of_another_name_are_named(extraction, tmp_path):
    path = mapped_by_hand(tmp_path / "inventory.gpkg").rename(tmp_path / "candidates.gpkg")
    assert "be lost: inventory." in refusal("extractcandidates", **extraction, CANDIDATES=str(path))


def test_an_inventory_is_added_to_and_not_replaced(run, tmp_path):
    accepted, path = polygons((10, 10, 10, "accepted", 22, "E")), tmp_path / "inventory.gpkg"
    run("acceptedtoinventory", INPUT=accepted, OUTPUT=str(path))
    assert LOST in refusal("acceptedtoinventory", INPUT=accepted, OUTPUT=str(path))
    run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(str(path), path))
    assert tables(path)["inventory"] == 2


@pytest.mark.parametrize("content", [b"", b"of last week", b"SQLite format 3\0" + 4000 * b"x"])
def test_what_is_no_layer_or_damaged_is_replaced(run, extraction, tmp_path, content):
    path = tmp_path / "candidates.gpkg"
    path.write_bytes(content)
    run("extractcandidates", **extraction, CANDIDATES=str(path))
    assert judged(str(path)) == ["candidate", "candidate"]


def test_a_layer_whose_judgements_cannot_be_read_is_replaced(run, extraction, tmp_path):
    path = tmp_path / "candidates.gpkg"
    run("extractcandidates", **extraction, CANDIDATES=str(path))
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA writable_schema = 1")
        file.execute("UPDATE sqlite_master SET rootpage = 9999 WHERE name = 'candidates'")
        file.commit()
    run("extractcandidates", **extraction, CANDIDATES=str(path))
    assert judged(str(path)) == ["candidate", "candidate"]


def test_a_comparison_runs_again_unless_its_own_result_was_judged(compare, tmp_path):
    mapped = inventory(box(5, 5, 10, 10))
    mapped.dataProvider().addAttributes([QgsField("review_status", TEXT)])
    mapped.updateFields()
    mapped.dataProvider().changeAttributeValues({1: {mapped.fields().indexFromName("review_status"): "accepted"}})
    names = "INVENTORY_MATCHED", "CANDIDATES_MATCHED"
    wanted = {name: str(tmp_path / f"{name}.gpkg") for name in names}
    for _ in range(2):
        compare(mapped, **wanted)
    layer = QgsVectorLayer(wanted["CANDIDATES_MATCHED"], "false alarms", "ogr")
    assert layer.dataProvider().addAttributes([QgsField("review_status", TEXT)])
    judge(wanted["CANDIDATES_MATCHED"])
    with pytest.raises(QgsProcessingException, match=LOST):
        compare(mapped, **wanted)
