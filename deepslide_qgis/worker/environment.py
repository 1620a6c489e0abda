"""The engine's Python and virtual environment: where they are, whether they are complete, their variables."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Optional

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.paths import data_folder, resources_folder
from deepslide_qgis.core.remedies import SET_UP, UPDATE
from deepslide_qgis.worker.named_python import named_python

MARKER_NAME = "complete.json"

REMOVED_PREFIXES = (
    "PYTHON",  # PYTHONHOME, PYTHONPATH … make the engine load QGIS's Python library and numpy
    "VIRTUAL_ENV",  # an environment other than the engine's
    "CONDA",  # the same, and conda's hooks
    "PIP_",  # the engine installs nothing
    "QGIS_",  # paths of QGIS's libraries and plugins
    "PROJ_",  # QGIS's proj.db does not fit rasterio's PROJ
    "GDAL_",  # QGIS's GDAL data and drivers do not fit rasterio's GDAL
    "LD_LIBRARY_PATH",  # would load QGIS's libraries before the engine's own
    "LD_PRELOAD",
    "DYLD_",  # the same on macOS
    "QT_",  # plugins of QGIS's Qt
)
HARMFUL_TO_PIP = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_NO_DEPS", "PIP_DRY_RUN")
"""Settings of pip that would install elsewhere, less or nothing; index, proxy, certificate and the like are kept."""

SET_VARIABLES = {
    "PYTHONIOENCODING": "utf-8",  # for programs that the engine's libraries may start
    "PYTHONUTF8": "1",
    "HF_HUB_OFFLINE": "1",  # packs hold all weights: a prediction never downloads, nor waits for the network
}


class EngineStatus(Enum):
    """Whether there is an engine to start, and which."""

    READY = "ready"
    NAMED = "named"
    NAMED_IS_GONE = "named is gone"
    OTHER_VERSION = "other version"
    MISSING = "missing"


@dataclass(frozen=True)
class EngineState:
    """Status of the engine, with its Python if there is one, else with the error that a run would raise."""

    status: EngineStatus
    python: Optional[Path] = None
    error: Optional[EngineEnvironmentError] = None


def engine_python() -> Path:
    """Return the Python that runs the engine; raise EngineEnvironmentError if there is none."""
    state = engine_state()
    if state.error is not None:
        raise state.error
    return state.python


def engine_state() -> EngineState:
    """Return the status of the engine; reads two small files and starts no process."""
    named, by = named_python()
    if named is not None and not named.is_file():
        remedy = "Name there a Python that has the engine's packages, or none."
        error = EngineEnvironmentError(f"{by} names '{named}', which does not exist.", remedy)
        return EngineState(EngineStatus.NAMED_IS_GONE, error=error)
    if named is not None:
        return EngineState(EngineStatus.NAMED, named)
    try:
        folder = environment_folder()
    except EngineEnvironmentError as error:
        return EngineState(EngineStatus.MISSING, error=error)
    if is_complete(folder):
        return EngineState(EngineStatus.READY, environment_python(folder))
    if any(environments_folder().glob(f"*/{MARKER_NAME}")):
        error = EngineEnvironmentError("The engine was set up for another version of the plugin.", UPDATE)
        return EngineState(EngineStatus.OTHER_VERSION, error=error)
    return EngineState(EngineStatus.MISSING, error=EngineEnvironmentError("The engine is not set up yet.", SET_UP))


def read_marker(folder: Optional[Path] = None) -> dict[str, Any]:
    """Return the marker file of an environment, by default of the one in use; empty if it is missing or unreadable."""
    try:
        marker = json.loads(((folder or environment_folder()) / MARKER_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return marker if isinstance(marker, dict) else {}


def environments_folder() -> Path:
    """Return the folder that holds the engine's environments, at least one for each version of the requirements."""
    return data_folder() / "engine"


def environment_folder() -> Path:
    """Return the folder of this plugin version's environment: the newest complete one, or the first to be made.

    Its name is short, because paths below it have up to 190 characters and Windows allows 259 in total.
    """
    complete = [folder for folder in _environment_folders() if is_complete(folder)]
    return complete[-1] if complete else environments_folder() / _short_digest()


def next_environment_folder() -> Path:
    """Return the folder of the next environment to make, beside existing ones, which its marker replaces."""
    existing = _environment_folders()
    name = f"{_short_digest()}-{_name_number(existing[-1]) + 1}" if existing else _short_digest()
    return environments_folder() / name


def _environment_folders() -> list[Path]:
    """Return this version's environment folders, complete or not, oldest first."""
    found = environments_folder().glob(f"{_short_digest()}*")
    return sorted((folder for folder in found if _name_number(folder)), key=_name_number)


def _name_number(folder: Path) -> int:
    """Return the number at the end of an environment's name; 1 if it has none, 0 for any other name."""
    end = folder.name[len(_short_digest()) :]
    return 1 if not end else int(end[1:]) if re.fullmatch(r"-[0-9]+", end) else 0


def _short_digest() -> str:
    return requirements_digest()[7:15]


def is_complete(folder: Path) -> bool:
    """Return whether the environment ``folder`` was installed to the end."""
    return (folder / MARKER_NAME).is_file() and environment_python(folder).is_file()


def environment_python(folder: Path) -> Path:
    """Return the path of the Python inside the virtual environment ``folder``."""
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def locked_path(name: str) -> Path:
    """Return the file that pins one set of the engine's requirements (core, torch, imagery) with hashes.

    ``torch`` includes ``core``; ``imagery`` is installed on top of either.
    """
    return resources_folder() / "engine" / f"{name}.locked.txt"


def requirements_digest() -> str:
    """Return the digest that names the environment; it covers the requirements of all builds."""
    return locked_digest("core", "torch")


def locked_digest(*names: str) -> str:
    """Return ``sha256:<hex>`` over sets of requirements, independent of line endings."""
    try:
        text = "".join(locked_path(name).read_text(encoding="utf-8") for name in names)
    except OSError as error:
        raise EngineEnvironmentError(
            f"The plugin lacks its file {error.filename}.", "Install the plugin again."
        ) from error
    return f"sha256:{hashlib.sha256(text.encode('utf-8')).hexdigest()}"


def child_environment() -> dict[str, str]:
    """Return the engine's environment variables: the user's without those that belong to QGIS's own Python.

    Settings of OpenMP, CUDA, proxies and certificates stay.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(REMOVED_PREFIXES)}
    return {**kept, **SET_VARIABLES}


def installer_environment() -> dict[str, str]:
    """Return pip's environment variables: the engine's, and the user's settings of pip."""
    pip = {name: value for name, value in os.environ.items() if name.upper().startswith("PIP_")}
    return {**child_environment(), **{name: pip[name] for name in pip if name.upper() not in HARMFUL_TO_PIP}}
