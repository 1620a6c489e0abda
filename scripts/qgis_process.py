"""Runs qgis_process with a separate configuration, so that the user's QGIS profile is never changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PLUGIN = "deepslide_qgis"


def find_qgis_process() -> str:
    """Return the command, preferably ``qgis_process.bin``: Debian's wrapper of QGIS 3.22 does not start."""
    return shutil.which("qgis_process.bin") or "qgis_process"


def plugins_folder(configuration: Path) -> Path:
    """Return the folder of plugins below ``configuration``."""
    return configuration / "profiles" / "default" / "python" / "plugins"


def environment(configuration: Path) -> dict[str, str]:
    """Return the environment variables to run QGIS without a display, its settings below ``configuration``."""
    runtime = configuration / "runtime"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(configuration),
        "XDG_RUNTIME_DIR": str(runtime),
    }


def enable_plugin(configuration: Path, staged: Path) -> None:
    """Link the ``staged`` plugin into the configuration and enable it."""
    link = plugins_folder(configuration) / PLUGIN
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(staged, target_is_directory=True)
    command = [find_qgis_process(), "plugins", "enable", PLUGIN]
    run = subprocess.run(command, env=environment(configuration), capture_output=True, text=True, check=False)
    if run.returncode and "already enabled" not in run.stderr:
        raise RuntimeError(f"QGIS cannot load the plugin: {run.stdout}{run.stderr}")


def run_algorithm(configuration: Path, algorithm: str, parameters: dict[str, object]) -> None:
    """Run an algorithm, showing its log and progress; raise CalledProcessError if it fails."""
    options = [f"--{name}={value}" for name, value in parameters.items() if value is not None]
    command = [find_qgis_process(), "run", algorithm, *options]
    subprocess.run(command, env=environment(configuration), check=True, stdin=subprocess.DEVNULL)
