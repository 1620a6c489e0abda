"""The record of any run: its request, its figures, where and with what it ran."""

from __future__ import annotations

import platform
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.plugin_metadata import plugin_metadata
from deepslide_qgis.core.records import to_plain

LIBRARIES = ("rasterio", "numpy")
"""What every run computes with."""


def run_record(request: Any, summary: dict[str, Any], libraries: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the request, its figures, and with what it ran; no login that stands in an address."""
    return {
        "request": _shown(to_plain(request)),
        "summary": summary,
        "finished": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "versions": {
            "deepslide": plugin_metadata("version"),
            "python": platform.python_version(),
            **library_versions((*LIBRARIES, *libraries)),
        },
    }


def _shown(plain: Any) -> Any:
    """Return ``plain`` with every text as other people may see it."""
    if isinstance(plain, dict):
        return {key: _shown(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_shown(value) for value in plain]
    return redact_secrets(plain) if isinstance(plain, str) else plain


def library_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each library in ``names`` that is there."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
