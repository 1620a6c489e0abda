"""The record of a prediction: kept in the outputs' tags and as JSON beside them."""

from __future__ import annotations

from typing import Any

from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.engine.prediction.plan import Plan
from deepslide_qgis.engine.process.run_record import run_record
from deepslide_qgis.engine.rasters.source import Source

LIBRARIES = {"openvino": ("openvino",), "torch": ("torch", "segmentation-models-pytorch", "timm")}
"""The packages that compute, by runtime."""


def prediction_record(
    request: PredictionRequest, pack: Pack, plan: Plan, gain: float, source: Source, summary: dict[str, Any]
) -> dict[str, Any]:
    """Return what is needed to repeat and to explain a prediction."""
    return {
        **run_record(request.as_known(), summary, LIBRARIES[summary["runtime"]]),
        "pack": {
            "id": pack.card.id,
            "title": pack.card.title,
            "members": {member.id: member.sha256 for member in plan.members},
        },
        "bands": dict(zip(pack.card.setting.band_names, source.match.numbers, strict=True)),
        "gain": gain,
        "tile_px": [plan.columns.tile_px, plan.rows.tile_px],
        "shown_in_parts": {
            "members": sorted(plan.subtiles.member_ids),
            "part_px": [plan.subtiles.columns.tile_px, plan.subtiles.rows.tile_px],
        }
        if plan.subtiles
        else None,
        "batch_size": plan.batch_size,
    }
