"""What is given to ``tr`` is followed to its literals, and what cannot be followed is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.text_sources import TextSources

WORDS = """
from dataclasses import dataclass

WORDS = {1: "By key", 2: "In a loop"}
ROWS = (("x", "One of several"), ("y", "in a row"))
TITLE = "Imported"
OTHER = "Of a module"
NOT_SHOWN = "Not shown"
EMPTY = ()

@dataclass
class Label:
    text: str
    width: int
    tip: str = "By default"
"""
SHOWN = """
from deepslide_qgis.core import words
from deepslide_qgis.core.words import EMPTY, ROWS, TITLE, WORDS, Label

LABELS = (Label("In a field", 1), Label(width=2, text="By name"))

def tr(text):
    return QCoreApplication.translate("DeepSlide", text)

def here():
    text = "Here"
    return tr(text), tr("A literal")

def of_an_object(label: Label):
    return tr(label.text), tr(label.tip)

def of_tables(self):
    for text in WORDS.values():
        tr(text)
    return {code: self.tr(text) for code, text in ROWS}, [translate(word) for word in {"A key": 1}]

tr(WORDS[1]), tr(TITLE), tr(words.OTHER)
"""
FOUND = {
    *("By key", "In a loop", "One of several", "in a row", "Imported", "Of a module", "By default", "In a field"),
    *("By name", "Here", "A literal", "A key"),
}
NOT_TOLD = (
    "def f(text): return tr(text)", "def f(text: str): return tr(text)", "def f(self): return self.tr(self.title)",
    'tr(f"{1} of them")', 'tr("a" + "b")', 'tr("a" if 1 else "b")', 'tr("a", "b")', 'translate("Context", "a")',
    "tr(unheard)", "tr(WORDS)", "tr(EMPTY[0])", "[tr(word) for word in sorted(WORDS)]", "tr(LABELS[0].width)",
    "def f(label: Label): return tr(label.width)", 'def f():\n    a = "a"\n    a += "b"\n    return tr(a)',
    'def f():\n    a = "a"\n    a = a[0]\n    return tr(a)', "list(map(tr, ROWS))", "say = tr",
)  # fmt: skip


def sources(folder: Path, more: str = "") -> TextSources:
    """Return the sources of a small package."""
    for place, text in (("core/words.py", WORDS), ("gui/shown.py", SHOWN + more)):
        (folder / place).parent.mkdir()
        (folder / place).write_text(text, encoding="utf-8")
    return TextSources(folder)


def test_names_are_followed_to_their_literals(tmp_path):
    found = sources(tmp_path)
    assert {text.value for text in found.texts} == FOUND
    assert found.unknown == []


@pytest.mark.parametrize("use", NOT_TOLD)
def test_what_cannot_be_followed_is_told(use, tmp_path):
    found = sources(tmp_path, use)
    assert len(found.unknown) == 1 and found.unknown[0].startswith("gui/shown.py:")
    assert {text.value for text in found.texts} == FOUND
