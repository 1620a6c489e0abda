"""Collect the texts that people see into resources/i18n/*.ts, and compile those for QGIS: ``make translations``.

A text is what stands in ``tr("…")``, ``self.tr("…")`` or ``translate("…")``, or what a name in such a call stands for
(``text_sources.py``). Qt's own ``lupdate`` reads no Python, so this collects; what was translated stays, what is new
waits as unfinished, what is gone goes. ``lrelease`` (Debian: qttools5-dev-tools) makes the .qm files, which are kept in
the repository so that the plugin runs from it as it is.

    python -m scripts.translations [LANGUAGE …]      a LANGUAGE that is new (nb, de, it …) begins a file
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from scripts.stage import REPOSITORY
from scripts.text_sources import TextSources

PACKAGE = REPOSITORY / "deepslide_qgis"
FOLDER = REPOSITORY / "resources" / "i18n"
CONTEXT = "DeepSlide"


@dataclass(frozen=True)
class Text:
    """A text to translate, and the first place (below the package) where it stands."""

    source: str
    place: str


def collect(package: Path = PACKAGE) -> list[Text]:
    """Return all texts, each once, in the order of files."""
    found: dict[str, Text] = {}
    sources = TextSources(package)
    for place, tree in sources.trees.items():
        for node in ast.walk(tree):
            if node in sources.texts:
                found.setdefault(node.value, Text(node.value, place))
    return list(found.values())


def translations(path: Path) -> dict[str, str]:
    """Return what a .ts file translates, by source; what is unfinished is not there."""
    found = {}
    for message in ElementTree.parse(path).iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            found[message.findtext("source", "")] = translation.text
    return found


def write(path: Path, language: str, texts: list[Text], known: dict[str, str]) -> int:
    """Write a .ts file; return how many texts wait for their translation."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in texts:
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "location", filename=f"../../deepslide_qgis/{text.place}")
        ElementTree.SubElement(message, "source").text = text.source
        translation = ElementTree.SubElement(message, "translation")
        if text.source in known:
            translation.text = known[text.source]
        else:
            translation.set("type", "unfinished")
    ElementTree.indent(root, "  ")
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")
    return sum(text.source not in known for text in texts)


def compile_all(paths: list[Path]) -> None:
    """Make the .qm file of each .ts file; end with a sentence where Qt's compiler is missing."""
    command = shutil.which("lrelease") or shutil.which("lrelease-qt5")
    if command is None:
        sys.exit("lrelease is missing, so nothing was compiled. On Debian: apt install qttools5-dev-tools.")
    subprocess.run([command, "-silent", "-nounfinished", *map(str, paths)], check=True)


def main(new_languages: list[str]) -> None:
    """Bring all .ts files up to date, those of ``new_languages`` with them, and compile them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    texts = collect()
    paths = sorted({*FOLDER.glob("*.ts"), *(FOLDER / f"deepslide_{language}.ts" for language in new_languages)})
    for path in paths:
        known = translations(path) if path.exists() else {}
        waiting = write(path, path.stem.split("_", 1)[1], texts, known)
        print(f"{path.name}: {len(texts) - waiting} of {len(texts)} texts translated")
    compile_all(paths)


if __name__ == "__main__":
    main(sys.argv[1:])
