"""What the card may say of shorter precisions, and what may be asked for."""

from __future__ import annotations

import json

import pytest

from deepslide_qgis.core.choices import check_choice
from deepslide_qgis.core.errors import PackError, RequestError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import bundled_folder, read_card
from deepslide_qgis.core.precision import CHOICES, PrecisionTrial


@pytest.fixture
def plain_card():
    return json.loads(read_card(str(bundled_folder() / "simulated-s1s2")).to_json())


@pytest.mark.parametrize(
    ("f1", "is_good"), [(0.8019, True), (0.7981, True), (0.8, True), (0.802, False), (0.8021, False), (0.7979, False)]
)
def test_f1_may_move_by_less_than_two_thousandths_up_or_down(f1, is_good):
    assert PrecisionTrial(f1, 0.8, "validation tiles", 100).is_good is is_good


def test_a_card_keeps_what_it_records_and_one_without_is_a_card(plain_card):
    plain_card["precisions"] = {
        "int8": {"f1": 0.8, "float32_f1": 0.801, "data": "tiles", "tiles": 5, "how": "OpenVINO"}
    }
    card = ModelCard.from_json(json.dumps(plain_card))
    assert card.precisions["int8"].f1_change == -0.001
    assert ModelCard.from_json(card.to_json()) == card
    del plain_card["precisions"]
    assert ModelCard.from_json(json.dumps(plain_card)).precisions == {}


@pytest.mark.parametrize(
    ("precisions", "said"),
    [
        ({"int4": {"f1": 0.8, "float32_f1": 0.8, "data": "tiles", "tiles": 5}}, "unknown precision 'int4'"),
        ({"int8": {"f1": 1.8, "float32_f1": 0.8, "data": "tiles", "tiles": 5}}, "outside 0 to 1"),
        ({"int8": {"f1": 0.8, "float32_f1": 0.8, "data": "tiles", "tiles": 0}}, "on no tile"),
        ({"int8": {"f1": 0.8}}, r"precisions\.int8 lacks the field 'float32_f1'"),
        (["int8"], "precisions must be an object"),
    ],
)
def test_a_card_that_records_nonsense_is_refused(plain_card, precisions, said):
    plain_card["precisions"] = precisions
    with pytest.raises(PackError, match=said):
        ModelCard.from_json(json.dumps(plain_card))


def test_only_auto_and_float32_can_be_asked_for():
    for choice in ("auto", "float32"):
        check_choice("precision", choice, CHOICES)
    with pytest.raises(RequestError, match="Unknown precision 'int8'"):
        check_choice("precision", "int8", CHOICES)
