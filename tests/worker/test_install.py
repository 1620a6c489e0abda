"""Setting the engine up: what is found, what is refused, what is left when it fails. Nothing large is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import Cancelled, EngineEnvironmentError
from deepslide_qgis.worker.base_python import find_base_python
from deepslide_qgis.worker.environment import environment_folder, environment_python
from deepslide_qgis.worker.install import install_engine
from deepslide_qgis.worker.lock import only_one_installer

WORKING_PYTHON = os.environ["DEEPSLIDE_ENGINE_PYTHON"]


class Told:
    """Collects what the set-up reports."""

    def __init__(self):
        self.lines: list[str] = []
        self.shares: list[float] = []

    def __call__(self, line: str, share: float) -> None:
        self.lines.append(line)
        self.shares.append(share)


def never() -> bool:
    return False


@pytest.fixture
def fresh_profile(monkeypatch, tmp_path) -> Path:
    """An empty data folder, and no index that pip could ask."""
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return tmp_path


def pretend_installed(python: str) -> None:
    """Put an environment in its place whose Python is ``python``."""
    target = environment_python(environment_folder())
    target.parent.mkdir(parents=True)
    target.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    target.chmod(0o755)
    (environment_folder() / "complete.json").write_text("{}")


def test_a_base_python_is_found_where_the_running_program_is_no_python(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/qgis-bin")
    monkeypatch.setattr(sys, "_base_executable", "/nowhere/qgis-bin")
    base = find_base_python()
    asked = subprocess.run([str(base.path), "-c", "import sys; print(sys.version)"], capture_output=True, text=True)
    assert asked.stdout.startswith(base.version)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 1", "does not run"),
        ("echo '[[3, 9, 18], true, true]'", "is Python 3.9.18"),
        ("echo '[[3, 12, 1], false, true]'", "32-bit"),
        ("echo '[[3, 12, 1], true, false]'", "python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_named_with_the_reason(script, reason, tmp_path):
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    with pytest.raises(EngineEnvironmentError, match=reason) as caught:
        find_base_python(python)
    assert str(python) in caught.value.message
    assert caught.value.remedy


def test_one_installer_at_a_time(tmp_path):
    lock = tmp_path / "lock"
    with only_one_installer(lock):
        with pytest.raises(EngineEnvironmentError, match="being set up already"), only_one_installer(lock):
            pytest.fail("two installers at once")
        another_process = [
            WORKING_PYTHON,
            "-c",
            "import fcntl, sys; fcntl.flock(open(sys.argv[1], 'ab'), 6)",
            str(lock),
        ]
        assert subprocess.run(another_process, capture_output=True).returncode == 1
    with only_one_installer(lock):
        pass


def test_an_environment_that_works_is_kept(fresh_profile):
    pretend_installed(WORKING_PYTHON)
    told = Told()
    assert install_engine(told, never) == environment_python(environment_folder())
    assert told.shares[-1] == 1
    assert not any("pip" in line for line in told.lines)


def test_a_damaged_environment_is_made_anew_and_a_failure_leaves_none(fresh_profile):
    pretend_installed("/nowhere/python")
    told = Told()
    with pytest.raises(EngineEnvironmentError, match=r"(?s)could not be installed.*No matching distribution") as caught:
        install_engine(told, never)
    assert caught.value.remedy
    assert any("made anew" in line for line in told.lines)
    assert not environment_folder().exists()
    assert told.shares[1:] == sorted(told.shares[1:])


def test_cancel_ends_the_set_up_and_leaves_no_environment(fresh_profile):
    began = threading.Event()

    def report(line: str, _share: float) -> None:
        if "Installing" in line:
            began.set()

    with pytest.raises(Cancelled):
        install_engine(report, began.is_set)
    assert not environment_folder().exists()
