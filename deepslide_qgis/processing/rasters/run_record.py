"""The record of a run that is stored in its probability raster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.processing.rasters.gdal_calls import open_gdal

DEFAULT_THRESHOLD = 0.5
"""Threshold of a raster without a record."""


def recorded_threshold(path: str) -> float:
    """Return the threshold of the run that wrote ``path``."""
    return recorded_summary(path).get("threshold", DEFAULT_THRESHOLD)


def recorded_summary(path: str) -> dict[str, Any]:
    """Return the summary of the run that wrote ``path`` (threshold, members, model_id …), empty if unknown."""
    summary = _read_record(path).get("summary")
    return summary if isinstance(summary, dict) else {}


def recorded_image(path: str) -> tuple[Optional[str], tuple[int, ...]]:
    """Return the raster that ``path`` was predicted from, and the numbers of its red, green and blue bands.

    None and an empty tuple if the raster is gone or has no such bands.
    """
    record = _read_record(path)
    request, bands = record.get("request"), record.get("bands")
    image = request.get("input") if isinstance(request, dict) else None
    colours = tuple(bands.get(name) for name in ("red", "green", "blue")) if isinstance(bands, dict) else ()
    if isinstance(image, str) and Path(image).is_file() and colours and all(isinstance(n, int) for n in colours):
        return image, colours
    return None, ()


def _read_record(path: str) -> dict[str, Any]:
    text = open_gdal(path).GetMetadataItem(RECORD_TAG)
    try:
        record = json.loads(text) if text else {}
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
