"""The record of a run: request, figures, environment."""

from __future__ import annotations

import platform
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.plugin_metadata import plugin_metadata
from deepslide_qgis.core.records import to_plain

LIBRARIES = ("rasterio", "numpy")
"""Libraries whose versions every record lists."""


def run_record(request: Any, summary: dict[str, Any], libraries: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the record of a run, without logins in URLs."""
    return {
        "request": _redact(to_plain(request)),
        "summary": summary,
        "finished": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "versions": {
            "deepslide": plugin_metadata("version"),
            "python": platform.python_version(),
            **library_versions((*LIBRARIES, *libraries)),
        },
    }


def _redact(plain: Any) -> Any:
    """Return ``plain`` with secrets removed from every text."""
    if isinstance(plain, dict):
        return {key: _redact(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_redact(value) for value in plain]
    return redact_secrets(plain) if isinstance(plain, str) else plain


def library_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the version of each installed library in ``names``."""
    versions = {}
    for name in names:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions
