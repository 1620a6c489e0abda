"""Environments of the engine that look installed, without the gigabytes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from deepslide_qgis.worker.environment import environment_folder, environment_python


def pretend_installed(python: str, build: str = "cpu") -> None:
    """Put an environment in its place whose Python is ``python``."""
    target = environment_python(environment_folder())
    target.parent.mkdir(parents=True)
    target.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    target.chmod(0o755)
    (environment_folder() / "complete.json").write_text(json.dumps({"build": build}))


def make_environment(python: str) -> Path:
    """Put a virtual environment in its place that finds the packages of ``python``; return it."""
    folder = environment_folder()
    packages = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    base = "import sys; print(sys._base_executable)"
    theirs, made_from = (_said_by(python, code) for code in (packages, base))
    subprocess.run([made_from, "-I", "-m", "venv", "--without-pip", str(folder)], check=True)
    ours = Path(_said_by(str(environment_python(folder)), packages))
    (ours / "packages.pth").write_text(theirs)
    (folder / "complete.json").write_text('{"build": "cpu"}')
    return folder


def _said_by(python: str, code: str) -> str:
    return subprocess.run([python, "-I", "-c", code], check=True, capture_output=True, text=True).stdout.strip()
