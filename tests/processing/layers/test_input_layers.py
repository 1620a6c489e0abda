"""A layer that a run reads is never replaced by one that it writes, whatever the two are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingOutputLayerDefinition,
    QgsRemappingSinkDefinition,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from tests.processing.conftest import packed, project_context, refusal
from tests.processing.inventories import box, inventory

FORMATS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON"}
TEMPORARY = "TEMPORARY_OUTPUT"
REFUSED = "is read by this run and cannot be its result. Choose another name."


def stored(path: Path, *tables: str) -> str:
    """Write an inventory of one landslide as each of the ``tables`` of a file; return its path."""
    for i, table in enumerate(tables):
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = FORMATS[path.suffix], table
        if i:
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        layer = inventory(box(5, 5, 9, 9))
        QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), project_context().transformContext(), options)
    return str(path)


def mapped(path: str) -> list[str]:
    """Return the names of the landslides that an inventory holds."""
    layer = QgsVectorLayer(path, "inventory", "ogr")
    return [feature["name"] for feature in layer.getFeatures()] if layer.fields().indexOf("name") >= 0 else []


def table_in(path: str, table: str) -> str:
    return f"ogr:dbname='{path}' table=\"{table}\" (geom)"


@pytest.mark.parametrize("ending", FORMATS)
def test_candidates_never_replace_the_inventory(run, probability, tmp_path, ending):
    path = stored(tmp_path / f"mapped{ending}", "mapped")
    with pytest.raises(QgsProcessingException, match=REFUSED):
        run("extractcandidates", PROBABILITY=probability((5, 5, 9, 9)), INVENTORY=path, CANDIDATES=path)
    assert mapped(path) == ["a"]


@pytest.mark.parametrize("wanted", ["{0}", "{folder}/mapped", "{folder}/linked.gpkg", "{table}"])
@pytest.mark.parametrize("read", ["{0}", "{0}|layername=mapped", "selection"])
def test_whatever_the_inventory_is_called(probability, tmp_path, wanted, read):
    path = stored(tmp_path / "mapped.gpkg", "mapped", "other")
    os.symlink(path, tmp_path / "linked.gpkg")
    source = QgsProcessingFeatureSourceDefinition(path, True) if read == "selection" else read.format(path)
    target = wanted.format(path, folder=tmp_path, table=table_in(path, "Mapped"))
    message = refusal("extractcandidates", PROBABILITY=probability(), INVENTORY=source, CANDIDATES=target)
    assert REFUSED in message


def test_a_file_is_not_replaced_for_any_of_its_tables_and_a_table_not_for_another(run, probability, tmp_path):
    path = stored(tmp_path / "mapped.gpkg", "mapped", "other")
    asked = {"PROBABILITY": probability((5, 5, 9, 9)), "INVENTORY": f"{path}|layername=other"}
    assert REFUSED in refusal("extractcandidates", **asked, CANDIDATES=path)
    run("extractcandidates", **asked, CANDIDATES=table_in(path, "found"))
    assert mapped(f"{path}|layername=mapped") == mapped(f"{path}|layername=other") == ["a"]
    assert QgsVectorLayer(f"{path}|layername=found", "found", "ogr").featureCount() == 1


@pytest.mark.parametrize("name", ["PROBABILITY", "SPREAD", "AGREEMENT", "DEM"])
def test_candidates_never_replace_a_raster(probability, tmp_path, name):
    flat = probability((5, 5, 9, 9))
    path = str(tmp_path / "rasters.gpkg")
    gdal.Translate(path, flat, format="GPKG", outputType=gdal.GDT_Float32)
    asked = {"PROBABILITY": flat, name: path}
    assert REFUSED in refusal("extractcandidates", **asked, CANDIDATES=path)
    assert refusal("extractcandidates", **asked, CANDIDATES=table_in(path, "found")) == ""


@pytest.mark.parametrize("name", ["INVENTORY", "AOI", "EXCLUDE"])
def test_a_detection_replaces_nothing_that_it_reads(packs, raster, tmp_path, name):
    path = stored(tmp_path / "mapped.gpkg", "mapped")
    asked = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu", "PROBABILITY": TEMPORARY}
    assert REFUSED in refusal("detectlandslides", **asked, **{name: path}, CANDIDATES=path)
    assert refusal("detectlandslides", **asked, **{name: path}, CANDIDATES=str(tmp_path / "new.gpkg")) == ""


@pytest.mark.parametrize("name", ["SCORES", "INVENTORY_MATCHED", "CANDIDATES_MATCHED"])
def test_a_comparison_replaces_nothing_that_it_reads(probability, tmp_path, name):
    path = stored(tmp_path / "mapped.gpkg", "mapped")
    asked = {"PREDICTION": probability((5, 5, 9, 9)), "INVENTORY": path, "SCORES": TEMPORARY}
    assert REFUSED in refusal("comparewithinventory", **{**asked, name: path})


def test_band_values_replace_nothing_that_they_read(raster, tmp_path):
    path = stored(tmp_path / "mapped.gpkg", "mapped")
    assert REFUSED in refusal("bandvaluesinpolygons", INPUT=raster, INVENTORY=path, TABLE=path)


def test_a_step_of_a_model_replaces_nothing_that_it_reads(probability, tmp_path):
    """QGIS does not ask a step for its refusals before it runs."""
    path = stored(tmp_path / "mapped.gpkg", "mapped")
    model = QgsProcessingModelAlgorithm("model", "models")
    step = QgsProcessingModelChildAlgorithm("deepslide:extractcandidates")
    step.setChildId("step")
    for name, value in {"PROBABILITY": probability((5, 5, 9, 9)), "INVENTORY": path, "CANDIDATES": path}.items():
        step.addParameterSources(name, [QgsProcessingModelChildParameterSource.fromStaticValue(value)])
    model.addChildAlgorithm(step)
    feedback = QgsProcessingFeedback(False)
    _, is_run = model.run({}, project_context(), feedback)
    assert not is_run and REFUSED in feedback.textLog()
    assert mapped(path) == ["a"]


def test_rasters_never_replace_a_raster_that_is_read(probability, tmp_path):
    """Packed values are read through a view, so the engine does not see which file they come from."""
    path = packed(probability((5, 5, 9, 9)), 0.5, 0.0)
    assert REFUSED in refusal("averagepredictions", INPUTS=[path, path], PROBABILITY=path)
    compared = {"PREDICTION": path, "INVENTORY": inventory(box(5, 5, 9, 9)), "SCORES": TEMPORARY}
    assert REFUSED in refusal("comparewithinventory", **compared, ERROR_MAP=path)


@pytest.mark.parametrize("name", ["INPUT", "INVENTORY"])
def test_a_review_replaces_nothing_that_it_reads_but_adds_to_it(run, probability, tmp_path, name):
    candidates = str(tmp_path / "candidates.gpkg")
    run("extractcandidates", PROBABILITY=probability((5, 5, 9, 9)), CANDIDATES=candidates)
    mapped_path = stored(tmp_path / "mapped.gpkg", "mapped")
    asked = {"INPUT": candidates, "INVENTORY": mapped_path}
    assert REFUSED in refusal("acceptedtoinventory", **asked, OUTPUT=asked[name])
    added = QgsProcessingOutputLayerDefinition(asked[name])
    added.setRemappingDefinition(QgsRemappingSinkDefinition())
    assert refusal("acceptedtoinventory", **asked, OUTPUT=added) == ""
