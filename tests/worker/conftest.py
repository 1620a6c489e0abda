"""Real packs, real rasters and the real engine process; nothing here imports torch or rasterio."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import stop_engines

TESTS = Path(__file__).parents[1]
MAKE_RASTERS = """
import sys, numpy, rasterio
for name, size in (("small", 100), ("big", 3000)):
    profile = dict(driver="GTiff", width=size, height=size, count=3, dtype="uint8", crs="EPSG:32646", tiled=True)
    transform = rasterio.Affine(10, 0, 400000, 0, -10, 2500000)
    with rasterio.open(f"{sys.argv[1]}/{name}.tif", "w", **profile, transform=transform, compress="deflate") as file:
        file.write(numpy.full((3, size, size), 100, "uint8"))
        file.descriptions = ("red", "green", "blue")
"""


@pytest.fixture(scope="session", autouse=True)
def engines_end() -> Iterator[None]:
    yield
    stop_engines()


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pack ``tiny`` and the rasters small.tif and big.tif (which takes far over ten seconds)."""
    folder = tmp_path_factory.mktemp("case")
    python = os.environ["DEEPSLIDE_ENGINE_PYTHON"]
    subprocess.run([python, str(TESTS / "packs.py"), str(folder)], check=True)
    subprocess.run([python, "-c", MAKE_RASTERS, str(folder)], check=True)
    return folder


@pytest.fixture
def prediction(case: Path, tmp_path: Path):
    """Make a request to predict small.tif or big.tif into ``tmp_path``."""

    def make(name: str) -> PredictionRequest:
        outputs = PredictionOutputs(str(tmp_path / f"{name}.tif"), mask=str(tmp_path / f"{name}-mask.tif"))
        return PredictionRequest(str(case / f"{name}.tif"), str(case / "tiny"), outputs, device="cpu")

    return make
