"""The code runs on Qt 5 and Qt 6: Qt is imported through qgis.PyQt, enumerations of Qt and QGIS are named in full.

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
GONE = {"QRegExp", "QRegExpValidator", "QDesktopWidget", "QTextCodec", "QMatrix", "QGLWidget", "QWebView", "QSound"}
GONE_METHODS = {"exec_", "toTime_t", "setTime_t", "desktop"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_qt_is_used_as_qt_6_allows(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert not list(foreign_imports(tree))
    assert not list(unscoped_enumerations(tree))
    assert not list(what_is_gone(tree))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from qgis.PyQt.QtCore import Qt\nQt.AlignLeft", ["line 2: Qt.AlignLeft"]),
        ("from qgis.PyQt.QtCore import Qt\nQt.AlignmentFlag.AlignLeft", []),
        ("from qgis.PyQt.QtGui import QFont as F\nF.Bold", ["line 2: F.Bold"]),
        ("from qgis.PyQt.QtCore import QVariant\nQVariant.Int", []),
        ("from qgis.PyQt import QtCore\nQtCore.Qt.AlignLeft", ["line 2: Qt.AlignLeft"]),
        ("from qgis.PyQt import QtCore\nQtCore.Qt.AlignmentFlag.AlignLeft", []),
        ("from qgis.core import Qgis\nQgis.Info", ["line 2: Qgis.Info"]),
        ("from qgis.core import Qgis\nQgis.MessageLevel.Info", []),
        ("from qgis.gui import QgsFileWidget as W\nW.GetDirectory", ["line 2: W.GetDirectory"]),
        (
            "from qgis.core import QgsTask\nclass T(QgsTask):\n  x = lambda self: self.CanCancel",
            ["line 3: self.CanCancel"],
        ),
        ("from qgis.core import QgsTask\nclass T(QgsTask):\n  x = lambda self: self.description", []),
        ("def f():\n  from qgis.PyQt.QtCore import Qt\n  return Qt.Key_A", ["line 3: Qt.Key_A"]),
    ],
)
def test_unscoped_enumerations_are_seen(source, found):
    assert list(unscoped_enumerations(ast.parse(source))) == found


@pytest.mark.parametrize(
    "source",
    ["import PyQt5", "from PyQt5.QtCore import Qt", "import PyQt6.QtGui as g", "import sip", "from sip import x"],
)
def test_imports_that_bind_to_one_qt_are_seen(source):
    assert list(foreign_imports(ast.parse(f"def f():\n  {source}")))
    assert not list(foreign_imports(ast.parse("from qgis.PyQt import QtCore, sip")))


@pytest.mark.parametrize("source", ["dialog.exec_()", "from qgis.PyQt.QtCore import QRegExp", "QtCore.QRegExp('x')"])
def test_what_qt_6_took_away_is_seen(source):
    assert list(what_is_gone(ast.parse(source)))


def foreign_imports(tree: ast.AST) -> Iterator[str]:
    """Yield imports that bind the code to one version of Qt."""
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (module for module in modules if module.split(".")[0] in ("PyQt5", "PyQt6", "sip"))


def what_is_gone(tree: ast.AST) -> Iterator[str]:
    """Yield uses of classes and methods that Qt 6 has no more."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in GONE | GONE_METHODS:
            yield f"line {node.lineno}: {node.attr}"
        if isinstance(node, ast.ImportFrom):
            yield from (f"line {node.lineno}: {alias.name}" for alias in node.names if alias.name in GONE)


def unscoped_enumerations(tree: ast.AST) -> Iterator[str]:
    """Yield uses of a member of an enumeration of Qt or QGIS that do not name the enumeration."""
    classes, modules = _imported_from_qgis(tree)
    for holder in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        bases = [classes[base.id] for base in holder.bases if isinstance(base, ast.Name) and base.id in classes]
        for node in attributes(holder):
            is_own = isinstance(node.value, ast.Name) and node.value.id == "self"
            if is_own and any(isinstance(base, type) and _is_member(base, node.attr) for base in bases):
                yield f"line {node.lineno}: self.{node.attr}"
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


def _imported_from_qgis(tree: ast.AST) -> tuple[dict[str, type], dict[str, object]]:
    classes, modules = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "qgis":
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
