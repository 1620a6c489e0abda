"""The table "who may import whom": within the project directly, libraries through every chain of imports."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.import_graph import ImportGraph

REPOSITORY = Path(__file__).parent.parent
GRAPH = ImportGraph(REPOSITORY, ("deepslide_qgis", "training"), not_followed=("deepslide_qgis",))

NUMERIC = {"numpy", "scipy", "h5py", "osgeo", "pyogrio", "matplotlib"}
NETWORKS = {
    "torch", "torchvision", "rasterio", "affine", "segmentation_models_pytorch", "timm", "safetensors",
    "huggingface_hub", "openvino", "onnx", "lightning", "torchmetrics", "ray",
}  # fmt: skip
QGIS = {"qgis", "processing", "PyQt5", "PyQt6"}
TRAINING_ONLY = {
    "lightning", "torchmetrics", "typer", "rich", "tensorboard", "matplotlib", "h5py", "pyogrio", "ray", "onnx",
    "yaml",
}  # fmt: skip

PROJECT = {
    "deepslide_qgis.core": {"core"},
    "deepslide_qgis.engine": {"core", "engine"},
    "deepslide_qgis.worker": {"core", "worker"},
    "deepslide_qgis.processing": {"core", "worker", "processing"},
    "deepslide_qgis.gui": {"core", "worker", "gui"},
    "deepslide_qgis.plugin": {"processing", "gui", "worker", "plugin"},  # worker: to stop the engine
    "deepslide_qgis.launcher": {"engine", "launcher"},
    "training": {"core", "engine"},
}
"""The parts of deepslide_qgis that each part may import."""

LIBRARIES = {
    "deepslide_qgis.core": QGIS | NETWORKS | NUMERIC,
    "deepslide_qgis.engine": QGIS | TRAINING_ONLY | {"osgeo"},
    "deepslide_qgis.worker": QGIS | NETWORKS | NUMERIC,
    "deepslide_qgis.processing": NETWORKS,
    "deepslide_qgis.gui": NETWORKS,
    "deepslide_qgis.plugin": NETWORKS,
    "training": QGIS,
}
"""The libraries that no chain of imports from each part may reach."""


def _part(name: str) -> str | None:
    """Return the part of deepslide_qgis that a module belongs to, None for the bare package and for others."""
    pieces = name.split(".")
    return pieces[1] if pieces[0] == "deepslide_qgis" and len(pieces) > 1 else None


@pytest.mark.parametrize("package", PROJECT)
def test_parts_import_only_the_parts_below_them(package):
    wrong = [
        f"{module} imports {name}"
        for module in GRAPH.modules_of(package)
        for name in GRAPH.imports[module]
        if _part(name) is not None and _part(name) not in PROJECT[package]
    ]
    assert not wrong


@pytest.mark.parametrize("package", LIBRARIES)
def test_no_chain_of_imports_reaches_a_forbidden_library(package):
    chains = [GRAPH.chain_to(module, frozenset(LIBRARIES[package])) for module in GRAPH.modules_of(package)]
    assert not [" -> ".join(chain) for chain in chains if chain]


def test_the_package_itself_imports_the_plugin_only_when_qgis_asks():
    source = (REPOSITORY / "deepslide_qgis" / "__init__.py").read_text(encoding="utf-8")
    assert not [node for node in ast.parse(source).body if isinstance(node, (ast.Import, ast.ImportFrom))]


def test_plugin_never_imports_training():
    modules = GRAPH.modules_of("deepslide_qgis")
    assert not [module for module in modules if GRAPH.chain_to(module, frozenset({"training"}))]


def test_core_and_worker_import_the_standard_library_only():
    allowed = sys.stdlib_module_names | {"deepslide_qgis"}
    for package in ("deepslide_qgis.core", "deepslide_qgis.worker"):
        for module in GRAPH.modules_of(package):
            assert {name.split(".")[0] for name in GRAPH.imports[module]} <= allowed, module


def test_processing_stays_without_windows():
    wrong = [
        f"{module} imports {name}"
        for module in GRAPH.modules_of("deepslide_qgis.processing")
        for name in GRAPH.imports[module]
        if name.split(".")[:2] == ["qgis", "gui"] or name == "qgis.PyQt.QtWidgets"
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("packages", "forbidden"),
    [
        (("deepslide_qgis.core", "deepslide_qgis.worker"), QGIS | NETWORKS | NUMERIC),
        (("deepslide_qgis.processing", "deepslide_qgis.plugin"), NETWORKS | {"deepslide_qgis.engine"}),
    ],
)
def test_importing_the_plugin_s_side_loads_nothing_forbidden(packages, forbidden):
    modules = [module for package in packages for module in GRAPH.modules_of(package)]
    assert not forbidden & _loaded_after_importing(modules)


def _loaded_after_importing(modules: list[str]) -> set[str]:
    """Import the modules in a fresh Python; return the names of all modules it has loaded then."""
    code = (
        "import importlib, json, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(json.dumps([*sys.modules]))"
    )
    command = [sys.executable, "-c", code, *modules]
    run = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_graph_sees_relative_imports_and_imports_inside_functions(tmp_path):
    files = {
        "__init__": "",
        "a": "from . import b",
        "b": "def late():\n    from .c import something",
        "c": "import torch.nn",
    }
    (tmp_path / "pack").mkdir()
    for name, source in files.items():
        (tmp_path / "pack" / f"{name}.py").write_text(source)
    chain = ImportGraph(tmp_path, ("pack",)).chain_to("pack.a", frozenset({"torch"}))
    assert chain == ["pack.a", "pack.b", "pack.c", "torch.nn"]
