"""Collect translatable texts into resources/i18n/*.ts and compile them for QGIS: ``make translations``.

Texts are arguments of ``tr("…")``, ``self.tr("…")`` or ``translate("…")``, also through names (``text_sources.py``).
Qt's ``lupdate`` does not read Python. Existing translations stay, new texts are marked unfinished, removed texts
disappear. ``lrelease`` (Debian: qttools5-dev-tools) compiles the .qm files, which are committed so that the plugin runs
from the repository.

    python -m scripts.translations [LANGUAGE …]      a new LANGUAGE (nb, de, it …) starts a file
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
    """A text to translate, and the first file (relative to the package) that contains it."""

    source: str
    place: str


def collect() -> list[Text]:
    """Return all texts of the package, each once, in the order of files."""
    found: dict[str, Text] = {}
    sources = TextSources(PACKAGE)
    for place, tree in sources.trees.items():
        for node in ast.walk(tree):
            if node in sources.texts:
                found.setdefault(node.value, Text(node.value, place))
    return list(found.values())


def translations(path: Path) -> dict[str, str]:
    """Return the finished translations of a .ts file by source text."""
    found = {}
    for message in ElementTree.parse(path).iter("message"):
        translation = message.find("translation")
        if translation is not None and translation.get("type") is None and translation.text:
            found[message.findtext("source", "")] = translation.text
    return found


def write(path: Path, language: str, texts: list[Text], known: dict[str, str]) -> int:
    """Write a .ts file; return the number of unfinished texts."""
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
    """Compile the .qm file of each .ts file; exit with a message if Qt's compiler is missing."""
    command = shutil.which("lrelease") or shutil.which("lrelease-qt5")
    if command is None:
        sys.exit("lrelease is missing, so nothing was compiled. On Debian: apt install qttools5-dev-tools.")
    subprocess.run([command, "-silent", "-nounfinished", *map(str, paths)], check=True)


def main(new_languages: list[str]) -> None:
    """Update all .ts files and those of ``new_languages``, and compile them."""
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
