"""Conversion of Sentinel-2 digital numbers to reflectance; the processing baseline, not the date, decides the
offset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.imagery.scene import Scene

QUANTIFICATION = 10000.0
OFFSET_DN = -1000.0
OFFSET_SINCE = (4, 0)
"""First processing baseline with 1000 added to the digital numbers, reprocessed older dates included."""
LARGEST_REFLECTANCE = 3.0
"""Values with a smaller 99th percentile of their magnitude are reflectances already; shade may be negative."""
DARK_WITH_OFFSET_DN = 900.0
"""Dark water and shadow exceed this in blue only if the offset is present."""


def offset_dn(scene: Scene, treatment: str) -> float:
    """Return the number to add to the scene's digital numbers: −1000 or 0; raise RasterError if unknown."""
    if treatment != "baseline":
        return OFFSET_DN if treatment == "present" else 0.0
    if scene.offset_dn is not None:
        return scene.offset_dn
    if scene.processing_baseline is None:
        raise RasterError(
            f"The processing baseline of '{scene.id}' is not known, so neither is its reflectance offset.",
            "Keep the product's name (…_N0509_…) in the name of the file or its folder, or say whether the offset "
            "of 1000 is still in the numbers.",
        )
    major, minor = (int(part) for part in scene.processing_baseline.split("."))
    return OFFSET_DN if (major, minor) >= OFFSET_SINCE else 0.0


@dataclass(frozen=True)
class Conversion:
    """Conversion to reflectance: (value + ``offset``) · ``scale``."""

    offset: float = 0.0
    scale: float = 1.0

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Convert ``values`` in place and return them; digital numbers of 0 are always no data."""
        if self.scale != 1:
            values[values == 0] = np.nan
            values += np.float32(self.offset)
            values *= np.float32(self.scale)
        return values


def decide_conversion(scene: Scene, treatment: str, sample: np.ndarray, warn: Callable[[str], None]) -> Conversion:
    """Return the conversion of the scene's values to reflectance, based on a ``sample`` of its darkest band.

    Raises RasterError for digital numbers with an unknown offset.
    """
    known = sample[np.isfinite(sample) & (sample != 0)]
    if not known.size or np.percentile(np.abs(known), 99) <= LARGEST_REFLECTANCE:
        return Conversion()
    offset = offset_dn(scene, treatment)
    darkest = float(np.percentile(known, 1))
    if not offset and darkest > DARK_WITH_OFFSET_DN:
        warn(
            f"The darkest pixels of '{scene.id}' hold {darkest:.0f}: the reflectance offset of 1000 seems still to be "
            "in. If it is, say so in the form: with it, NDVI comes out too low."
        )
    elif offset and darkest < -offset:
        warn(
            f"The darkest pixels of '{scene.id}' hold {darkest:.0f}: the reflectance offset of 1000 seems to be gone "
            "already. If it is, say so in the form."
        )
    return Conversion(offset, 1 / QUANTIFICATION)
