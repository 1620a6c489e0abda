"""The dock in another language: that of QGIS, where there is a translation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QToolButton

from deepslide_qgis.gui.review_entry import ReviewEntry
from deepslide_qgis.gui.translation import install_translation, remove_translation
from tests.gui.conftest import Desk

FORMS = "fetchimagery", "comparecasestudies"


@pytest.fixture
def norwegian() -> Iterator[None]:
    before = QLocale(QgsApplication.locale())
    QgsApplication.setLocale(QLocale("nb_NO"))
    translator = install_translation()
    assert translator is not None
    yield
    remove_translation(translator)
    QgsApplication.setLocale(before)


def test_the_dock_speaks_the_language_of_qgis(norwegian, desk: Desk, candidates):
    desk.entry.remove()
    desk.entry = ReviewEntry(desk.iface)  # as QGIS makes it once its language is known
    desk.open(candidates)
    body = desk.dock.body
    assert desk.dock.windowTitle() == "Gjennomgang av skred"
    assert body.findChild(QToolButton, "deepslide_review_accept").text() == "Godta  [A]"
    assert body.card.title.text().startswith("Kandidat 2  ·  1 av 5")
    assert body.form.type_code.findText("22  Flomskred") > 0
    desk.press("A")
    assert body.progress.counts.text().startswith("Godtatt 1")


def test_forms_speak_it_too(norwegian, provider):
    fetch, compare = (QgsApplication.processingRegistry().createAlgorithmById(f"deepslide:{name}") for name in FORMS)
    assert fetch.parameterDefinition("EXTENT").description() == "Område som skal hentes"
    assert compare.parameterDefinition("PAIRS").headers()[:3] == ["Datasett", "Serie", "Beregning"]


def test_a_language_without_a_translation_leaves_the_texts_as_they_are():
    before = QLocale(QgsApplication.locale())
    QgsApplication.setLocale(QLocale("fi_FI"))
    assert install_translation() is None
    QgsApplication.setLocale(before)
