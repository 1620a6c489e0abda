"""Real packs, real rasters and the real engine process; nothing here imports torch or rasterio."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

import pytest

from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import stop_engines

TESTS = Path(__file__).parents[1]
MAKE_RASTERS = """
import sys, numpy, rasterio
sizes = dict(small=(100, 100), medium=(360, 360), noise=(360, 360), wide=(256, 4000), big=(3000, 3000))
for name, (height, width) in sizes.items():
    profile = dict(driver="GTiff", width=width, height=height, count=3, dtype="uint8", crs="EPSG:32646", tiled=True)
    transform = rasterio.Affine(10, 0, 400000, 0, -10, 2500000)
    with rasterio.open(f"{sys.argv[1]}/{name}.tif", "w", **profile, transform=transform, compress="deflate") as file:
        noise = numpy.random.default_rng(0).integers(1, 255, (3, height, width)).astype("uint8")
        file.write(noise if name == "noise" else numpy.full((3, height, width), 100, "uint8"))
        file.descriptions = ("red", "green", "blue")
"""


@pytest.fixture(scope="session", autouse=True)
def engines_end() -> Iterator[None]:
    yield
    stop_engines()


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pack ``tiny`` and rasters of several sizes; big.tif takes far over ten seconds."""
    folder = tmp_path_factory.mktemp("case")
    python = os.environ["DEEPSLIDE_ENGINE_PYTHON"]
    subprocess.run([python, str(TESTS / "packs.py"), str(folder)], check=True)
    subprocess.run([python, "-c", MAKE_RASTERS, str(folder)], check=True)
    return folder


@pytest.fixture
def prediction(case: Path, tmp_path: Path):
    """Make a request to predict one of the rasters of the case into a folder, ``tmp_path`` unless told."""

    def make(name: str, folder: Optional[Path] = None) -> PredictionRequest:
        folder = folder or tmp_path
        outputs = PredictionOutputs(str(folder / f"{name}.tif"), mask=str(folder / f"{name}-mask.tif"))
        return PredictionRequest(str(case / f"{name}.tif"), str(case / "tiny"), outputs, device="cpu")

    return make


@pytest.fixture
def fresh_profile(monkeypatch, tmp_path) -> Path:
    """An empty data folder, and no index that pip could ask."""
    monkeypatch.delenv("DEEPSLIDE_ENGINE_PYTHON")
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return tmp_path
