"""The card as a STAC item is valid by the schemas of STAC and of the Machine Learning Model extension."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pystac
import pytest
from pystac.errors import STACValidationError
from pystac.validation.stac_validator import JsonSchemaSTACValidator

from deepslide_qgis.core.packs.card import ModelCard, Normalisation
from deepslide_qgis.core.packs.pack import installed_packs, open_pack
from deepslide_qgis.core.packs.pack_stac import stac_item
from tests.packs import make_pack

SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.fixture(scope="module")
def validator() -> JsonSchemaSTACValidator:
    """A validator that has the schemas of the extensions at hand and asks no network."""
    made = JsonSchemaSTACValidator()
    for file in SCHEMAS.glob("*.json"):
        name, version = file.stem.split("-", 1)
        address = f"https://stac-extensions.github.io/{name}/{version}/schema.json"
        made.schema_cache[address] = json.loads(file.read_text(encoding="utf-8"))
    return made


def checked(card: ModelCard, validator: JsonSchemaSTACValidator) -> dict:
    item = json.loads(stac_item(card))
    used = pystac.validation.validate_dict(item, validator=validator)
    assert any("/mlm/" in schema for schema in used)
    return item


@pytest.mark.parametrize("name", sorted(installed_packs()))
def test_items_of_the_bundled_packs_are_valid(name: str, validator: JsonSchemaSTACValidator) -> None:
    card = open_pack(name).card
    item = checked(card, validator)
    assert item["id"] == name
    assert item["properties"]["mlm:input"][0]["bands"] == list(card.setting.band_names)
    weights = [asset for asset in item["assets"].values() if "mlm:weights" in asset["roles"]]
    graphs = [asset for asset in item["assets"].values() if asset.get("mlm:framework") == "ONNX"]
    assert len(graphs) == sum(bool(member.graph) + bool(member.int8_graph) for member in card.members)
    folder = open_pack(name).folder
    assert len(weights) == len(card.members)
    assert all((folder / asset["href"]).is_file() for asset in item["assets"].values())


def test_places_become_points_and_none_becomes_no_geometry(validator: JsonSchemaSTACValidator) -> None:
    placed = checked(open_pack("l4s-rgb").card, validator)
    assert placed["geometry"]["coordinates"][0] == [142.0, 42.7]
    assert placed["bbox"] == [75.7, 12.4, 142.0, 42.7]
    assert checked(open_pack("simulated-s1s2").card, validator)["geometry"] is None


def test_a_normalisation_is_told_as_z_scores_of_raw_values_or_where_its_formula_stands(
    tmp_path: Path, validator: JsonSchemaSTACValidator
) -> None:
    card = open_pack(str(make_pack(tmp_path / "p"))).card
    plain = dataclasses.replace(card, normalisation=Normalisation((2.0, 4.0, 5.0), (1.0, 2.0, 3.0), (0.5, 0.5, 0.5)))
    told = checked(plain, validator)["properties"]["mlm:input"][0]
    assert told["value_scaling"][1] == {"type": "z-score", "mean": 8.0, "stddev": 2.0}
    logarithm = dataclasses.replace(plain.normalisation, transform="log")
    told = checked(dataclasses.replace(card, normalisation=logarithm), validator)["properties"]["mlm:input"][0]
    assert "value_scaling" not in told
    assert told["pre_processing_function"]["expression"] == "ensemble.json#/normalisation"


def test_the_schema_is_really_asked(validator: JsonSchemaSTACValidator) -> None:
    item = json.loads(stac_item(open_pack("l4s-rgb").card))
    del item["properties"]["mlm:tasks"]
    with pytest.raises(STACValidationError, match="mlm:tasks"):
        pystac.validation.validate_dict(item, validator=validator)
