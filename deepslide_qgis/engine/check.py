"""The engine looks at itself: Python, packages, devices; what is missing, and what to do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib import import_module, metadata
from typing import Any, Callable

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Finished, Progress
from deepslide_qgis.core.remedies import SET_UP_AGAIN
from deepslide_qgis.core.request import CheckRequest
from deepslide_qgis.engine.failures import explain

PACKAGES = ("numpy", "rasterio", "torch", "torchvision", "segmentation-models-pytorch", "timm", "safetensors")
CPU_ONLY = (
    "Predictions run on the CPU. For the GPU, make an environment with the CUDA build of torch and let "
    "DEEPSLIDE_ENGINE_PYTHON name its Python."
)
NO_CUDA = "Update the driver of the graphics card, or go on with the CPU."


def check(_request: CheckRequest, report: Callable[[Event], None], is_cancelled: Callable[[], bool]) -> Finished:
    """Return a plain report: python, packages, devices, problems (message, remedy), notes, and whether it is ready."""
    problems: list[dict[str, str]] = []
    packages = {}
    for done, name in enumerate(PACKAGES):
        if is_cancelled():
            raise Cancelled()
        report(Progress(done, len(PACKAGES)))
        packages[name] = _version(name)
        problem = _try_package(name)
        if problem:
            problems.append(problem)
    report(Progress(len(PACKAGES), len(PACKAGES)))
    torch_works = "torch" in sys.modules and hasattr(sys.modules["torch"], "cuda")
    summary = {
        "python": {"version": platform.python_version(), "executable": sys.executable, "prefix": sys.prefix},
        "platform": platform.platform(),
        "packages": packages,
        "devices": _devices(sys.modules["torch"]) if torch_works else [],
        "notes": _notes(sys.modules["torch"]) if torch_works else [],
        "problems": problems,
        "ready": not problems,
    }
    return Finished({}, summary)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _try_package(name: str) -> dict[str, str]:
    """Import the package and use it once; return the problem, or nothing."""
    try:
        TRIALS.get(name, import_module)(name)
    except Exception as error:  # noqa: BLE001 (a damaged library may raise anything: that is what is asked for)
        known = explain(error)
        message = known.message if known else f"{name} does not work: {type(error).__name__}: {error}"
        return {"package": name, "message": message, "remedy": known.remedy if known else SET_UP_AGAIN}
    return {}


def _try_torch(_name: str) -> None:
    import torch

    if float(torch.ones(2, 2).sum()) != 4:
        raise RuntimeError("torch adds wrongly")


def _try_rasterio(_name: str) -> None:
    """Write and read a raster: shows clashes of GDAL data, PROJ data, numpy or attrs that importing does not."""
    import numpy
    import rasterio
    from rasterio.io import MemoryFile

    profile = {"driver": "GTiff", "width": 2, "height": 2, "count": 1, "dtype": "uint8"}
    placed = {"crs": rasterio.CRS.from_epsg(32633), "transform": rasterio.Affine(10, 0, 0, 0, -10, 0)}
    with MemoryFile() as memory:
        with memory.open(**profile, **placed) as raster:
            raster.write(numpy.ones((1, 2, 2), "uint8"))
        with memory.open() as raster:
            if raster.read().sum() != 4:
                raise RuntimeError("rasterio reads other values than it wrote")


def _try_smp(_name: str) -> None:
    from deepslide_qgis.engine.libraries import import_smp

    import_smp()


TRIALS: dict[str, Callable[[str], Any]] = {
    "torch": _try_torch,
    "torchvision": _try_smp,  # beside a CPU torch it imports only with the operators that import_smp declares
    "rasterio": _try_rasterio,
    "segmentation-models-pytorch": _try_smp,
}


def _devices(torch: Any) -> list[dict[str, Any]]:
    """Return the devices that predictions can use, named as the parameter DEVICE takes them."""
    devices = [{"name": "cpu", "title": platform.processor() or platform.machine(), "threads": torch.get_num_threads()}]
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        properties = torch.cuda.get_device_properties(index)
        devices.append({"name": f"cuda:{index}", "title": properties.name, "memory_bytes": properties.total_memory})
    if torch.backends.mps.is_available():
        devices.append({"name": "mps", "title": "Apple GPU"})
    return devices


def _notes(torch: Any) -> list[dict[str, str]]:
    """Return what is worth knowing though everything works: a graphics card that torch does not use."""
    if torch.cuda.is_available() or not shutil.which("nvidia-smi", path=os.environ.get("PATH")):
        return []
    if torch.version.cuda is None:
        return [
            {"message": f"There is an NVIDIA driver, but torch {torch.__version__} is a CPU build.", "remedy": CPU_ONLY}
        ]
    return [{"message": f"torch {torch.__version__} finds no graphics card that it can use.", "remedy": NO_CUDA}]
