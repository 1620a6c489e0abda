"""The folders of a part are rooms that stand on each other: each imports those below it, never one above."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.import_graph import ImportGraph

REPOSITORY = Path(__file__).parent.parent
GRAPH = ImportGraph(REPOSITORY, ("deepslide_qgis", "training"))

FORMS = {"rasters", "layers", "base_algorithm", "parameters", "help_texts"}
"""What a room with algorithms stands on."""

ROOMS = {
    "deepslide_qgis.core": {
        "packs": set(),
        "imagery": set(),
        "review": set(),
    },
    "deepslide_qgis.engine": {
        "process": set(),
        "rasters": {"process"},
        "networks": {"process"},
        "members": {"process", "networks"},
        "prediction": {"process", "networks", "members", "rasters"},
        "imagery": {"process", "rasters"},
        "archive": {"process", "rasters", "imagery"},
        "comparison": {"process", "rasters"},
    },
    "deepslide_qgis.processing": {
        "rasters": set(),
        "layers": {"rasters"},
        "polygons": {"rasters"},
        "report": set(),
        "engine": {"report"} | FORMS,
        "candidates": {"polygons"} | FORMS,
        "prediction": {"polygons", "engine", "candidates"} | FORMS,
        "comparison": {"polygons", "engine", "candidates", "report"} | FORMS,
        "review": {"polygons", "candidates"} | FORMS,
        "imagery": {"engine", "report"} | FORMS,
        "packs": {"report"} | FORMS,
    },
    "deepslide_qgis.gui": {
        "review": set(),
        "map": {"review"},
        "dock": {"review", "map"},
        "options": set(),
    },
    "training": {
        "planning": set(),
        "data": {"planning"},
        "members": {"planning", "data"},
        "ensembles": {"planning", "data", "members"},
        "packs": {"planning", "data", "members", "ensembles"},
        "evaluation": {"planning", "data", "ensembles"},
        "figures": {"planning", "data", "ensembles", "evaluation"},
        "published": {"planning", "data", "members", "ensembles", "packs", "figures"},
        "scale": set(),
        "sweep": {"planning", "members", "scale"},
        "simulation": set(),
        "commands": {
            *("planning", "data", "members", "ensembles", "packs", "evaluation", "figures"),
            *("published", "scale", "sweep", "simulation"),
        },
    },
}
"""By package and room, the rooms and the files beside them that it may import; files of ``GROUND`` any room may."""

GROUND = {
    "deepslide_qgis.core": {
        "access",
        "bands",
        "choices",
        "errors",
        "locks",
        "paths",
        "precision",
        "records",
        "run_files",
    },
    "deepslide_qgis.engine": set(),
    "deepslide_qgis.processing": {"compatibility", "translation"},
    "deepslide_qgis.gui": {"background_run", "layer_choice", "menu", "reviewer", "translation"},
    "training": {"tables"},
}


@pytest.mark.parametrize(("package", "room"), [(package, room) for package, rooms in ROOMS.items() for room in rooms])
def test_rooms_import_only_what_stands_below_them(package, room):
    allowed = {room} | ROOMS[package][room] | GROUND[package]
    modules = GRAPH.modules_of(f"{package}.{room}")
    wrong = [
        f"{module} imports {name}"
        for module in modules
        for name in GRAPH.imports[module]
        if name.startswith(f"{package}.") and name.removeprefix(f"{package}.").split(".")[0] not in allowed
    ]
    assert modules and not wrong


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_has_a_rule(package):
    folder = REPOSITORY.joinpath(*package.split("."))
    assert {path.parent.name for path in folder.glob("*/__init__.py")} == set(ROOMS[package])


@pytest.mark.parametrize("package", ROOMS)
def test_what_any_room_may_import_imports_none(package):
    ground = [f"{package}.{name}" for name in GROUND[package]]
    rooms = tuple(f"{package}.{room}." for room in ROOMS[package])
    assert not [(module, name) for module in ground for name in GRAPH.imports[module] if f"{name}.".startswith(rooms)]
