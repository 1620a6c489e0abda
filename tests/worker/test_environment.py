"""Which Python runs the engine, and what of QGIS's environment reaches it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.worker.environment import (
    EngineStatus,
    child_environment,
    engine_python,
    engine_state,
    environment_folder,
    environment_python,
    installer_environment,
    read_marker,
)
from deepslide_qgis.worker.named_python import save_named_python

HARMFUL = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PIP_TARGET",
    "QGIS_PREFIX_PATH",
    "PROJ_LIB",
    "GDAL_DATA",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "DYLD_LIBRARY_PATH",
)
KEPT = ("OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "HTTPS_PROXY", "SSL_CERT_FILE", "PATH")


def test_what_belongs_to_qgis_does_not_reach_the_engine(monkeypatch):
    for name in (*HARMFUL, *KEPT):
        monkeypatch.setenv(name, "here")

    environment = child_environment()

    assert not set(HARMFUL) & set(environment)
    assert {environment[name] for name in KEPT} == {"here"}
    assert environment["HF_HUB_OFFLINE"] == "1"
    assert environment["PYTHONIOENCODING"] == "utf-8"


def test_the_installer_keeps_the_users_index_and_drops_other_targets(monkeypatch):
    for name in ("PIP_INDEX_URL", "PIP_CERT", "PIP_CONFIG_FILE", "PIP_TARGET", "PIP_USER", "PYTHONPATH"):
        monkeypatch.setenv(name, "here")

    environment = installer_environment()

    assert {"PIP_INDEX_URL", "PIP_CERT", "PIP_CONFIG_FILE"} <= set(environment)
    assert not {"PIP_TARGET", "PIP_USER", "PYTHONPATH"} & set(environment)


def test_a_named_python_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(tmp_path / "nowhere"))
    with pytest.raises(EngineEnvironmentError, match="nowhere"):
        engine_python()


@pytest.fixture
def fresh_profile(monkeypatch, tmp_path) -> Path:
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    return tmp_path


def test_without_an_environment_the_remedy_names_the_algorithm(fresh_profile):
    with pytest.raises(EngineEnvironmentError, match="not set up yet") as caught:
        engine_python()
    assert "deepslide:setupengine" in caught.value.remedy


def test_an_interrupted_environment_does_not_count(fresh_profile):
    python = environment_python(environment_folder())
    python.parent.mkdir(parents=True)
    python.touch()
    with pytest.raises(EngineEnvironmentError):
        engine_python()

    (environment_folder() / "complete.json").touch()
    assert engine_python() == python


def test_an_environment_of_an_earlier_version_is_noticed(fresh_profile):
    earlier = fresh_profile / "engine" / "env-000000000000"
    earlier.mkdir(parents=True)
    (earlier / "complete.json").touch()
    with pytest.raises(EngineEnvironmentError, match="another version"):
        engine_python()


def test_a_python_named_for_every_qgis(fresh_profile, tmp_path, monkeypatch):
    assert engine_state().status is EngineStatus.MISSING
    python = tmp_path / "träger" / "python"
    save_named_python(python)
    assert engine_state().status is EngineStatus.NAMED_IS_GONE
    with pytest.raises(EngineEnvironmentError, match=r"options names .*träger.*does not exist") as caught:
        engine_python()
    assert caught.value.remedy
    python.parent.mkdir()
    python.touch()
    assert engine_python() == python

    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(tmp_path / "nowhere"))
    with pytest.raises(EngineEnvironmentError, match="nowhere"):  # the variable wins
        engine_python()
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    save_named_python(None)
    assert engine_state().status is EngineStatus.MISSING


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_file_that_names_no_python_counts_for_nothing(fresh_profile, content):
    save_named_python(Path("/x"))
    (fresh_profile / "engine" / "python.txt").write_bytes(content)
    assert engine_state().status is EngineStatus.MISSING


@pytest.mark.parametrize(
    ("noted", "expected"), [('{"build": "cpu"}', {"build": "cpu"}), ("[]", {}), ("{", {}), ("", {})]
)
def test_what_the_set_up_noted(fresh_profile, noted, expected):
    assert read_marker() == {}
    environment_folder().mkdir(parents=True)
    (environment_folder() / "complete.json").write_text(noted)
    assert read_marker() == expected
