"""The engine takes the cores it may use, and stands back for QGIS."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.engine.threads import NICENESS, threads


def test_fewer_threads_where_the_environment_says_so(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert threads() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert threads() >= 1


@pytest.mark.skipif(os.name == "nt", reason="priorities have other names there")
def test_the_process_stands_back():
    code = "import os; from deepslide_qgis.engine.threads import yield_to_others; yield_to_others(); print(os.nice(0))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE_FOLDER.parent, capture_output=True, text=True)
    assert int(ran.stdout) == min(os.nice(0) + NICENESS, 19)
