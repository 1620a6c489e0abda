import dataclasses
import json

import pytest

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation, Score, TrainingPlace

DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def card():
    return ModelCard(
        id="a",
        title="A",
        description="",
        setting=setting_named("s2"),
        normalisation=Normalisation((1.0, 1.0), (0.0, 0.0), (1.0, 1.0)),
        nodata="any",
        gsd_m=10.0,
        tile_px=128,
        margin_px=16,
        thresholds=(0.4, 0.5),
        members=(Member("one", "Unet", "resnet34", DIGEST, 0.6), Member("two", "FPN", "resnet34", DIGEST, 0.5)),
        scores=(Score("f1", 0.6, "validation"),),
        versions={"torch": "2"},
    )


def test_card_survives_json(card):
    assert ModelCard.from_json(card.to_json()) == card


def test_threshold_follows_the_number_of_members(card):
    assert (card.threshold(1), card.threshold(2), card.threshold()) == (0.4, 0.5, 0.5)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("gsd_m", "ten", "gsd_m must be float"),
        ("tile_px", 100, "impossible resolution, tile or margin"),
        ("thresholds", [0.5], "one threshold"),
        ("members", [], "no members"),
        ("nodata", "some", "no-data policy"),
        ("format", "deepslide-pack-9", "format"),
        ("members", [{"id": "../x", "architecture": "Unet", "encoder_name": "e", "sha256": DIGEST}], "lacks the field"),
        ("surprise", 1, "unknown fields: surprise"),
    ],
)
def test_card_that_does_not_fit_is_refused_by_the_name_of_the_field(card, field, value, words):
    plain = json.loads(card.to_json())
    plain[field] = value
    with pytest.raises(PackError, match=words):
        ModelCard.from_json(json.dumps(plain))


@pytest.mark.parametrize(
    ("bands", "words"),
    [([], "lists no bands"), ([{"name": "", "title": "x"}], "needs a name")],
    ids=["none", "unnamed"],
)
def test_a_card_with_impossible_bands_is_refused_as_a_pack(card, bands, words):
    plain = json.loads(card.to_json())
    plain["setting"]["bands"] = bands
    with pytest.raises(PackError, match=words) as caught:
        ModelCard.from_json(json.dumps(plain))
    assert "pack" in caught.value.remedy


def test_a_card_with_half_a_character_is_refused(card):
    text = json.dumps({**json.loads(card.to_json()), "title": "a\ud800b"})
    with pytest.raises(PackError, match=r"not valid JSON.*surrogates"):
        ModelCard.from_json(text)
    assert ModelCard.from_json(text.replace("\\ud800", "\\ud83d\\ude00")).title == "a😀b"


def test_member_folders_cannot_leave_the_pack():
    with pytest.raises(PackError, match="no name for a member folder"):
        Member("../elsewhere", "Unet", "resnet34", DIGEST, 0.5)


def test_normalisation_needs_one_number_per_band(card):
    with pytest.raises(PackError):
        Normalisation((1.0,), (0.0, 0.0), (1.0, 1.0))
    with pytest.raises(PackError):
        dataclasses.replace(card, setting=setting_named("rgb"))


def test_a_card_without_classes_is_read_and_one_with_classes_survives_json(card):
    plain = json.loads(card.to_json())
    del plain["normalisation"]["classes"]
    old = ModelCard.from_json(json.dumps(plain))
    assert old == card and old.normalisation.channels == 2
    hot = dataclasses.replace(card.normalisation, classes=((1.0, 2.0, 8.0), ()))
    assert hot.channels == 4
    assert ModelCard.from_json(dataclasses.replace(card, normalisation=hot).to_json()).normalisation == hot
    with pytest.raises(PackError, match="classes for every band"):
        dataclasses.replace(hot, classes=((1.0, 2.0),))


def test_training_places_are_optional_and_lie_on_earth(card):
    plain = json.loads(card.to_json())
    del plain["training_places"], plain["version"]
    assert ModelCard.from_json(json.dumps(plain)) == card
    placed = dataclasses.replace(card, version="2", training_places=(TrainingPlace("Kodagu, India", 75.7, 12.4),))
    assert ModelCard.from_json(placed.to_json()) == placed
    with pytest.raises(PackError, match="nowhere on earth"):
        TrainingPlace("swapped", 42.7, 142.0)


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", "", ".hidden", "con", "LPT1.zip", "ends.", "x" * 200, "a b"])
def test_a_pack_is_called_what_a_folder_can_be_called(card, name):
    with pytest.raises(PackError, match="no name for a model pack"):
        dataclasses.replace(card, id=name)
