"""Check engine and Set up engine."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.worker.engine import stop_engines
from deepslide_qgis.worker.install_plan import InstallSettings
from tests.processing.conftest import qgis_proxy


def test_check_reports_versions_and_devices(run, heard, tmp_path):
    page = tmp_path / "report.html"
    results = run("checkengine", REPORT=str(page))
    assert results["READY"] is True
    for word in ("The engine is ready.", "torch", "rasterio", "Device cpu", "Python", "QGIS", "a tile takes", "Memory"):
        assert word in heard.text and word in page.read_text(encoding="utf-8") and word in results["TEXT"]


def test_the_report_holds_no_personal_path(run, monkeypatch, tmp_path):
    home = tmp_path / "people" / "jane.doe"
    home.mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("DEEPSLIDE_DATA", str(home / "data"))
    stop_engines()
    page = tmp_path / "report.html"
    told = run("checkengine", REPORT=str(page))["TEXT"]
    stop_engines()
    assert "~/data" in told and "jane" not in told and "jane" not in page.read_text(encoding="utf-8")


def test_check_tells_what_is_missing(run, heard, monkeypatch, tmp_path):
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    assert run("checkengine")["READY"] is False
    assert "The engine is not ready." in heard.text and "Set up engine" in heard.text


def test_set_up_reports_and_returns_the_python(run, heard, monkeypatch):
    def install(report, is_cancelled, settings):
        report("Installing torch", 0.5)
        assert not is_cancelled() and settings == InstallSettings()
        return Path("/somewhere/bin/python")

    monkeypatch.setattr("deepslide_qgis.processing.engine.setup_engine.install_engine", install)
    assert run("setupengine")["PYTHON"] == "/somewhere/bin/python"
    assert "ready" in heard.text


def test_set_up_that_fails_says_why(run, monkeypatch):
    import pytest
    from qgis.core import QgsProcessingException

    def install(report, is_cancelled, settings):
        raise EngineEnvironmentError("No Python was found.", "Install Python 3.10 or later.")

    monkeypatch.setattr("deepslide_qgis.processing.engine.setup_engine.install_engine", install)
    with pytest.raises(QgsProcessingException, match=r"No Python was found\. Install Python"):
        run("setupengine")
    assert QgsApplication.processingRegistry().algorithmById("deepslide:setupengine")


def test_set_up_passes_on_what_was_chosen_and_qgis_s_proxy(run, monkeypatch, tmp_path):
    (tmp_path / "x-1-py3-none-any.whl").touch()
    heard = []

    def install(_report, _is_cancelled, settings):
        heard.append(settings)
        return Path("/python")

    monkeypatch.setattr("deepslide_qgis.processing.engine.setup_engine.install_engine", install)
    with qgis_proxy(proxyHost="proxy.example", proxyPort="3128"):
        run("setupengine", BUILD="cu126", WHEELS=str(tmp_path), INDEX=" https://index.example/simple ")
    settings = heard[0]
    assert (settings.build, settings.wheels, settings.index) == ("cu126", tmp_path, "https://index.example/simple")
    assert settings.variables["HTTPS_PROXY"] == "http://proxy.example:3128"
