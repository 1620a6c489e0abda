"""The record of a run: kept in the outputs' tags and as JSON beside them."""

from __future__ import annotations

import platform
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from deepslide_qgis.core.access import without_secrets
from deepslide_qgis.core.pack import Pack
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.request import AverageRequest, PredictionRequest
from deepslide_qgis.engine.plan import Plan
from deepslide_qgis.engine.source import Source

LIBRARIES = ("torch", "segmentation-models-pytorch", "timm", "rasterio", "numpy")


def prediction_record(
    request: PredictionRequest, pack: Pack, plan: Plan, gain: float, source: Source, summary: dict[str, Any]
) -> dict[str, Any]:
    """Return what is needed to repeat and to explain a prediction."""
    return {
        **run_record(request, summary),
        "pack": {
            "id": pack.card.id,
            "title": pack.card.title,
            "members": {member.id: member.sha256 for member in plan.members},
        },
        "bands": dict(zip(pack.card.setting.band_names, source.match.numbers, strict=True)),
        "gain": gain,
        "tile_px": [plan.columns.tile_px, plan.rows.tile_px],
        "shown_in_parts": {
            "members": sorted(plan.within.seen_by),
            "part_px": [plan.within.columns.tile_px, plan.within.rows.tile_px],
        }
        if plan.within
        else None,
        "batch_size": plan.batch_size,
    }


def run_record(request: PredictionRequest | AverageRequest, summary: dict[str, Any]) -> dict[str, Any]:
    """Return the request, its figures, and where and with what it ran; no login that stands in an address."""
    return {
        "request": _shown(to_plain(request)),
        "summary": summary,
        "finished": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "versions": {"python": platform.python_version(), **library_versions(LIBRARIES)},
    }


def _shown(plain: Any) -> Any:
    """Return ``plain`` with every text as other people may see it."""
    if isinstance(plain, dict):
        return {key: _shown(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_shown(value) for value in plain]
    return without_secrets(plain) if isinstance(plain, str) else plain


def library_versions(names: tuple[str, ...]) -> dict[str, str]:
    """Return the installed version of each library in ``names`` that is there."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
