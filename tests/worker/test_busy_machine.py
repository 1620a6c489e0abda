"""An engine that is new, on a machine whose cores are all wanted by others."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from deepslide_qgis.worker import engine
from tests.worker.test_engine import Listener, never

HOGS = 3


@pytest.fixture
def busy() -> Iterator[None]:
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: sum(range(10000))"]) for _ in range(HOGS)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


@pytest.mark.usefixtures("busy")
def test_members_that_are_loaded_at_once_do_not_wait_for_each_other_for_ever(prediction, monkeypatch, tmp_path):
    """OpenVINO's first array for numpy, made by two threads at once, halted every other new engine."""
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))  # where nothing is compiled yet
    monkeypatch.setattr(engine, "SILENCE_S", 60.0)
    engine.stop_engines()
    request = replace(prediction("small"), pack="l4s-rgb", precision="float32")  # not kept compiled
    for _ in range(2):
        assert engine.run("predict", request, Listener(), never).summary["members"] > 1
        engine.stop_engines()
