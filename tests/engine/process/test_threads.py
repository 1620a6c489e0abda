"""The engine takes the cores it may use, and stands back for QGIS."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from deepslide_qgis.core.paths import PACKAGE_FOLDER
from deepslide_qgis.engine.process.threads import NICENESS, threads


def test_fewer_threads_where_the_environment_says_so(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert threads() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert threads() >= 1


@pytest.mark.skipif(os.name == "nt", reason="priorities have other names there")
def test_the_process_stands_back():
    module = "deepslide_qgis.engine.process.threads"
    code = f"import os; from {module} import yield_to_others; yield_to_others(); print(os.nice(0))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE_FOLDER.parent, capture_output=True, text=True)
    assert int(ran.stdout) == min(os.nice(0) + NICENESS, 19)


@pytest.mark.skipif(os.name == "nt", reason="hardware: Windows counts open files otherwise")
def test_the_process_may_open_as_many_files_as_the_system_allows():
    code = """
import resource
from deepslide_qgis.engine.process.threads import allow_many_files
limit = resource.RLIMIT_NOFILE
resource.setrlimit(limit, (200, 3000))
allow_many_files()
print(*resource.getrlimit(limit))
allow_many_files()
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE_FOLDER.parent, capture_output=True, text=True)
    assert ran.stdout.split() == ["3000", "3000"], ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="hardware: Windows counts open files otherwise")
def test_too_many_open_files_are_told_as_such(tmp_path):
    code = f"""
import resource, sys
from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.engine.rasters.source import open_raster
import numpy, rasterio
with rasterio.open({str(tmp_path / "a.tif")!r}, "w", driver="GTiff", width=1, height=1, count=1, dtype="uint8") as file:
    file.write(numpy.ones((1, 1, 1), "uint8"))
resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
held = []
try:
    for _ in range(100):
        held.append(open_raster({str(tmp_path / "a.tif")!r}))
except RasterError as error:
    print(error.message, error.remedy)
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE_FOLDER.parent, capture_output=True, text=True)
    assert "So many files are open" in ran.stdout and "shorter period" in ran.stdout, ran.stdout + ran.stderr
