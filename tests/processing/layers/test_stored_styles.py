"""Results that are opened again from the disk look as they did in the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsRasterLayer, QgsSingleSymbolRenderer, QgsSymbol, QgsVectorLayer

from deepslide_qgis.processing.compatibility import save_default_style
from deepslide_qgis.processing.layers.stored_styles import style_path
from tests.processing.inventories import box, inventory
from tests.processing.layers.test_layer_writing import TABLE, appended, mapped_by_hand, names

CATEGORIES, PLAIN = "categorizedSymbol", "singleSymbol"


@pytest.fixture
def extraction(probability) -> dict:
    return {"PROBABILITY": probability((5, 5, 9, 9)), "THRESHOLD": 0.5}


def opened(source: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(source, "again", "ogr")
    assert layer.isValid() and layer.featureCount()
    return layer


def look(source: str) -> str:
    layer = opened(source)
    return layer.renderer().type()


def raster_look(path: str) -> str:
    layer = QgsRasterLayer(path, "again")
    return layer.renderer().type()


def save_as_default(source: str) -> None:
    """Save a style of a person's own as the default of a layer."""
    layer = opened(source)
    layer.setRenderer(QgsSingleSymbolRenderer(QgsSymbol.defaultSymbol(layer.geometryType())))
    assert save_default_style(layer, "mine")


def test_candidates_in_a_geopackage_keep_their_look_and_the_names_of_their_fields(run, extraction, tmp_path):
    path = str(tmp_path / "candidates.gpkg")
    for _ in range(2):
        run("extractcandidates", **extraction, CANDIDATES=path)
    layer = opened(path)
    assert (layer.renderer().type(), layer.renderer().classAttribute()) == (CATEGORIES, "review_status")
    assert layer.attributeDisplayName(layer.fields().indexOf("p_std")) == "Mean spread between the members"
    assert [name for name in names(tmp_path) if "candidates" in name] == ["candidates.gpkg"]


def test_each_table_has_its_own_and_a_style_that_a_person_saved_stays(run, extraction, tmp_path):
    path = mapped_by_hand(tmp_path / "mine.gpkg")
    for name in ("first", "second"):
        run("extractcandidates", **extraction, CANDIDATES=TABLE.format(path, name))
    assert [look(f"{path}|layername={name}") for name in ("first", "second", "mine")] == [CATEGORIES, CATEGORIES, PLAIN]
    save_as_default(f"{path}|layername=first")
    run("extractcandidates", **extraction, CANDIDATES=TABLE.format(path, "second"))
    assert look(f"{path}|layername=first") == PLAIN


def test_a_layer_that_is_appended_to_keeps_its_look(run, extraction, tmp_path):
    path = mapped_by_hand(tmp_path / "mine.gpkg")
    run("extractcandidates", **extraction, CANDIDATES=appended(str(path), path, "'found'"))
    assert look(str(path)) == PLAIN
    candidates = str(tmp_path / "candidates.gpkg")
    run("extractcandidates", **extraction, CANDIDATES=candidates)
    save_as_default(candidates)
    run("extractcandidates", **extraction, CANDIDATES=appended(candidates, Path(candidates), '"model_id"'))
    assert look(candidates) == PLAIN


def test_a_comparison_keeps_its_look(compare, tmp_path):
    wanted = {
        name: str(tmp_path / f"{name}.{suffix}")
        for name, suffix in (("INVENTORY_MATCHED", "gpkg"), ("CANDIDATES_MATCHED", "gpkg"), ("ERROR_MAP", "tif"))
    }
    compare(inventory(box(5, 5, 10, 10)), **wanted)
    layers = [opened(wanted[name]) for name in list(wanted)[:2]]
    assert [layer.renderer().classAttribute() for layer in layers] == ["match_status", "match_status"]
    assert raster_look(wanted["ERROR_MAP"]) == "paletted"


RASTERS = {"PROBABILITY": "singlebandpseudocolor", "SPREAD": "singlebandpseudocolor", "MASK": "paletted"}


def test_rasters_have_their_look_beside_them_and_one_that_a_person_saved_stays(run, packs, raster, tmp_path):
    wanted = {name: str(tmp_path / f"{name}.tif") for name in RASTERS}
    (tmp_path / "SPREAD.qml").write_text("<qgis>mine</qgis>", encoding="utf-8")
    (tmp_path / "MASK.qml").write_bytes(Path(style_path("probability.qml")).read_bytes())  # of an earlier run
    asked = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu"}
    run("predict", **asked, **wanted)
    found = {name: raster_look(wanted[name]) for name in ("PROBABILITY", "MASK")}
    assert found == {name: RASTERS[name] for name in found}
    assert (tmp_path / "SPREAD.qml").read_text(encoding="utf-8") == "<qgis>mine</qgis>"


def test_what_cannot_keep_a_look_is_written_without(run, extraction, packs, raster, tmp_path):
    run("extractcandidates", **extraction, CANDIDATES=str(tmp_path / "candidates.geojson"))
    (tmp_path / "p.qml").mkdir()
    asked = {"INPUT": raster, "MODEL_PACK": str(packs / "constant"), "DEVICE": "cpu"}
    assert Path(run("predict", **asked, PROBABILITY=str(tmp_path / "p.tif"))["PROBABILITY"]).is_file()
    assert look(str(tmp_path / "candidates.geojson")) == PLAIN
