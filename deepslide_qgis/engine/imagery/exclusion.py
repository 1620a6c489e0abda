"""Mask of water and snow, where vegetation changes without landslides, for exclusion from Detect landslides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.land_cover import LandCover
from deepslide_qgis.engine.imagery.clouds import SNOW, WATER
from deepslide_qgis.engine.imagery.on_grid import Block
from deepslide_qgis.engine.imagery.optical import INFRARED, Composite
from deepslide_qgis.engine.imagery.vegetation import ndwi

GREEN = "B3"


class Exclusion:
    """Marks pixels of any of the ``kinds`` (``core.imagery.imagery_settings.EXCLUDED``), before or after the event.

    Raises RequestError if an input of a kind is missing.
    """

    def __init__(self, kinds: Sequence[str], has_cover: bool, has_optical: bool):
        self._kinds = tuple(kinds)
        if not has_cover and any(kind.endswith("land_cover") for kind in kinds):
            raise RequestError("Water or snow by land cover needs a land-cover raster.", "Choose one.")
        if not has_optical and any(not kind.endswith("land_cover") for kind in kinds):
            raise RequestError(
                "Water or snow by Sentinel-2 needs a band setting that reads Sentinel-2.", "Choose by land cover."
            )

    def mark(self, composites: Sequence[Composite], covers: Optional[np.ndarray], block: Block) -> np.ndarray:
        """Return 1 for pixels to exclude, else 0: (h, w) uint8."""
        excluded = np.zeros(block.shape, bool)
        for kind in self._kinds:
            if kind.endswith("land_cover"):
                excluded |= covers == (LandCover.WATER if kind.startswith("water") else LandCover.SNOW)
            else:
                for composite in composites:
                    excluded |= _detect(kind, composite)
        return excluded.astype(np.uint8)


def _detect(kind: str, composite: Composite) -> np.ndarray:
    if kind == "water_ndwi":
        return ndwi(composite.band(GREEN), composite.band(INFRARED)) > 0
    return composite.classes == (WATER if kind == "water_scl" else SNOW)
