"""What the toolbox shows: every algorithm named, explained, with an icon, and safe to run in the background."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingAlgorithm, QgsProcessingParameterDefinition

from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.core.plugin_metadata import plugin_metadata
from deepslide_qgis.plugin import DeepSlidePlugin
from deepslide_qgis.processing.provider import ALGORITHMS

IDS = (
    "detectlandslides",
    "selectbands",
    "predict",
    "averagepredictions",
    "extractcandidates",
    "comparewithinventory",
    "comparecasestudies",
    "bandvaluesinpolygons",
    "fetchimagery",
    "importlandslide4sense",
    "acceptedtoinventory",
    "exporttraininglabels",
    "installmodelpack",
    "listmodelpacks",
    "showmodelpack",
    "updatemodelpacks",
    "removemodelpack",
    "setdefaultmodelpack",
    "savemodelpack",
    "buildbandstack",
    "sentinel1terraincorrection",
    "composite",
    "vegetationchange",
    "landcover",
    "setupengine",
    "checkengine",
)
ASKED_OF_DETECT = {
    *("INPUT", "MODEL_PACK", "DEVICE", "BAND_SETTING", "BANDS", "MEMBERS", "COMBINE", "THRESHOLD", "MIN_AREA"),
    *("AOI", "EXCLUDE", "DEM", "INVENTORY", "TILE_SIZE", "MARGIN", "BATCH_SIZE", "EARLY_EXIT", "PRECISION"),
    *("PROBABILITY", "SPREAD", "MASK", "CANDIDATES"),
}


def algorithm(name: str) -> QgsProcessingAlgorithm:
    return QgsApplication.processingRegistry().createAlgorithmById(f"deepslide:{name}")


def test_the_algorithms_are_there():
    assert sorted(made().name() for made in ALGORITHMS) == sorted(IDS)
    assert all(algorithm(name) for name in IDS)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://example.org/deepslide-qgis", ""),
        ("", ""),
        ("https://landslides.no/example.org", "https://landslides.no/example.org"),
    ],
)
def test_the_help_button_leads_to_the_homepage_once_there_is_one(tmp_path, monkeypatch, page, expected):
    (tmp_path / "metadata.txt").write_text(f"[general]\nhomepage={page}\n", encoding="utf-8")
    monkeypatch.setattr("deepslide_qgis.core.plugin_metadata.PACKAGE_FOLDER", tmp_path)
    plugin_metadata.cache_clear()
    try:
        assert algorithm("detectlandslides").helpUrl() == expected
    finally:
        plugin_metadata.cache_clear()


@pytest.mark.parametrize("name", IDS)
def test_every_algorithm_explains_itself(name):
    found = algorithm(name)
    assert found.displayName() and found.group() and found.shortDescription() and found.tags()
    assert len(found.shortHelpString()) > 100
    assert Path(found.svgIconPath()).is_file() and not found.icon().isNull()
    assert re.fullmatch("[a-z][a-z0-9]+", found.name()) and re.fullmatch("[a-z]+", found.groupId())


@pytest.mark.parametrize("name", IDS)
def test_every_algorithm_runs_in_the_background(name):
    assert not algorithm(name).flags() & QgsProcessingAlgorithm.Flag.FlagNoThreading


def test_detect_landslides_takes_and_gives_what_was_agreed():
    found = algorithm("detectlandslides")
    assert (found.displayName(), found.group()) == ("Detect landslides", "Landslides")
    assert {parameter.name() for parameter in found.parameterDefinitions()} >= ASKED_OF_DETECT
    required = {
        parameter.name()
        for parameter in found.parameterDefinitions()
        if not parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
    }
    assert required == {"INPUT", "MODEL_PACK", "DEVICE", "PROBABILITY", "CANDIDATES"}
    assert found.parameterDefinition("MODEL_PACK").defaultValue() == "l4s-rgb"
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    assert all(found.parameterDefinition(name).flags() & advanced for name in ("TILE_SIZE", "BATCH_SIZE", "EARLY_EXIT"))


def test_packs_and_devices_are_hints_not_enumerations():
    found = algorithm("detectlandslides")
    for name, hinted in (("MODEL_PACK", "l4s-rgb"), ("DEVICE", "cuda:0"), ("BAND_SETTING", "s1s2")):
        parameter = found.parameterDefinition(name)
        assert parameter.type() == "string"
        assert hinted in parameter.metadata()["widget_wrapper"]["value_hints"]


@pytest.mark.parametrize("name", ["detectlandslides", "predict", "averagepredictions"])
def test_a_missing_engine_is_told_before_the_form_is_filled(name, monkeypatch, tmp_path):
    assert algorithm(name).canExecute()[0]
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    can_run, message = algorithm(name).canExecute()
    assert not can_run and "Set up engine" in message


@pytest.mark.parametrize(
    "name", ["selectbands", "extractcandidates", "importlandslide4sense", "setupengine", "checkengine"]
)
def test_what_needs_no_engine_runs_without(name, monkeypatch, tmp_path):
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    assert algorithm(name).canExecute()[0]


def test_every_style_and_icon_is_there():
    styles = {path.name for path in (resources_folder() / "styles").iterdir()}
    wanted = {"probability.qml", "spread.qml", "agreement.qml", "mask.qml", "candidates.qml", "inventory.qml"}
    assert wanted <= styles
    assert all((resources_folder() / "icons" / made.ICON).is_file() for made in ALGORITHMS)


def test_the_plugin_comes_and_goes(monkeypatch, qgis_iface):
    registry = QgsApplication.processingRegistry()
    before = registry.providerById("deepslide")
    stopped = []
    monkeypatch.setattr("deepslide_qgis.plugin.stop_engines", lambda: stopped.append(os.getpid()))
    plugin = DeepSlidePlugin(qgis_iface)
    monkeypatch.setattr("deepslide_qgis.plugin.DeepSlideProvider.id", lambda self: "deepslidetest")
    plugin.initGui()
    assert registry.providerById("deepslidetest") is not None
    plugin.unload()
    assert registry.providerById("deepslidetest") is None
    assert stopped and registry.providerById("deepslide") is before
