"""Which Python runs the engine, and in which environment."""

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
    "VIRTUAL_ENV",  # another environment than the engine's own
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
"""Settings of pip that would install elsewhere, less or nothing; the others (index, proxy, certificate …) it needs."""

SET_VARIABLES = {
    "PYTHONIOENCODING": "utf-8",  # for programs that the engine's libraries may start
    "PYTHONUTF8": "1",
    "HF_HUB_OFFLINE": "1",  # packs hold all weights: nothing is ever downloaded, or waited for, in a prediction
}


class Standing(Enum):
    """How things stand with the engine, before it is started."""

    READY = "ready"
    NAMED = "named"
    NAMED_IS_GONE = "named is gone"
    OTHER_VERSION = "other version"
    MISSING = "missing"


@dataclass(frozen=True)
class EngineState:
    """How things stand, with the Python where there is one, or with the error that a run would end with."""

    standing: Standing
    python: Optional[Path] = None
    error: Optional[EngineEnvironmentError] = None


def engine_python() -> Path:
    """Return the Python that runs the engine; raise EngineEnvironmentError with the remedy where there is none."""
    state = engine_state()
    if state.error is not None:
        raise state.error
    return state.python


def engine_state() -> EngineState:
    """Tell whether there is an engine, and which; reads two small files and starts nothing."""
    named, by = named_python()
    if named is not None and not named.is_file():
        remedy = f"Let {by} name a Python with the engine's packages, or none."
        error = EngineEnvironmentError(f"{by} names '{named}', which is not there.", remedy)
        return EngineState(Standing.NAMED_IS_GONE, error=error)
    if named is not None:
        return EngineState(Standing.NAMED, named)
    try:
        folder = environment_folder()
    except EngineEnvironmentError as error:
        return EngineState(Standing.MISSING, error=error)
    if is_complete(folder):
        return EngineState(Standing.READY, environment_python(folder))
    if any(environments_folder().glob(f"*/{MARKER_NAME}")):
        error = EngineEnvironmentError("The engine was set up for another version of the plugin.", UPDATE)
        return EngineState(Standing.OTHER_VERSION, error=error)
    return EngineState(Standing.MISSING, error=EngineEnvironmentError("The engine is not set up yet.", SET_UP))


def installed_as(folder: Optional[Path] = None) -> dict[str, Any]:
    """Return what the set-up noted about an environment, this version's where none is named; empty where it did not."""
    try:
        noted = json.loads(((folder or environment_folder()) / MARKER_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def environments_folder() -> Path:
    """Return the folder that holds the engine's environments, one per version of the requirements."""
    return data_folder() / "engine"


def environment_folder() -> Path:
    """Return the folder of the environment that this version of the plugin uses: the newest whole one, or the first.

    Its name is short: below it lie paths of 190 characters, and Windows takes 259 in all.
    """
    whole = [folder for folder in _environment_folders() if is_complete(folder)]
    return whole[-1] if whole else environments_folder() / _short_digest()


def next_environment_folder() -> Path:
    """Return where an environment is made: beside whatever is there, whose place it takes with its marker."""
    there = _environment_folders()
    name = f"{_short_digest()}-{_number(there[-1]) + 1}" if there else _short_digest()
    return environments_folder() / name


def _environment_folders() -> list[Path]:
    """Return the folders of environments for this version's requirements, whole or not, oldest first."""
    found = environments_folder().glob(f"{_short_digest()}*")
    return sorted((folder for folder in found if _number(folder)), key=_number)


def _number(folder: Path) -> int:
    """Return the number at the end of an environment's name, 1 where there is none, 0 where it is no such name."""
    end = folder.name[len(_short_digest()) :]
    return 1 if not end else int(end[1:]) if re.fullmatch(r"-[0-9]+", end) else 0


def _short_digest() -> str:
    return requirements_digest()[7:15]


def is_complete(folder: Path) -> bool:
    """Tell whether the environment ``folder`` was installed to its end."""
    return (folder / MARKER_NAME).is_file() and environment_python(folder).is_file()


def environment_python(folder: Path) -> Path:
    """Return where the Python of the virtual environment ``folder`` lies."""
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def locked_path(name: str) -> Path:
    """Return the file that pins one set of the engine's requirements (core, torch, imagery) with hashes.

    That of ``torch`` holds ``core``, too; ``imagery`` goes on top of either.
    """
    return resources_folder() / "engine" / f"{name}.locked.txt"


def requirements_digest() -> str:
    """Return the digest that names the environment: that of what every build may hold, whichever it holds."""
    return locked_digest("core", "torch")


def locked_digest(*names: str) -> str:
    """Return ``sha256:<hex>`` of sets of requirements, the same whatever the line ends."""
    try:
        text = "".join(locked_path(name).read_text(encoding="utf-8") for name in names)
    except OSError as error:
        raise EngineEnvironmentError(
            f"The plugin lacks its file {error.filename}.", "Install the plugin again."
        ) from error
    return f"sha256:{hashlib.sha256(text.encode('utf-8')).hexdigest()}"


def child_environment() -> dict[str, str]:
    """Return the variables for the engine's process: the user's, without what belongs to QGIS's own Python.

    Settings of OpenMP, CUDA, proxies and certificates stay.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(REMOVED_PREFIXES)}
    return {**kept, **SET_VARIABLES}


def installer_environment() -> dict[str, str]:
    """Return the variables for pip: those of the engine, and the user's settings of pip."""
    own = {name: value for name, value in os.environ.items() if name.upper().startswith("PIP_")}
    return {**child_environment(), **{name: own[name] for name in own if name.upper() not in HARMFUL_TO_PIP}}
