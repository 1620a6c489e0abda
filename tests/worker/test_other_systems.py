"""The rules for Windows and macOS: paths, locks, ways to end, lengths of names; on the system that the tests run on."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath

import pytest

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.paths import data_folder
from deepslide_qgis.worker import base_python, graphics_cards
from deepslide_qgis.worker.environment import environment_folder, environment_python
from deepslide_qgis.worker.install import install_engine
from deepslide_qgis.worker.install_plan import InstallSettings
from deepslide_qgis.worker.process import _explain_exit
from tests.windows_locks import Holder, try_lock

LONGEST_PATH_ON_WINDOWS = 259
LONGEST_USER = "a" * 20
"""Windows does not let names of people grow longer."""


@pytest.fixture
def windows(monkeypatch, tmp_path) -> Path:
    """Windows's name and variables, over a folder that stands for drive C:."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("DEEPSLIDE_DATA", raising=False)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path / "Windows"))
    return tmp_path


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_windows_keeps_data_where_programs_do_and_venvs_have_scripts(windows):
    assert data_folder() == windows / "Local" / "DeepSlide"
    assert environment_python(Path("e")) == Path("e/Scripts/python.exe")


def test_macos_keeps_data_in_its_library(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("DEEPSLIDE_DATA", raising=False)
    assert data_folder() == Path.home() / "Library" / "Application Support" / "DeepSlideQGIS"
    assert environment_python(Path("e")) == Path("e/bin/python")


def test_windows_pythons_are_found_beside_qgis(windows, monkeypatch):
    """QGIS itself is qgis-bin.exe there, with its Python in a folder apart."""
    qgis = touch(windows / "QGIS" / "bin" / "qgis-bin.exe")
    python = touch(windows / "QGIS" / "apps" / "Python312" / "python.exe")
    monkeypatch.setattr(sys, "executable", str(qgis))
    monkeypatch.setattr(sys, "_base_executable", str(qgis))
    monkeypatch.setattr(sys, "base_prefix", str(python.parent))
    assert base_python._list_pythons() == [python]


def test_macos_pythons_are_found_in_the_bundle(monkeypatch, tmp_path):
    """QGIS itself is QGIS.app/Contents/MacOS/QGIS there, with its Python below bin."""
    qgis = touch(tmp_path / "QGIS.app" / "Contents" / "MacOS" / "QGIS")
    python = touch(qgis.parent / "bin" / "python3")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(sys, "executable", str(qgis))
    monkeypatch.setattr(sys, "_base_executable", str(qgis))
    monkeypatch.setattr(sys, "base_prefix", str(qgis.parent / "Frameworks"))
    assert base_python._list_pythons()[0] == python


@pytest.fixture
def pythons_of_a_mac(monkeypatch, tmp_path) -> dict[str, Path]:
    """A Python for each machine on macOS, the one for Intel, which may be QGIS's own, first."""
    pythons = {}
    for machine in ("x86_64", "arm64"):
        pythons[machine] = touch(tmp_path / machine / "python3")
        pythons[machine].write_text(f"#!/bin/sh\necho '[[3, 12, 1], true, \"{machine}\", true]'\n")
        pythons[machine].chmod(0o755)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(base_python, "_list_pythons", lambda: list(pythons.values()))
    return pythons


def test_macos_takes_a_python_for_apple_silicon(pythons_of_a_mac):
    assert base_python.find_base_python().path == pythons_of_a_mac["arm64"]


def test_an_intel_mac_is_refused_in_plain_words_before_anything_is_downloaded(pythons_of_a_mac, monkeypatch, tmp_path):
    python, told = pythons_of_a_mac["x86_64"], []
    del pythons_of_a_mac["arm64"]
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    for named in (None, python):
        with pytest.raises(EngineEnvironmentError, match="Python for Intel Macs") as caught:
            install_engine(lambda line, _share: told.append(line), lambda: False, InstallSettings(named))
        assert "Apple silicon and macOS 14" in caught.value.remedy and str(python) in caught.value.message
    assert not any("To be installed" in line for line in told)


def test_windows_has_nvidia_smi_in_system32(windows, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)  # it asks the system for more than its name
    assert graphics_cards._find_nvidia_smi() is None
    program = touch(windows / "Windows" / "System32" / "nvidia-smi.exe")
    assert graphics_cards._find_nvidia_smi() == str(program)


@pytest.mark.parametrize(
    ("code", "told", "advised"),
    [
        (0xC0000017, "memory ran out", "smaller tile size"),
        (0xC000012D, "memory ran out", "smaller tile size"),
        (0xC0000135, "library of the engine cannot be loaded", "Visual C++"),
        (0xC0000005, "unexpectedly (exit code 0xC0000005)", "report this"),
        (1, "unexpectedly (exit code 1)", "report this"),
        (-9, "killed, probably because memory ran out", "smaller tile size"),
        (-11, "unexpectedly (signal SIGSEGV)", "report this"),
        (-64, "unexpectedly (signal", "report this"),
    ],
)
def test_ways_to_end_in_words(code, told, advised):
    message, remedy = _explain_exit(code)
    assert told in message and advised in remedy


def test_windows_locks_exclude_each_other_and_are_lifted(tmp_path):
    first = try_lock(tmp_path / "lock")
    assert first is not None and try_lock(tmp_path / "lock") is None
    first.close()
    with try_lock(tmp_path / "lock") as again:
        assert again is not None


def test_windows_locks_are_shared_by_processes_and_keep_away_who_wants_all(tmp_path):
    path = tmp_path / "lock"
    path.write_text("home = C:\\Python")
    others = [Holder(path), Holder(path)]
    assert [other.has_it for other in others] == [True, True]
    others.pop().end()
    assert try_lock(path) is None
    others.pop().end()
    with try_lock(path) as alone:
        assert alone is not None
        kept_away = Holder(path)
        assert not kept_away.has_it
        kept_away.end()


def test_no_path_of_an_environment_grows_longer_than_windows_allows():
    """The longest path in the environment that the tests use, below the folder that it would have on Windows."""
    python = Path(os.environ["DEEPSLIDE_ENGINE_PYTHON"])
    packages = next((python.parent.parent / "lib").glob("python3*/site-packages"))
    longest = max((str(path.relative_to(packages)) for path in packages.rglob("*")), key=len)
    data = PureWindowsPath(rf"C:\Users\{LONGEST_USER}\AppData\Local\DeepSlide\engine")
    whole = data / environment_folder().name / "Lib" / "site-packages" / PureWindowsPath(longest)
    assert len(str(whole)) <= LONGEST_PATH_ON_WINDOWS, longest
