"""Environments of the engine that look installed, without the gigabytes."""

from __future__ import annotations

import json

from deepslide_qgis.worker.environment import environment_folder, environment_python


def pretend_installed(python: str, build: str = "cpu") -> None:
    """Put an environment in its place whose Python is ``python``."""
    target = environment_python(environment_folder())
    target.parent.mkdir(parents=True)
    target.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    target.chmod(0o755)
    (environment_folder() / "complete.json").write_text(json.dumps({"build": build}))
