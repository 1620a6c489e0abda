"""Search for a Python that can create the engine's environment; inside QGIS, sys.executable is often QGIS itself."""

from __future__ import annotations

import json
import shutil
import subprocess  # nosec B404
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.worker.short_run import run_and_capture

OLDEST = (3, 10)
PROBE_S = 30
PROBE = """
import importlib.util, json, platform, sys
print(json.dumps([list(sys.version_info[:3]), sys.maxsize > 2**32, platform.machine(),
    all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))]))
"""
NO_VENV = "it lacks the module ensurepip (on Debian and Ubuntu: the package python3-venv)"
NO_INTEL_MAC = "it is a Python for Intel Macs, for which the engine's packages are not made"
"""``platform.machine()`` is x86_64 also under Rosetta on Apple silicon, where QGIS's own Python may run."""


@dataclass(frozen=True)
class BasePython:
    """A Python that can create the environment."""

    path: Path
    version: str


def find_base_python(named: Optional[Path] = None) -> BasePython:
    """Return ``named``, or else the first suitable Python; raise EngineEnvironmentError with all reasons if none is."""
    reasons = {}
    for path in [named] if named else _list_pythons():
        version, reason = _probe(path)
        if not reason:
            return BasePython(path, version)
        reasons[path] = reason
    tried = "; ".join(f"{path}: {reason}" for path, reason in reasons.items())
    raise EngineEnvironmentError(f"No Python was found that can run the engine. {tried}", _choose_remedy(reasons))


def _choose_remedy(reasons: dict[Path, str]) -> str:
    if NO_INTEL_MAC in reasons.values():
        return (
            "The engine needs a Mac with Apple silicon and macOS 14 or newer; on an Intel Mac it does not run. Install "
            "a Python for Apple silicon alone, such as Homebrew's, and name it in the field Python of 'Set up engine'."
        )
    if NO_VENV in reasons.values():
        return "Install the package python3-venv (sudo apt install python3-venv) and run 'Set up engine' again."
    return "Install a 64-bit Python 3.10 or newer, and name it in the field Python of 'Set up engine'."


def _list_pythons() -> list[Path]:
    """Return the existing Pythons to try, QGIS's own first, because it is certain to exist."""
    executable_folder = Path(sys.executable).parent
    base_executable = [Path(getattr(sys, "_base_executable", None) or sys.executable)]
    if sys.platform == "win32":
        found = [*base_executable, Path(sys.base_prefix) / "python.exe", executable_folder / "python.exe"]
    else:
        names = f"python{sys.version_info[0]}.{sys.version_info[1]}", "python3"
        folders = [
            Path(sys.base_prefix) / "bin",
            executable_folder,
            executable_folder / "bin",
        ]  # the last one: inside the macOS bundle
        others = [Path("/Library/Frameworks/Python.framework/Versions/Current/bin"), Path("/opt/homebrew/bin")]
        on_path = [Path(which) for which in [shutil.which("python3")] if which]
        found = [*base_executable, *(folder / name for folder in folders for name in names), *on_path]
        found += [folder / "python3" for folder in [*others, Path("/usr/local/bin"), Path("/usr/bin")]]
    pythons = [path for path in found if path.name.lower().startswith("python") and path.is_file()]
    return list(dict.fromkeys(pythons))


def _probe(path: Path) -> tuple[str, str]:
    """Run a Python to get its version and modules; return (version, reason for refusal or "")."""
    try:
        version, is_64_bit, machine, has_venv = json.loads(run_and_capture([str(path), "-I", "-c", PROBE], PROBE_S))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return "", f"it does not run ({type(error).__name__})"
    text = ".".join(map(str, version))
    if tuple(version) < OLDEST:
        return text, f"it is Python {text}, and 3.10 or newer is needed"
    if not is_64_bit:
        return text, "it is a 32-bit Python"
    if sys.platform == "darwin" and machine != "arm64":
        return text, NO_INTEL_MAC
    return text, "" if has_venv else NO_VENV
