"""The card as a page: everything that a person must know stands on it, and the places lie where they are."""

from __future__ import annotations

import base64
import dataclasses
import re

import pytest

from deepslide_qgis.core.packs.card import Normalisation, TrainingPlace
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.packs.pack_store import Origin
from deepslide_qgis.core.precision import PrecisionTrial
from deepslide_qgis.processing.packs.card_page import card_page, formula
from deepslide_qgis.processing.packs.place_map import WORLD, place_map, window
from tests.travelling_packs import BUNDLED


def picture(page: str) -> str:
    return base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page)[1]).decode("utf-8")


@pytest.fixture
def card():
    return open_pack("l4s-rgb").card


def test_the_page_of_a_bundled_pack(run, tmp_path, card):
    report = str(tmp_path / "card.html")
    assert run("showmodelpack", PACK="l4s-rgb", REPORT=report)["REPORT"] == report
    with open(report, encoding="utf-8") as file:
        page = file.read()
    told = [card.title, card.limits, card.training_data, card.licence, card.citation, "10 m", "the plugin"]
    told += [band.title for band in card.setting.bands] + [member.sha256 for member in card.members]
    told += [score.data for score in card.scores] + [place.name for place in card.training_places]
    missing = [text for text in told if text.replace("'", "&#x27;") not in page]
    assert not missing
    assert len(page) < 400_000 and "<polygon" in picture(page)


def test_a_pack_that_only_tries_the_tool_says_so_first(run, tmp_path):
    report = str(tmp_path / "card.html")
    run("showmodelpack", PACK=BUNDLED, REPORT=report)
    with open(report, encoding="utf-8") as file:
        page = file.read()
    assert page.index("do not map with it") < page.index("Limits") and "names no places" in page


def test_a_pack_in_a_zip_is_shown_without_being_installed(run, tmp_path, pack_zip):
    archive = pack_zip(title="A &lt;b&gt; pack")
    run("showmodelpack", PACK_FILE=str(archive), REPORT=str(tmp_path / "card.html"))
    text = (tmp_path / "card.html").read_text(encoding="utf-8")
    assert "&amp;lt;b&amp;gt;" in text and "laid here by hand" in text
    assert not (tmp_path / "data" / "models" / "mine").exists()


def test_where_a_copy_came_from(card):
    page = card_page(card, "/folder", Origin("https://example.org/a.zip", "sha256:" + "1" * 64, "2026-01-01"), False)
    assert "https://example.org/a.zip" in page.html() and "sha256:" + "1" * 64 in page.html()


def test_a_card_that_says_little_says_that(card):
    bare = dataclasses.replace(card, limits="", licence="", scores=(), training_places=(), description="")
    page = card_page(bare, "/folder", None, False).html()
    for words in ("states none. That does not mean", "nobody knows how good", "not stated: ask", "names no places"):
        assert words in page


def test_scores_in_shorter_numbers_stand_beside_those_in_float32(card):
    trials = {
        "int8": PrecisionTrial(0.7268, 0.7261, "validation tiles", 66, "on cpu (OpenVINO)"),
        "float16": PrecisionTrial(0.7001, 0.7261, "validation tiles", 66),
    }
    page = card_page(dataclasses.replace(card, precisions=trials), "/folder", None, False).html()
    rows = re.findall(r"<tr><td>(int8|float16)</td>(.*)</tr>", page)
    told = {name: re.sub("<[^>]*>", "|", row) for name, row in rows}
    assert set(told) == set(trials)
    for text in ("0.7268", "0.7261", "validation tiles", "66", "OpenVINO", "where it is faster"):
        assert text in told["int8"]
    assert "0.7001" in told["float16"] and "never" in told["float16"]
    bare = card_page(dataclasses.replace(card, precisions={}), "/folder", None, False).html()
    assert "records no trial" in bare and "int8" not in bare


def test_the_formula_tells_what_is_done(card):
    plain = Normalisation((1.0,), (0.0,), (1.0,))
    assert "logarithm" not in formula(plain) and "brightness" not in formula(plain)
    assert "logarithm" in formula(card.normalisation) and "brightness" in formula(card.normalisation)
    assert "one-hot" in formula(dataclasses.replace(plain, classes=((1.0, 2.0),)))


def test_the_map_shows_the_part_of_the_world_that_holds_the_places(card):
    west, south, east, north = window(card.training_places)
    assert -180 <= west < 75.7 and 142 < east <= 180 and south < 12.4 and 42.7 < north < 85
    assert window(()) == WORLD
    far = (TrainingPlace("a", -179.0, -70.0), TrainingPlace("b", 179.0, 89.0))
    assert window(far) == (-180, -70, 180, 89)


def test_a_place_lies_where_its_degrees_are(card):
    plot = place_map(card.training_places)
    x, y = plot.place(85.4, 28.2)
    assert f'<circle cx="{x:.1f}" cy="{y:.1f}"' in plot.svg()
    assert "Rasuwa" in plot.svg() and "Bagmati" not in plot.svg()


def test_many_places_are_numbered_and_a_build_without_a_map_keeps_the_grid(monkeypatch, tmp_path):
    monkeypatch.setattr(
        "deepslide_qgis.processing.packs.place_map.QgsApplication.pkgDataPath", staticmethod(lambda: str(tmp_path))
    )
    svg = place_map([TrainingPlace(f"place {i}", 10.0 * i, 5.0) for i in range(10)]).svg()
    assert ">10</text>" in svg and "<polygon" not in svg and "° E" in svg


def test_places_that_touch_share_a_label():
    near = [TrainingPlace(f"place {i}, Norway", 7.0 + i / 10, 61.0) for i in range(3)]
    svg = place_map([*near, TrainingPlace("far, Japan", 142.0, 42.0)]).svg()
    assert ">place 0, place 1, place 2</text>" in svg and ">far</text>" in svg
