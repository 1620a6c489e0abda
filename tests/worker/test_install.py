"""Setting the engine up: what is found, what is refused, what is left when it fails. Nothing large is installed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepslide_qgis.core.errors import Cancelled, EngineEnvironmentError, OutputError
from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.worker.base_python import find_base_python
from deepslide_qgis.worker.environment import (
    engine_python,
    environment_folder,
    environment_python,
    next_environment_folder,
)
from deepslide_qgis.worker.install import install_engine
from deepslide_qgis.worker.install_plan import InstallSettings
from deepslide_qgis.worker.lock import only_one_installer
from tests.environments import pretend_installed

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


def environments(profile: Path) -> set[str]:
    return {path.name for path in (profile / "engine").iterdir() if path.is_dir()}


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
        ("echo '[[3, 9, 18], true, \"x86_64\", true]'", "is Python 3.9.18"),
        ("echo '[[3, 12, 1], false, \"i686\", true]'", "32-bit"),
        ("echo '[[3, 12, 1], true, \"x86_64\", false]'", "python3-venv"),
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


def test_a_damaged_environment_is_made_anew_and_a_failure_leaves_nothing_new(fresh_profile):
    pretend_installed("/nowhere/python")
    told = Told()
    with pytest.raises(EngineEnvironmentError, match=r"(?s)could not be installed.*No matching distribution") as caught:
        install_engine(told, never)
    assert caught.value.remedy
    assert any("set up again" in line for line in told.lines)
    assert environments(fresh_profile) == {environment_folder().name}
    assert told.shares[1:] == sorted(told.shares[1:])


def test_cancel_ends_the_set_up_and_leaves_no_environment(fresh_profile):
    began = threading.Event()

    def report(line: str, _share: float) -> None:
        if "Installing" in line:
            began.set()

    with pytest.raises(Cancelled):
        install_engine(report, began.is_set)
    assert not environment_folder().exists()


@pytest.fixture
def index_that_hangs() -> Iterator[socket.socket]:
    """A server on this machine that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


INSTALL = """
from deepslide_qgis.worker.install import install_engine
from deepslide_qgis.worker.install_plan import InstallSettings
install_engine(lambda line, share: print(line, flush=True), lambda: False)
"""


@pytest.mark.parametrize("moment", ["Making the environment", "--requirement"])
def test_a_set_up_that_is_killed_counts_for_nothing_and_the_next_one_starts_afresh(
    fresh_profile, index_that_hangs, monkeypatch, moment
):
    address, port = index_that_hangs.getsockname()
    hanging = {"PIP_INDEX_URL": f"http://{address}:{port}/simple", "PIP_RETRIES": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    variables = {**os.environ, **hanging, "PYTHONPATH": str(PACKAGE_FOLDER.parent)}
    variables.pop("PIP_NO_INDEX")
    installing = subprocess.Popen([sys.executable, "-c", INSTALL], env=variables, stdout=subprocess.PIPE, text=True)
    assert any(moment in line for line in installing.stdout)
    if moment == "--requirement":
        index_that_hangs.settimeout(60)
        connection, _ = index_that_hangs.accept()  # pip is at work
    installing.kill()
    installing.wait()
    installing.stdout.close()
    with pytest.raises(EngineEnvironmentError, match="not set up yet"):
        engine_python()
    if moment == "--requirement":
        with pytest.raises(EngineEnvironmentError, match="being set up already"):  # pip outlived its parent
            install_engine(Told(), never)
        connection.close()
        index_that_hangs.close()
    told = wait_for_the_lock()
    assert any("Making the environment" in line for line in told.lines)
    assert not environment_folder().exists()


def wait_for_the_lock() -> Told:
    """Set up once nobody else does; with no index it fails at the packages."""
    deadline = time.monotonic() + 60
    while True:
        told = Told()
        with pytest.raises(EngineEnvironmentError) as caught:
            install_engine(told, never)
        if "already" not in caught.value.message:
            assert "No matching distribution" in caught.value.message
            return told
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_uv_is_used_where_there_is_one(fresh_profile, monkeypatch):
    tools = Path(sys.executable).parent
    assert (tools / "uv").is_file(), "it is a test requirement"
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    told = Told()
    with pytest.raises(EngineEnvironmentError, match=r"(?s)could not be installed.*No solution found") as caught:
        install_engine(told, never)
    assert any("with uv" in line for line in told.lines) and caught.value.remedy
    assert not environment_folder().exists()


def test_too_little_space_is_told_before_anything_is_downloaded(fresh_profile, monkeypatch):
    monkeypatch.setattr("deepslide_qgis.worker.install.SPACE_FACTOR", 1e9)
    told = Told()
    with pytest.raises(OutputError, match="GB are free") as caught:
        install_engine(told, never)
    assert caught.value.remedy and not any("Making" in line for line in told.lines)


def test_environments_of_earlier_versions_go_and_nothing_else(fresh_profile):
    engine = fresh_profile / "engine"
    for name, mark in (("env-000000000000", "complete.json"), ("11111111", "pyvenv.cfg"), ("kept", "notes.txt")):
        (engine / name).mkdir(parents=True)
        (engine / name / mark).touch()
    pretend_installed(WORKING_PYTHON)
    (engine / "python.txt").touch()
    install_engine(Told(), never)
    (engine / "setup.lock").unlink()
    assert {path.name for path in engine.iterdir()} == {environment_folder().name, "kept", "python.txt"}


def test_a_set_up_that_would_need_new_packages_says_that_it_updates(fresh_profile):
    earlier = fresh_profile / "engine" / "env-000000000000"
    earlier.mkdir(parents=True)
    (earlier / "complete.json").touch()
    with pytest.raises(EngineEnvironmentError, match="another version") as caught:
        engine_python()
    assert "needs other packages" in caught.value.remedy


def test_another_build_than_the_one_that_is_there_is_made_anew(fresh_profile):
    pretend_installed(WORKING_PYTHON)
    marker = environment_folder() / "complete.json"
    marker.write_text('{"build": "cpu"}')
    told = Told()
    install_engine(told, never, InstallSettings(build="cpu"))
    with pytest.raises(EngineEnvironmentError, match="could not be installed"):
        install_engine(told, never, InstallSettings(build="torch"))
    assert any("stays until the new one works" in line for line in told.lines)
    assert environments(fresh_profile) == {environment_folder().name}
    assert install_engine(Told(), never) == engine_python()  # offline, and the engine works as before


@pytest.mark.parametrize("moment", ["Making the environment", "--requirement"])
def test_another_build_that_is_killed_leaves_the_engine_that_was_there(fresh_profile, moment):
    pretend_installed(WORKING_PYTHON)
    before = engine_python()
    variables = {**os.environ, "PYTHONPATH": str(PACKAGE_FOLDER.parent)}
    script = INSTALL.replace("lambda: False", "lambda: False, InstallSettings(build='torch')")
    installing = subprocess.Popen([sys.executable, "-c", script], env=variables, stdout=subprocess.PIPE, text=True)
    assert any(moment in line for line in installing.stdout)
    installing.kill()
    installing.wait()
    installing.stdout.close()
    assert engine_python() == before and before.is_file()
    deadline = time.monotonic() + 60
    while True:
        try:
            assert install_engine(Told(), never) == before
            break
        except EngineEnvironmentError as error:
            assert "already" in error.message and time.monotonic() < deadline
            time.sleep(0.2)


def test_the_newest_whole_environment_is_used_and_the_earlier_one_goes(fresh_profile):
    """As a set-up leaves it that was killed after its marker: two are whole; the third was never finished."""
    engine, first = fresh_profile / "engine", environment_folder().name
    for name in (f"{first}-9", f"{first}-10"):
        pretend_installed(WORKING_PYTHON)
        environment_folder().rename(fresh_profile / name)
    for name in (f"{first}-9", f"{first}-10"):
        (fresh_profile / name).rename(engine / name)
    (engine / f"{first}-11").mkdir()
    (engine / f"{first}-11" / "pyvenv.cfg").touch()
    assert next_environment_folder() == engine / f"{first}-12"
    assert install_engine(Told(), never) == environment_python(engine / f"{first}-10")
    assert environments(fresh_profile) == {f"{first}-10"}


def test_an_extra_that_fails_leaves_the_engine_as_it_was(fresh_profile):
    pretend_installed(WORKING_PYTHON)
    marker = environment_folder() / "complete.json"
    marker.write_text('{"build": "cpu"}')
    with pytest.raises(EngineEnvironmentError, match="could not be installed") as caught:
        install_engine(Told(), never, InstallSettings(extras=("imagery",)))
    assert caught.value.remedy and marker.read_text() == '{"build": "cpu"}'
    assert engine_python() == environment_python(environment_folder())
