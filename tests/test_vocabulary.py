"""One word per idea: the words that the project does not use for its ideas, and the modules it does not have."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
SOURCES = sorted(
    file
    for folder in ("deepslide_qgis", "training", "scripts", "tests", "docs")
    for file in (REPOSITORY / folder).rglob("*")
    if file.suffix in (".py", ".md") and file != Path(__file__)
)
OTHER_WORDS_FOR_TILE = re.compile(r"\b(chips?|patch(es)?)(?!\w)|_(chip|patch)(es|s)?\b", re.IGNORECASE)
NOT_OURS = re.compile(r"monkeypatch|mock\.patch|unittest|\.patch\(|@patch|never another for a tile", re.IGNORECASE)
NOT_IN_THE_ZIP = re.compile(r"[`']make |\bdocs/|-m (scripts|training export)")
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(REPOSITORY)))
def test_a_tile_is_called_a_tile(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    wrong = [line for line in lines if OTHER_WORDS_FOR_TILE.search(line) and not NOT_OURS.search(line)]
    assert not wrong


def test_no_module_is_a_drawer_for_everything():
    assert not [file for file in SOURCES if file.stem in DRAWERS]


def test_no_text_sends_people_to_what_the_zip_does_not_hold():
    sources = (file for file in SOURCES if file.is_relative_to(REPOSITORY / "deepslide_qgis"))
    assert not [text for file in sources for text in _texts(file) if NOT_IN_THE_ZIP.search(text)]


def _texts(file: Path) -> Iterator[str]:
    """Yield the texts in a module that are no docstrings."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
