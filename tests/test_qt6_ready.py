"""The code runs on Qt 5 and Qt 6: Qt is imported through qgis.PyQt, its enumerations are named in full.

Qt 6 knows ``Qt.ItemFlag.ItemIsEnabled`` only, Qt 5 also ``Qt.ItemIsEnabled``. Whether a name is an
enumeration's member that was reached without the enumeration is asked of the real classes.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "deepslide_qgis"
FILES = sorted(PACKAGE.rglob("*.py"))
PATCHED_BY_QGIS = {"QVariant"}  # QGIS itself keeps QVariant.Int and its like alive on Qt 6


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_qt_is_used_as_qt_6_allows(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert not list(foreign_imports(tree))
    assert not list(unscoped_enumerations(tree))
    assert not [f"line {node.lineno}: exec_()" for node in attributes(tree) if node.attr == "exec_"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from qgis.PyQt.QtCore import Qt\nQt.AlignLeft", ["line 2: Qt.AlignLeft"]),
        ("from qgis.PyQt.QtCore import Qt\nQt.AlignmentFlag.AlignLeft", []),
        ("from qgis.PyQt.QtGui import QFont as F\nF.Bold", ["line 2: F.Bold"]),
        ("from qgis.PyQt.QtCore import QVariant\nQVariant.Int", []),
        ("from qgis.PyQt import QtCore\nQtCore.Qt.AlignLeft", ["line 2: Qt.AlignLeft"]),
    ],
)
def test_unscoped_enumerations_are_seen(source, found):
    assert list(unscoped_enumerations(ast.parse(source))) == found


def foreign_imports(tree: ast.AST) -> Iterator[str]:
    """Yield imports that bind the code to one version of Qt."""
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (module for module in modules if module.split(".")[0] in ("PyQt5", "PyQt6", "sip"))


def unscoped_enumerations(tree: ast.AST) -> Iterator[str]:
    """Yield uses of a member of a Qt enumeration that do not name the enumeration."""
    classes, modules = _imported_from_qt(tree)
    for node in attributes(tree):
        owner = None
        if isinstance(node.value, ast.Name):
            owner = classes.get(node.value.id)
        elif isinstance(node.value, ast.Attribute) and isinstance(node.value.value, ast.Name):
            owner = getattr(modules.get(node.value.value.id), node.value.attr, None)
        if isinstance(owner, type) and owner.__name__ not in PATCHED_BY_QGIS and _is_member(owner, node.attr):
            name = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield f"line {node.lineno}: {name}.{node.attr}"


def attributes(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Yield every ``a.b`` of the code."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def _imported_from_qt(tree: ast.AST) -> tuple[dict[str, type], dict[str, object]]:
    classes, modules = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt"):
            for alias in node.names:
                name = alias.asname or alias.name
                if node.module == "qgis.PyQt":
                    modules[name] = importlib.import_module(f"qgis.PyQt.{alias.name}")
                else:
                    classes[name] = getattr(importlib.import_module(node.module), alias.name)
    return classes, modules


def _is_member(owner: type, attribute: str) -> bool:
    kind = type(getattr(owner, attribute, None))
    return kind is not owner and type(kind).__name__ in ("enumtype", "EnumMeta", "EnumType")
