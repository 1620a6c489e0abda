"""Nothing that is pinned or imported needs a newer Python than the oldest that the engine takes (Ubuntu 22.04's)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from deepslide_qgis.engine.serve import OLDEST_PYTHON

ROOT = Path(__file__).parents[2]
OLDEST = ".".join(map(str, OLDEST_PYTHON))
PINNED_IN = (
    "resources/engine/core.txt",
    "resources/engine/torch.txt",
    "resources/engine/imagery.txt",
    "training/requirements.txt",
    "tests/requirements-engine.txt",
    "tests/requirements.txt",
)
NEWER_MODULES = {"tomllib", "annotationlib", "compression"}
"""What the standard library holds since Python 3.11."""


def pins(file: str) -> Iterator[Requirement]:
    """Yield what a file pins for the oldest Python."""
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        said = line.partition("#")[0].strip()
        if said and not said.startswith("-r"):
            pin = Requirement(said)
            if pin.marker is None or pin.marker.evaluate({"python_version": OLDEST, "python_full_version": OLDEST}):
                yield pin


def needs_newer(pin: Requirement) -> bool:
    """Return whether the installed distribution is the pinned one, and says that it needs a newer Python."""
    try:
        installed = distribution(pin.name)
    except PackageNotFoundError:
        return False
    return installed.version in pin.specifier and OLDEST not in SpecifierSet(
        installed.metadata["Requires-Python"] or ""
    )


@pytest.mark.parametrize("file", PINNED_IN)
def test_no_pin_needs_a_newer_python(file: str) -> None:
    assert not [str(pin) for pin in pins(file) if needs_newer(pin)]


@pytest.mark.parametrize("file", PINNED_IN)
def test_no_package_is_pinned_for_newer_pythons_alone(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    paired = {Requirement(line.partition("#")[0]).name for line in lines if 'python_version >= "3.11"' in line}
    assert paired <= {pin.name for pin in pins(file)}


def test_modules_of_newer_pythons_are_imported_where_they_are() -> None:
    found = []
    for path in [*(ROOT / "training").rglob("*.py"), *(ROOT / "deepslide_qgis").rglob("*.py")]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.name} imports {name}" for name in names if name.partition(".")[0] in NEWER_MODULES]
    assert not found
