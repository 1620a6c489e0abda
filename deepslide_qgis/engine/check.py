"""Command ``check``: report Python, packages and devices of the engine, problems and remedies."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from importlib import import_module, metadata
from typing import Any, Callable

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Finished, IsCancelled, Progress, Report
from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.core.remedies import SET_UP_AGAIN
from deepslide_qgis.core.request import CheckRequest
from deepslide_qgis.engine.members.runtimes import has_library
from deepslide_qgis.engine.process.failures import explain
from deepslide_qgis.engine.process.threads import count_cores
from deepslide_qgis.engine.trials import (
    check_folders,
    find_folder_problems,
    note_low_resources,
    read_memory,
    try_devices,
)

PACKAGES = ("numpy", "connected-components-3d", "attrs", "affine", "rasterio", "openvino")
"""Packages of every engine."""
TORCH_PACKAGES = ("torch", "torchvision", "timm", "huggingface-hub", "segmentation-models-pytorch", "safetensors")
"""Packages installed together with torch, for graphics cards and for packs without graphs."""
MODULES = {"attrs": "attr", "huggingface-hub": "huggingface_hub", "connected-components-3d": "cc3d"}
SETS = ("core", "torch")
CPU_ONLY = (
    "Predictions run on the CPU. For the GPU, run 'Set up engine' (deepslide:setupengine) with BUILD=auto, after "
    "updating the driver of the card where it is old; its log says which build fits."
)
NO_CUDA = "Update the driver of the graphics card, or go on with the CPU."


def check(_request: CheckRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Return python, packages, devices, problems (message, remedy), notes, and whether the engine is ready."""
    problems: list[dict[str, str]] = []
    packages = {}
    names = (*PACKAGES, *TORCH_PACKAGES) if has_library("torch") else PACKAGES
    for done, name in enumerate(names):
        if is_cancelled():
            raise Cancelled()
        report(Progress(done, len(names)))
        packages[name] = _version(name)
        problem = _try_package(name)
        if problem:
            problems.append(problem)
    report(Progress(len(names), len(names)))
    torch = sys.modules.get("torch")
    torch = torch if hasattr(torch, "cuda") else None
    devices = _list_devices(torch)
    if not problems:
        problems += try_devices(devices)
    folders, memory_now = check_folders(), read_memory()
    problems += find_folder_problems(folders)
    notes = [*_note_unused_gpu(torch), *_note_other_versions(packages)]
    notes += note_low_resources(folders, memory_now["total_bytes"], memory_now["free_bytes"])
    summary = {
        "python": {"version": platform.python_version(), "executable": sys.executable, "prefix": sys.prefix},
        "platform": platform.platform(),
        "packages": packages,
        "devices": devices,
        "places": folders,
        "memory": memory_now,
        "notes": notes,
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
    """Import the package and use it once; return the problem, or an empty dictionary."""
    try:
        TRIALS.get(name, _import)(name)
    except Exception as error:  # noqa: BLE001 (a damaged library may raise anything)
        known = explain(error)
        message = known.message if known else f"{name} does not work: {type(error).__name__}: {error}"
        return {"package": name, "message": message, "remedy": known.remedy if known else SET_UP_AGAIN}
    return {}


def _import(name: str) -> None:
    import_module(MODULES.get(name, name))


def _note_other_versions(packages: dict[str, str]) -> list[dict[str, str]]:
    """Return a note on packages whose versions differ from the tested ones."""
    try:
        texts = [(resources_folder() / "engine" / f"{name}.txt").read_text(encoding="utf-8") for name in SETS]
    except OSError:
        return []
    lines = "\n".join(texts).splitlines()
    pins: dict[str, set[str]] = {}
    for name, version in (re.split(r"[;\s]", line)[0].split("==") for line in lines if re.match(r"\w[\w-]*==", line)):
        pins.setdefault(name, set()).add(version)
    other = [
        f"{name} {packages[name]} (tested: {' or '.join(sorted(versions))})"
        for name, versions in pins.items()
        if packages.get(name) and packages[name].split("+")[0] not in versions
    ]
    remedy = "If something fails, 'Set up engine' makes an environment with the tested versions."
    return [{"message": f"Other versions than tested: {', '.join(other)}.", "remedy": remedy}] if other else []


def _try_torch(_name: str) -> None:
    import torch

    if float(torch.ones(2, 2).sum()) != 4:
        raise RuntimeError("torch computed a wrong sum")


def _try_rasterio(_name: str) -> None:
    """Write and read a raster: this finds clashes of GDAL data, PROJ data, numpy or attrs that an import does not."""
    import numpy
    import rasterio
    from rasterio.io import MemoryFile

    profile = {"driver": "GTiff", "width": 2, "height": 2, "count": 1, "dtype": "uint8"}
    georeference = {"crs": rasterio.CRS.from_epsg(32633), "transform": rasterio.Affine(10, 0, 0, 0, -10, 0)}
    with MemoryFile() as memory:
        with memory.open(**profile, **georeference) as raster:
            raster.write(numpy.ones((1, 2, 2), "uint8"))
        with memory.open() as raster:
            if raster.read().sum() != 4:
                raise RuntimeError("rasterio reads other values than it wrote")


def _try_smp(_name: str) -> None:
    from deepslide_qgis.engine.process.libraries import import_smp

    import_smp()


TRIALS: dict[str, Callable[[str], Any]] = {
    "torch": _try_torch,
    "torchvision": _try_smp,  # with a CPU build of torch its import needs the operators that import_smp declares
    "rasterio": _try_rasterio,
    "segmentation-models-pytorch": _try_smp,
}


def _list_devices(torch: Any) -> list[dict[str, Any]]:
    """Return the devices for predictions, named as in the parameter DEVICE."""
    devices = [{"name": "cpu", "title": platform.processor() or platform.machine(), "threads": count_cores()}]
    if torch is None:
        return devices
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        properties = torch.cuda.get_device_properties(index)
        devices.append({"name": f"cuda:{index}", "title": properties.name, "memory_bytes": properties.total_memory})
    if torch.backends.mps.is_available():
        devices.append({"name": "mps", "title": "Apple GPU"})
    return devices


def _note_unused_gpu(torch: Any) -> list[dict[str, str]]:
    """Return notes on an unused graphics card."""
    if not shutil.which("nvidia-smi", path=os.environ.get("PATH")) or (torch and torch.cuda.is_available()):
        return []
    if torch is None or torch.version.cuda is None:
        what = f"torch {torch.__version__} is a CPU build" if torch else "the engine was set up without PyTorch"
        return [{"message": f"There is an NVIDIA driver, but {what}.", "remedy": CPU_ONLY}]
    return [{"message": f"torch {torch.__version__} finds no graphics card that it can use.", "remedy": NO_CUDA}]
