"""The real QGIS with the provider, small real packs, rasters made on the spot, and one engine for all tests."""

from __future__ import annotations

import gc
import os
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsNetworkAccessManager,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsSettings,
)

from deepslide_qgis.processing.provider import DeepSlideProvider
from deepslide_qgis.worker.engine import stop_engines

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the networks are tiny: threads only wait for each other
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

TESTS = Path(__file__).parents[1]
UTM = 32646
PLACED = (400000.0, 10.0, 0.0, 2500000.0, 0.0, -10.0)
RGB = ("red", "green", "blue")
KINDS = {
    "uint8": gdal.GDT_Byte,
    "uint16": gdal.GDT_UInt16,
    "int16": gdal.GDT_Int16,
    "float32": gdal.GDT_Float32,
    "float64": gdal.GDT_Float64,
}
SECRET = "my-secret-key-of-the-archive"  # pragma: allowlist secret


@pytest.fixture(scope="session", autouse=True)
def provider(qgis_app: QgsApplication, qgis_processing: None) -> Iterator[DeepSlideProvider]:
    """The provider, registered as the plugin registers it."""
    provider = DeepSlideProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    stop_engines()
    gc.collect()  # what tracebacks hold of QGIS must not outlive the application


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packs ``tiny`` (random weights) and ``constant`` (0.8 everywhere)."""
    folder = tmp_path_factory.mktemp("packs")
    subprocess.run([os.environ["DEEPSLIDE_ENGINE_PYTHON"], str(TESTS / "packs.py"), str(folder)], check=True)
    return folder


@dataclass
class Heard:
    """What an algorithm said; plain Python, for no object of QGIS may outlive the application."""

    lines: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines + self.warnings)


class HearingFeedback(QgsProcessingFeedback):
    """A feedback that writes down what it is told."""

    def __init__(self, heard: Heard):
        super().__init__(False)
        self._heard = heard

    def pushInfo(self, info: str) -> None:  # noqa: N802
        self._heard.lines.append(info)

    def pushWarning(self, warning: str) -> None:  # noqa: N802
        self._heard.warnings.append(warning)


@pytest.fixture
def heard() -> Heard:
    return Heard()


def project_context() -> QgsProcessingContext:
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    return context


@pytest.fixture
def run(heard: Heard) -> Callable[..., dict]:
    """Run an algorithm of the provider; what it says is in ``heard``."""
    import processing

    def run_algorithm(name: str, **parameters: Any) -> dict:
        feedback = HearingFeedback(heard)
        return processing.run(f"deepslide:{name}", parameters, feedback=feedback, context=project_context())

    return run_algorithm


def refusal(name: str, **parameters: Any) -> str:
    """Return what an algorithm says against its parameters before it is run; empty where it agrees."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"deepslide:{name}")
    is_fine, message = algorithm.checkParameterValues(parameters, project_context())
    return "" if is_fine else message


@contextmanager
def qgis_proxy(**settings: Any) -> Iterator[None]:
    """Let QGIS use a proxy meanwhile, as its options would: ``settings`` by their names below ``proxy/``."""
    manager = QgsNetworkAccessManager.instance()
    for name, value in {"proxyEnabled": True, "proxyType": "HttpProxy", **settings}.items():
        QgsSettings().setValue(f"proxy/{name}", value)
    manager.setupDefaultProxyAndCache()
    try:
        yield
    finally:
        QgsSettings().remove("proxy")
        manager.setupDefaultProxyAndCache()


def write_raster(
    path: Path,
    bands: np.ndarray,
    epsg: Optional[int] = UTM,
    placed: Optional[tuple[float, ...]] = PLACED,
    nodata: Optional[float] = None,
    descriptions: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
) -> str:
    """Write ``bands`` (C, h, w) as a GeoTIFF and return its path."""
    kind = KINDS[bands.dtype.name]
    count, height, width = bands.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, kind, list(options))
    if placed:
        dataset.SetGeoTransform(placed)
    if epsg:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(epsg)
        dataset.SetProjection(reference.ExportToWkt())
    for number, values in enumerate(bands, 1):
        band = dataset.GetRasterBand(number)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        band.WriteArray(values)
        band.SetColorInterpretation(gdal.GCI_Undefined)
        if descriptions:
            band.SetDescription(descriptions[number - 1])
    dataset.FlushCache()
    return str(path)


def packed(path: str, scale: float, offset: float) -> str:
    """Let the stored numbers of a raster stand for ``scale`` · number + ``offset``; return its path."""
    dataset = gdal.Open(path, gdal.GA_Update)
    band = dataset.GetRasterBand(1)
    band.SetScale(scale)
    band.SetOffset(offset)
    dataset.FlushCache()
    return path


def placed_in(path: str, crs: str) -> str:
    """Give a raster a CRS by its WKT; return its path."""
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.SetProjection(crs)
    dataset.FlushCache()
    return path


def read_band(path: str, number: int = 1) -> np.ndarray:
    """Return one band of a raster as an array."""
    dataset = gdal.Open(path)
    return dataset.GetRasterBand(number).ReadAsArray()


@pytest.fixture(scope="session")
def raster(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A true-colour raster of 100 × 90 pixels of 10 m with some structure, its bands described."""
    values = np.random.default_rng(0).integers(20, 200, (3, 90, 100)).astype("uint8")
    values[:, 30:60, 20:70] = 230
    return write_raster(tmp_path_factory.mktemp("raster") / "scene.tif", values, descriptions=RGB)


@pytest.fixture
def empty_project(qgis_new_project: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project that results are loaded into without a window; QGIS 3.22 looks for none there."""
    monkeypatch.setattr("processing.gui.Postprocessing.iface", None, raising=False)


@pytest.fixture
def probability(tmp_path: Path) -> Callable[..., str]:
    """Write a probability raster: 0.1 everywhere but 0.9 in the given (row, column, height, width) blocks."""

    def make(*blocks: tuple[int, int, int, int], shape: tuple[int, int] = (60, 80), **options: Any) -> str:
        values = np.full((1, *shape), 0.1, "float32")
        for row, column, height, width in blocks:
            values[0, row : row + height, column : column + width] = 0.9
        options.setdefault("nodata", float("nan"))
        return write_raster(tmp_path / "probability.tif", values, **options)

    return make


@pytest.fixture
def compare(run: Callable[..., dict], probability: Callable[..., str]) -> Callable[..., dict]:
    """Compare a probability of two blocks at 0.9, or another ``prediction``, with polygons; return the outputs."""

    def comparison(mapped: Any, blocks=((5, 5, 10, 10), (30, 40, 10, 10)), prediction=None, **settings: Any) -> dict:
        raster = prediction or probability(*blocks)
        wanted = dict.fromkeys(("SCORES", "INVENTORY_MATCHED", "CANDIDATES_MATCHED", "ERROR_MAP"), "TEMPORARY_OUTPUT")
        return run("comparewithinventory", PREDICTION=raster, INVENTORY=mapped, **{**wanted, **settings})

    return comparison


@pytest.fixture(params=["APIHeader", "Basic"])
def login(qgis_app, request) -> Iterator[tuple[str, dict[str, str]]]:
    """A login in QGIS's own store of passwords, and what it makes QGIS send."""
    manager = QgsApplication.authManager()
    if request.param not in manager.authMethodsKeys():
        request.param = "Basic"  # QGIS 3.22 knows no API header
    assert manager.setMasterPassword("master", True) or manager.masterPasswordIsSet()
    config = QgsAuthMethodConfig()
    config.setName("archive")
    config.setMethod(request.param)
    for name, value in {"X-Archive-Key": SECRET, "username": "geologist", "password": SECRET}.items():
        config.setConfig(name, value)
    assert manager.storeAuthenticationConfig(config)
    basic = f"Basic {b64encode(f'geologist:{SECRET}'.encode()).decode()}"
    yield config.id(), {"X-Archive-Key": SECRET} if request.param == "APIHeader" else {"Authorization": basic}
    manager.removeAuthenticationConfig(config.id())
