"""What was there before a run is there after one that fails or is cancelled: layers, their files, tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsProperty,
    QgsRectangle,
    QgsRemappingSinkDefinition,
    QgsVectorLayer,
    QgsWkbTypes,
)

from deepslide_qgis.core.errors import Cancelled, RasterError
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import write_layer
from tests.processing.conftest import project_context
from tests.processing.review.test_review_algorithms import polygons
from tests.small_systems import fill, mounted_disk

FORMATS = ("gpkg", "shp", "geojson")
SQUARE = "MULTIPOLYGON (((0 0, 10 0, 10 10, 0 0)))"


def mapped_by_hand(path: Path, needs_a_comment: bool = False) -> Path:
    """Write an inventory of three landslides, of which each has to have a comment where it ``needs_a_comment``."""
    driver = {"gpkg": "GPKG", "shp": "ESRI Shapefile", "geojson": "GeoJSON"}[path.suffix[1:]]
    dataset = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    layer = dataset.CreateLayer(path.stem, None, ogr.wkbMultiPolygon)
    comment = ogr.FieldDefn("comment", ogr.OFTString)
    comment.SetNullable(not needs_a_comment)
    layer.CreateField(comment)
    for number in range(3):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("comment", f"by hand {number}")
        feature.SetGeometry(ogr.CreateGeometryFromWkt(SQUARE))
        layer.CreateFeature(feature)
    return path


def comments(path: Path) -> list[str]:
    return [feature["comment"] for feature in QgsVectorLayer(str(path), "again", "ogr").getFeatures()]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def appended(target: str, path: Path, expression: str = '"comment"') -> QgsProcessingOutputLayerDefinition:
    """Return what "Append to Layer" gives for ``target``, which lies in ``path``."""
    layer = QgsVectorLayer(str(path), "there", "ogr")
    mapping = QgsRemappingSinkDefinition()
    mapping.setDestinationFields(layer.fields())
    mapping.setDestinationWkbType(layer.wkbType())
    mapping.setFieldMap({"comment": QgsProperty.fromExpression(expression)})
    sink = QgsProcessingOutputLayerDefinition(target)
    sink.setRemappingDefinition(mapping)
    return sink


@pytest.fixture
def accepted() -> QgsVectorLayer:
    return polygons((10, 10, 10, "accepted", 22, "E"), (30, 10, 5, "edited", 1, None))


HAND = [f"by hand {number}" for number in range(3)]
FORMS = ("{}", "{}|layername=inventory", "ogr:dbname='{}' table=\"inventory\" (geom)")


@pytest.mark.parametrize("form", FORMS)
def test_landslides_are_added_to_a_layer_whichever_way_qgis_names_it(run, accepted, tmp_path, form):
    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    result = run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(form.format(path), path))
    assert comments(path) == [*HAND, "seen", "seen"]
    assert QgsVectorLayer(result["OUTPUT"], "result", "ogr").featureCount() == 5


@pytest.mark.parametrize("suffix", FORMATS[1:])
def test_landslides_are_added_to_other_formats(run, accepted, tmp_path, suffix):
    path = mapped_by_hand(tmp_path / f"inventory.{suffix}")
    run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(str(path), path))
    assert comments(path) == [*HAND, "seen", "seen"]


@pytest.mark.parametrize(("number", "expected"), [('"id"', [1, 2, 3, 4, 5]), ('"id" + 10', [1, 2, 3, 11, 12])])
def test_numbers_follow_on_those_that_are_there(run, probability, tmp_path, number, expected):
    path = tmp_path / "candidates.gpkg"
    found = {"PROBABILITY": probability((2, 2, 3, 3), (20, 20, 9, 9), (40, 40, 5, 5)), "THRESHOLD": 0.5}
    run("extractcandidates", **found, CANDIDATES=str(path))
    layer = QgsVectorLayer(str(path), "there", "ogr")
    mapping = QgsRemappingSinkDefinition()
    mapping.setFieldMap({"id": QgsProperty.fromExpression(number)})
    sink = QgsProcessingOutputLayerDefinition(str(path))
    sink.setRemappingDefinition(mapping)
    found["PROBABILITY"] = probability((2, 30, 3, 3), (20, 2, 4, 4))
    run("extractcandidates", **found, CANDIDATES=sink)
    assert sorted(feature["id"] for feature in layer.getFeatures()) == expected


@pytest.mark.parametrize("form", FORMS)
def test_what_a_layer_held_stays_when_nothing_can_be_added(run, accepted, tmp_path, form):
    """The first landslide has what the layer asks for, the second has not: neither comes in."""
    path = mapped_by_hand(tmp_path / "inventory.gpkg", needs_a_comment=True)
    with pytest.raises(QgsProcessingException, match="NOT NULL"):
        run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(form.format(path), path, '"trigger"'))
    assert comments(path) == HAND


def test_what_a_layer_held_stays_when_another_program_writes_to_it(run, accepted, tmp_path):
    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QgsProcessingException, match="no other program"):
            run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(str(path), path))
        other.execute("ROLLBACK")
    assert comments(path) == HAND


def test_a_layer_that_is_not_there_takes_nothing_and_is_not_made(run, accepted, tmp_path):
    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    for target in (f"{path}|layername=another", str(tmp_path / "another.gpkg")):
        with pytest.raises(QgsProcessingException, match="There is no layer"):
            run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(target, path))
    assert names(tmp_path) == ["inventory.gpkg"] and comments(path) == HAND


def test_fields_that_are_not_there_are_not_taken_over_empty(run, accepted, tmp_path):
    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    with pytest.raises(QgsProcessingException, match="skredType"):
        run("acceptedtoinventory", INPUT=accepted, OUTPUT=appended(str(path), path, '"skredType"'))
    assert comments(path) == HAND


def broken_off(features: list[QgsFeature]) -> Iterator[QgsFeature]:
    """Yield ``features``, then break off."""
    yield from features
    raise Cancelled()


@pytest.mark.parametrize("form", [*(f"{{}}/inventory.{suffix}" for suffix in FORMATS), FORMS[2]])
def test_a_layer_is_there_when_the_one_in_its_place_is_never_finished(accepted, tmp_path, form):
    target = form.format(tmp_path) if "dbname" not in form else form.format(tmp_path / "inventory.gpkg")
    path = mapped_by_hand(tmp_path / f"inventory.{'gpkg' if 'dbname' in form else target.rpartition('.')[2]}")
    before = names(tmp_path)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("deepslide:acceptedtoinventory")
    made = LayerForm(accepted.fields(), QgsWkbTypes.Type.MultiPolygon, accepted.crs())
    features = broken_off(list(accepted.getFeatures()))
    with pytest.raises(Cancelled):
        write_layer(algorithm, {"OUTPUT": target}, "OUTPUT", made, features, project_context())
    assert comments(path) == HAND
    assert names(tmp_path) == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_layer_is_there_when_the_disk_is_too_full_for_the_one_in_its_place(run, tmp_path, suffix):
    many = polygons(*((column, 10, 1, "accepted", 22, "E") for column in range(0, 4000, 2)))
    with mounted_disk(tmp_path / "disk", "size=2m") as disk:
        path = mapped_by_hand(disk / f"inventory.{suffix}")
        fill(disk, 60_000)
        before = names(disk)
        with pytest.raises(QgsProcessingException, match="space"):
            run("acceptedtoinventory", INPUT=many, OUTPUT=str(path))
        assert comments(path) == HAND
        assert names(disk) == before


TABLE = "ogr:dbname='{}' table=\"{}\" (geom)"


def tables(path: Path) -> dict[str, int]:
    """Return how many rows the tables of a GeoPackage have, read past QGIS."""
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = [name for (name,) in file.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name")]
        return {name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


@pytest.mark.parametrize("name", ["inventory", "new"])
def test_a_table_is_made_beside_the_others_of_its_file(run, accepted, tmp_path, name):
    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    run("acceptedtoinventory", INPUT=accepted, OUTPUT=TABLE.format(path, "second"))
    result = run("acceptedtoinventory", INPUT=accepted, OUTPUT=TABLE.format(path, name))
    assert tables(path) == {"inventory": 3, "second": 2, "layer_styles": 2, name: 2}
    layer = QgsVectorLayer(result["OUTPUT"], "new", "ogr")
    assert [feature["comment"] for feature in layer.getFeatures()] == ["seen", "seen"]
    assert layer.attributeAlias(layer.fields().indexFromName("date_min")) == "Date, at the earliest"
    with closing(sqlite3.connect(path)) as file:
        columns = dict(file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
    assert columns[name] == "geom"


def test_a_table_in_a_file_that_is_not_there_yet(run, accepted, tmp_path):
    result = run("acceptedtoinventory", INPUT=accepted, OUTPUT=TABLE.format(tmp_path / "new.gpkg", "mine"))
    assert names(tmp_path) == ["new.gpkg"] and tables(tmp_path / "new.gpkg")["mine"] == 2
    assert QgsVectorLayer(result["OUTPUT"], "new", "ogr").featureCount() == 2


@pytest.mark.parametrize("name", ["inventory", "new"])
def test_tables_are_there_when_the_disk_is_too_full_for_the_new_one(run, tmp_path, name):
    many = polygons(*((column, 10, 1, "accepted", 22, "E") for column in range(0, 8000, 2)))
    with mounted_disk(tmp_path / "disk", "size=2m") as disk:
        path = mapped_by_hand(disk / "inventory.gpkg")
        fill(disk, 400_000)
        with pytest.raises(QgsProcessingException, match="space"):
            run("acceptedtoinventory", INPUT=many, OUTPUT=TABLE.format(path, name))
        assert tables(path) == {"inventory": 3}
        assert comments(path) == HAND


def test_a_table_is_there_when_the_new_one_cannot_get_its_name(run, accepted, tmp_path, monkeypatch):
    def refused(*_):
        raise RasterError("disk I/O error")

    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    monkeypatch.setattr("deepslide_qgis.processing.layers.table_replacing._rename_table", refused)
    with pytest.raises(QgsProcessingException, match="disk I/O error"):
        run("acceptedtoinventory", INPUT=accepted, OUTPUT=TABLE.format(path, "inventory"))
    assert tables(path) == {"inventory": 3}
    assert comments(path) == HAND


def test_a_table_is_there_when_another_program_writes_to_its_file(run, accepted, tmp_path):
    path = mapped_by_hand(tmp_path / "inventory.gpkg")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QgsProcessingException):
            run("acceptedtoinventory", INPUT=accepted, OUTPUT=TABLE.format(path, "inventory"))
        other.execute("ROLLBACK")
    assert tables(path) == {"inventory": 3}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_new_layer_takes_the_place_of_the_old_one_and_of_what_lay_beside_it(run, accepted, tmp_path, suffix):
    path = mapped_by_hand(tmp_path / f"inventory.{suffix}")
    beside = tmp_path / ("inventory.qix" if suffix == "shp" else f"inventory.{suffix}-wal")
    beside.write_bytes(b"of the old one")
    (tmp_path / "inventory.qml").write_text("a style of hers", encoding="utf-8")
    result = run("acceptedtoinventory", INPUT=accepted, OUTPUT=str(path))
    layer = QgsVectorLayer(result["OUTPUT"], "new", "ogr")
    assert comments(path) == ["seen", "seen"] and layer.featureCount() == 2
    assert not beside.exists() and (tmp_path / "inventory.qml").exists()
    assert not [name for name in names(tmp_path) if ".part" in name]
    if suffix == "gpkg":
        assert layer.dataProvider().subLayers()[0].split("!!::!!")[1] == "inventory"


def test_a_layer_without_an_ending_is_a_geopackage_as_ever(run, accepted, tmp_path):
    result = run("acceptedtoinventory", INPUT=accepted, OUTPUT=str(tmp_path / "inventory"))
    assert result["OUTPUT"] == str(tmp_path / "inventory.gpkg")
    assert names(tmp_path) == ["inventory.gpkg"]


@pytest.mark.parametrize("is_appended", [False, True])
def test_the_layer_is_loaded_from_its_own_place(accepted, tmp_path, is_appended):
    import processing

    path, context = mapped_by_hand(tmp_path / "inventory.gpkg"), project_context()
    sink = appended(str(path), path) if is_appended else QgsProcessingOutputLayerDefinition(str(path))
    sink.destinationProject, sink.destinationName = QgsProject.instance(), "mine"
    processing.run("deepslide:acceptedtoinventory", {"INPUT": accepted, "OUTPUT": sink}, context=context)
    awaited = context.layersToLoadOnCompletion()
    assert {place: details.name for place, details in awaited.items()} == {str(path): "mine"}


def test_a_feature_in_degrees_is_added_in_metres(run, tmp_path):
    path = tmp_path / "inventory.gpkg"
    run("acceptedtoinventory", INPUT=polygons((80, 50, 5, "accepted", 3, "U")), OUTPUT=str(path))
    degrees = QgsVectorLayer("Polygon?crs=EPSG:4326&field=review_status:string&field=comment:string", "d", "memory")
    feature = QgsFeature(degrees.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(92.0, 22.6, 92.001, 22.601)))
    feature.setAttributes(["accepted", "seen"])
    assert degrees.dataProvider().addFeatures([feature])[0]
    run("acceptedtoinventory", INPUT=degrees, OUTPUT=appended(str(path), path))
    box_m = list(QgsVectorLayer(str(path), "again", "ogr").getFeatures())[-1].geometry().boundingBox()
    assert 300_000 < box_m.xMinimum() < 500_000 and 90 < box_m.width() < 120
