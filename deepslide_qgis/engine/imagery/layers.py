"""Storage and metadata of the results of imagery commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Optional

import numpy as np

from deepslide_qgis.engine.imagery.scenes import BACKSCATTER_TAG, TERRAIN_CORRECTED
from deepslide_qgis.engine.rasters.layer_file import Layer, LayerBand
from deepslide_qgis.engine.rasters.overviews import AVERAGE, NEAREST
from deepslide_qgis.engine.rasters.writer import MASK_NODATA

SEEN, DISTORTED = 1, 0
POLARITY = {"layover": "1 = seen, 0 = layover", "shadow": "1 = seen, 0 = shadow"}
"""As in the reference implementation, and in the reference study's bands."""


def numeric(description: str, *bands: LayerBand) -> Layer:
    """Return the layer of float32 numbers with NaN as no data."""
    return Layer(description, "float32", np.nan, 3, AVERAGE, bands)


def categorical(description: str, nodata: Optional[int], dtype: str = "uint8", **tags: str) -> Layer:
    """Return the layer of whole numbers."""
    return Layer(description, dtype, nodata, 2, NEAREST, (LayerBand(description, "", tags),))


def mixed(description: str, bands: Sequence[LayerBand]) -> Layer:
    """Return the layer of a stack of numeric and categorical bands: its overviews must not mix classes."""
    return replace(numeric(description, *bands), overviews=NEAREST)


def backscatter(polarisations: Sequence[str], is_corrected: bool) -> Layer:
    """Return the layer of backscatter in decibels; terrain-corrected bands are tagged."""
    tags = {BACKSCATTER_TAG: TERRAIN_CORRECTED} if is_corrected else {}
    return numeric("Backscatter", *(LayerBand(name, "dB", tags) for name in polarisations))


def angle(description: str) -> Layer:
    """Return the layer of angles in degrees."""
    return numeric(description, LayerBand(description, "°"))


def distortion_mask(kind: str) -> Layer:
    """Return the layer of the mask of layover or shadow."""
    return categorical(kind, MASK_NODATA, polarity=POLARITY[kind])


def mask_values(distorted: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return a distortion mask: 1 seen, 0 distorted, 255 unknown."""
    return np.where(known, np.where(distorted, DISTORTED, SEEN), MASK_NODATA).astype(np.uint8)
