"""Small real rasters and packs for the engine's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from rasterio.transform import from_origin

from deepslide_qgis.core.events import Event
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.predict import predict
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from tests.packs import make_pack

torch.set_num_threads(1)  # small networks gain nothing from more, and lose much on a busy machine
UTM = {"crs": "EPSG:32632", "transform": from_origin(500_000, 5_000_000, 10, 10)}


@pytest.fixture(scope="session")
def tiny_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two members with random weights and graphs, three bands, tiles of 64 pixels."""
    return make_pack(tmp_path_factory.mktemp("packs") / "tiny", graphs=True)


@pytest.fixture(scope="session")
def constant_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One member that predicts 0.8 everywhere."""
    return make_pack(tmp_path_factory.mktemp("packs") / "constant", ("FPN",), constant=0.8, graphs=True)


@pytest.fixture
def write_raster(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes bands (C, H, W) to a GeoTIFF (10 m, UTM unless told otherwise)."""

    def write(bands: np.ndarray, name: str = "input.tif", descriptions: tuple = (), **profile) -> str:
        path = str(tmp_path / name)
        shape = dict(zip(("count", "height", "width"), bands.shape, strict=True))
        with (
            raster_environment(),
            rasterio.open(path, "w", driver="GTiff", **{"dtype": bands.dtype, **shape, **UTM, **profile}) as file,
        ):
            file.write(bands)
            for i, text in enumerate(descriptions, 1):
                file.set_band_description(i, text)
        return path

    return write


class Run:
    """Runs predictions into a folder of their own and keeps what was said."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.events: list[Event] = []

    def __call__(self, raster: str, pack: Path, is_cancelled=lambda: False, **settings):
        self.outputs = PredictionOutputs(*(str(self.folder / f"{name}.tif") for name in ("p", "s", "a", "m")))
        request = PredictionRequest(raster, str(pack), self.outputs, **settings)
        return predict(request, self.events.append, is_cancelled)

    def said(self, kind: type) -> str:
        return " ".join(event.message for event in self.events if isinstance(event, kind))

    def result(self, name: str = "probability") -> np.ndarray:
        with rasterio.open(self.outputs.paths[name]) as file:
            return file.read(1)

    @property
    def left_over(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "out"
    folder.mkdir()
    return Run(folder)


@pytest.fixture
def noise() -> Callable[..., np.ndarray]:
    """Return a function that makes uint16 bands of random values 1 to 299."""

    def make(height: int, width: int, bands: int = 3) -> np.ndarray:
        return np.random.default_rng(1).integers(1, 300, (bands, height, width)).astype(np.uint16)

    return make
