"""What a probability raster remembers of the run that wrote it."""

from __future__ import annotations

import json
from typing import Any

from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.processing.gdal_calls import open_gdal


def recorded_summary(path: str) -> dict[str, Any]:
    """Return the figures of the run that wrote ``path`` (threshold, members, model_id …), nothing where unknown."""
    text = open_gdal(path).GetMetadataItem(RECORD_TAG)
    try:
        record = json.loads(text) if text else {}
    except ValueError:
        return {}
    summary = record.get("summary") if isinstance(record, dict) else None
    return summary if isinstance(summary, dict) else {}
