"""Every text that people see can be translated, and the translations that are there hold what they say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from deepslide_qgis.processing.provider import ALGORITHMS
from scripts.text_sources import TextSources, name_of
from scripts.translations import CONTEXT, FOLDER, PACKAGE, collect, translations

TEXTS = {text.source for text in collect()}
NORWEGIAN = FOLDER / "deepslide_nb.ts"
LANGUAGES = sorted(FOLDER.glob("*.ts"))
SHOWN_BY = {
    "QLabel", "QPushButton", "QCheckBox", "QAction", "QgsCollapsibleGroupBox", "setText", "setToolTip", "setTitle",
    "setWindowTitle", "setPlaceholderText", "setSpecialValueText", "setFormat", "addAction", "addItem", "addRow",
    "addMenu", "pushMessage", "say", "getText", "pushInfo", "pushWarning", "QgsProcessingOutputNumber",
    "QgsProcessingOutputFile", "RequestError", "ReviewError",
}  # fmt: skip
PARAMETER = re.compile(r"QgsProcessingParameter\w+|QgsProcessingOutput\w+")
NAMES_OF_THINGS = {"DeepSlide", "GeoPackage (*.gpkg)", "auto", "https://"}
WORD = re.compile(r"[A-Za-zÀ-ž]{2,}")


def shown_texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and text of each literal that goes to a person as it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node.func)
        if name in SHOWN_BY or PARAMETER.fullmatch(name):
            arguments = node.args[1:2] if PARAMETER.fullmatch(name) else node.args
            for argument in arguments:
                yield from ((argument.lineno, text) for text in _plain(argument))


def _plain(node: ast.expr) -> Iterator[str]:
    """Yield the words of a literal, of a literal with values in it, and of both parts of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from (*_plain(node.body), *_plain(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*_plain(node.left), *_plain(node.right))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        yield from _plain(node.func.value)


@pytest.mark.parametrize("part", ["gui", "processing"])
def test_no_text_is_shown_as_it_stands(part):
    found = [
        f"{path.relative_to(PACKAGE)}:{line} {text!r}"
        for path in sorted((PACKAGE / part).rglob("*.py"))
        for line, text in shown_texts(path)
        if WORD.search(text) and text not in NAMES_OF_THINGS
    ]
    assert not found


def test_texts_that_are_shown_as_they_stand_are_seen(tmp_path):
    """Else the test above would mean nothing."""
    file = tmp_path / "planted.py"
    lines = (
        'label.setText("Hello there")', 'QLabel(f"Found {n} of them")', 'box.addItem("Yes" if n else tr("No"))',
        'ReviewError("No {} here".format(n), tr("Go on"))', 'QgsProcessingParameterNumber(self.N, "How many")',
        'label.setText(tr("Fine"))', 'label.setText(f"{n} °")',
    )  # fmt: skip
    file.write_text("\n".join(lines), encoding="utf-8")
    texts = [text for _, text in shown_texts(file) if WORD.search(text)]
    assert texts == ["Hello there", "Found  of them", "Yes", "No {} here", "How many"]


def test_all_that_is_translated_is_known_from_the_source():
    assert TextSources(PACKAGE).unknown == [], "give tr a literal, or a name that stands for literals"


class Listener(QTranslator):
    """A translator that translates nothing and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        if context == CONTEXT:
            self.asked.add(source)
        return ""


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    QCoreApplication.installTranslator(listener)
    yield listener
    QCoreApplication.removeTranslator(listener)


def test_forms_ask_for_no_text_that_is_not_collected(listener):
    for made in ALGORITHMS:
        form = made().create()  # which asks for the texts of the parameters
        for ask in (form.displayName, form.group, form.shortDescription, form.shortHelpString, form.tags):
            ask()
    assert {"Area to fetch", "Layover mask", "Series"} <= listener.asked
    assert listener.asked - TEXTS == set()


@pytest.mark.parametrize(
    "text",
    ["Debris flow", "Rainfall", "Draw missed", "Candidate {}", "Detect landslides", "Radar shadow mask", "Series"],
)
def test_texts_of_every_kind_are_collected(text):
    assert text in TEXTS


def test_what_nobody_reads_is_not_collected():
    assert not {"A", "Shift+Z", "/mIconSuccess.svg", "candidates.qml", CONTEXT} & TEXTS


def test_norwegian_is_whole():
    assert TEXTS - set(translations(NORWEGIAN)) == set(), "make translations, translate what is new in it, and again"


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_translations_keep_the_places_of_values_and_the_tags(path):
    wrong = {
        source: translation
        for source, translation in translations(path).items()
        if _kept(source) != _kept(translation) or source.endswith("…") != translation.endswith("…")
    }
    assert not wrong


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_what_qgis_loads_is_what_was_translated(path):
    translator = QTranslator()
    assert translator.load(str(path.with_suffix(".qm"))), "make translations"
    QCoreApplication.installTranslator(translator)
    found = {source: QCoreApplication.translate(CONTEXT, source) for source in TEXTS}
    QCoreApplication.removeTranslator(translator)
    expected = {source: source for source in TEXTS} | translations(path)
    assert {source: found[source] for source in found if found[source] != expected[source]} == {}, "make translations"


def _kept(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^}]*\}|</?[a-z]+>", text))
