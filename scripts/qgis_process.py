"""qgis_process with a configuration of its own, so that the user's own QGIS profile is never touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PLUGIN = "deepslide_qgis"


def qgis_process() -> str:
    """Return the command; ``qgis_process.bin`` where there is one: Debian's wrapper of QGIS 3.22 does not start."""
    return shutil.which("qgis_process.bin") or "qgis_process"


def plugins_folder(configuration: Path) -> Path:
    """Return where QGIS looks for plugins below ``configuration``."""
    return configuration / "profiles" / "default" / "python" / "plugins"


def environment(configuration: Path) -> dict[str, str]:
    """Return the environment in which QGIS runs without a screen, keeping its settings below ``configuration``."""
    runtime = configuration / "runtime"
    runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_CUSTOM_CONFIG_PATH": str(configuration),
        "XDG_RUNTIME_DIR": str(runtime),
    }


def enable_plugin(configuration: Path, staged: Path) -> None:
    """Link the ``staged`` plugin into the configuration and switch it on."""
    link = plugins_folder(configuration) / PLUGIN
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to(staged, target_is_directory=True)
    command = [qgis_process(), "plugins", "enable", PLUGIN]
    run = subprocess.run(command, env=environment(configuration), capture_output=True, text=True, check=False)
    if run.returncode and "already enabled" not in run.stderr:
        raise RuntimeError(f"QGIS cannot load the plugin: {run.stdout}{run.stderr}")


def run_algorithm(configuration: Path, algorithm: str, parameters: dict[str, object]) -> None:
    """Run an algorithm, its log and progress shown as they come; raise CalledProcessError when it fails."""
    given = [f"--{name}={value}" for name, value in parameters.items() if value is not None]
    command = [qgis_process(), "run", algorithm, *given]
    subprocess.run(command, env=environment(configuration), check=True, stdin=subprocess.DEVNULL)
