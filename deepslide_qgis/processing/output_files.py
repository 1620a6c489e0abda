"""Rasters on disk with what GDAL keeps beside them."""

from __future__ import annotations

from pathlib import Path

SIDE_FILES = ("", ".aux.xml", ".ovr", ".msk")
"""The raster itself, statistics, overviews, mask."""


def remove_outputs(outputs: dict[str, str]) -> None:
    """Remove the files ``outputs`` of a run that was cancelled or failed."""
    for path in outputs.values():
        for side in SIDE_FILES:
            Path(path + side).unlink(missing_ok=True)
