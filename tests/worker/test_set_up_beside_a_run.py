"""Setting the engine up anew while an engine of the earlier environment is at work."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator

import pytest

from deepslide_qgis.core.request import CheckRequest
from deepslide_qgis.worker.engine import converse, run, stop_engines
from deepslide_qgis.worker.environment import environment_folder, environment_python
from deepslide_qgis.worker.install import _Installation, install_engine
from deepslide_qgis.worker.install_plan import InstallSettings
from deepslide_qgis.worker.process import EngineProcess
from tests.environments import make_environment

WORKING_PYTHON = os.environ["DEEPSLIDE_ENGINE_PYTHON"]


def never() -> bool:
    return False


@pytest.fixture
def another_build(fresh_profile, monkeypatch) -> Iterator[InstallSettings]:
    """An engine of one build that is set up, and settings that ask for another, which is there at once."""

    def run_installation(self: _Installation) -> None:
        shutil.copytree(environment_folder(), self.folder, symlinks=True)
        (self.folder / "complete.json").write_text('{"build": "torch"}')

    make_environment(WORKING_PYTHON)
    monkeypatch.setattr(_Installation, "run", run_installation)
    yield InstallSettings(build="torch")
    stop_engines()


def test_another_build_lets_a_run_end_and_the_next_set_up_removes_its_environment(another_build):
    earlier, told = environment_folder(), []

    def set_up(settings: InstallSettings) -> None:
        told.append(install_engine(lambda line, _share: told.append(line), never, settings))

    def set_up_once(_event: object) -> None:
        if not told:
            setting_up.start()
            setting_up.join(60)

    setting_up = threading.Thread(target=set_up, args=(another_build,))
    assert run("check", CheckRequest(), set_up_once, never).summary["problems"] == []
    assert earlier.is_dir() and any("stays until the next set-up" in str(line) for line in told)
    assert told[-1] == environment_python(environment_folder()) and environment_folder() != earlier
    set_up(InstallSettings())
    assert not earlier.exists()


def test_another_build_ends_the_engines_that_wait(another_build):
    earlier = environment_folder()
    run("check", CheckRequest(), lambda _event: None, never)
    install_engine(lambda _line, _share: None, never, another_build)
    assert environment_folder() != earlier and not earlier.exists()


def test_another_build_leaves_the_environment_of_the_engines_that_another_qgis_has(another_build):
    """This QGIS keeps no list of them, as of those that it did not start."""
    earlier, told = environment_folder(), []
    theirs = [EngineProcess(environment_python(earlier)) for _ in range(2)]
    for engine in theirs:
        engine.wait_until_ready(never)
    install_engine(lambda line, _share: told.append(line), never, another_build)
    assert environment_folder() != earlier and any("stays until the next set-up" in line for line in told)
    theirs.pop().stop()
    install_engine(lambda _line, _share: None, never)
    assert converse(theirs[0], "check", CheckRequest(), lambda _event: None, never).summary["problems"] == []
    theirs.pop().kill()
    install_engine(lambda _line, _share: None, never)
    assert not earlier.exists() and environment_folder().is_dir()
