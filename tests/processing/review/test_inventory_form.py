"""The form of a new inventory: it lies in the GeoPackage, and another QGIS on another machine finds it there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from qgis.core import QgsFieldConstraints, QgsGeometry, QgsRectangle, QgsVectorLayer, QgsVectorLayerUtils
from qgis.PyQt.QtCore import QDate

from deepslide_qgis.core.review.landslide_types import LANDSLIDE_TYPES
from tests.processing.review.test_review_algorithms import polygons

HARD = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
READ_ELSEWHERE = """
import json, sys
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], "inventory", "ogr")
fields, form = layer.fields(), layer.editFormConfig()
widgets = {field.name(): layer.editorWidgetSetup(fields.indexFromName(field.name())).type() for field in fields}
types = layer.editorWidgetSetup(fields.indexFromName("type_code")).config()["map"]
print(json.dumps({
    "widgets": widgets,
    "22": [name for entry in types for name, value in entry.items() if int(value) == 22],
    "alias": layer.attributeAlias(fields.indexFromName("date_min")),
    "read only": [field.name() for field in fields if form.readOnly(fields.indexFromName(field.name()))],
    "tabs": [tab.name() for tab in form.tabs()],
    "line": layer.renderer().symbol().symbolLayerCount(),
}))
del layer, fields, form
application.exitQgis()
"""


@pytest.fixture
def inventory(run, tmp_path: Path) -> QgsVectorLayer:
    reviewed = polygons((10, 10, 10, "accepted", 22, "E"), (30, 10, 5, "edited", 1, "R"))
    path = run("acceptedtoinventory", INPUT=reviewed, OUTPUT=str(tmp_path / "inventory.gpkg"))["OUTPUT"]
    layer = QgsVectorLayer(path, "inventory", "ogr")
    assert layer.isValid()
    return layer


def test_another_qgis_finds_the_form(inventory, tmp_path):
    command = [sys.executable, "-c", READ_ELSEWHERE, inventory.source()]
    environment = {"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["22"] == ["22 Debris flow"]
    lists = {name for name, widget in found["widgets"].items() if widget == "ValueMap"}
    assert lists == {"type_code", "type_code2", "trigger", "confidence", "review_status"}
    assert (found["widgets"]["date_min"], found["widgets"]["date_max"]) == ("DateTime", "DateTime")
    assert found["alias"] == "Date, at the earliest"
    assert {"ls_id", "area_m2", "p_mean", "type_name"} <= set(found["read only"])
    assert found["tabs"] == ["The landslide", "Measured", "Origin"]
    assert found["line"] == 2  # the outline of inventories, not QGIS's fill


def test_every_type_is_in_the_list(inventory):
    entries = inventory.editorWidgetSetup(inventory.fields().indexFromName("type_code")).config()["map"]
    assert [int(value) for entry in entries for value in entry.values()] == list(LANDSLIDE_TYPES)


def test_what_must_hold_is_held(inventory):
    constraints = QgsFieldConstraints.Constraint
    fields = inventory.fields()
    number = fields.field("ls_id").constraints()
    held = (constraints.ConstraintNotNull, constraints.ConstraintUnique)
    assert [number.constraintStrength(constraint) for constraint in held] == [HARD, HARD]
    feature = next(inventory.getFeatures())
    for first, last, holds in ((8, 9, True), (9, 8, False), (8, None, True)):
        feature["date_min"] = QDate(2005, 10, first)
        feature["date_max"] = QDate(2005, 10, last) if last else None
        is_fine, _ = QgsVectorLayerUtils.validateAttribute(inventory, feature, fields.indexFromName("date_min"))
        assert is_fine is holds


def test_a_landslide_that_is_drawn_in_the_inventory_gets_a_number_and_the_name_of_its_type(inventory):
    assert inventory.startEditing()
    outline = QgsGeometry.fromRect(QgsRectangle(400000, 2400000, 400100, 2400100))
    places = {inventory.fields().indexFromName("type_code"): 26}
    drawn = QgsVectorLayerUtils.createFeature(inventory, outline, places)
    assert len(drawn["ls_id"]) == 36
    assert inventory.addFeature(drawn)
    inventory.changeAttributeValue(drawn.id(), inventory.fields().indexFromName("type_code"), 22)
    assert inventory.commitChanges(), inventory.commitErrors()
    found = next(feature for feature in inventory.getFeatures() if feature["ls_id"] == drawn["ls_id"])
    assert (found["type_code"], found["type_name"], found["review_status"]) == (22, "Debris flow", "accepted")


def test_other_formats_say_that_they_keep_no_form(run, tmp_path):
    reviewed = polygons((10, 10, 10, "accepted", 22, "E"))
    result = run("acceptedtoinventory", INPUT=reviewed, OUTPUT=str(tmp_path / "inventory.geojson"))
    assert result["ADDED"] == 1
    layer = QgsVectorLayer(result["OUTPUT"], "inventory", "ogr")
    assert layer.editorWidgetSetup(layer.fields().indexFromName("type_code")).type() != "ValueMap"
