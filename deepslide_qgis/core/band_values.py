"""Statistics of band values inside and around landslides, as the engine returns them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ZoneValues:
    """Statistics of one band in one zone; ``pixels`` counts pixels with data, the others are NaN if there are none."""

    pixels: int
    mean: float
    deviation: float
    minimum: float
    p05: float
    q25: float
    median: float
    q75: float
    p95: float
    maximum: float


@dataclass(frozen=True)
class BandValues:
    """One band inside and around the landslides, and how well it separates the two.

    ``auc`` is the probability that a pixel inside has a higher value than a pixel around (0.5: no separation, 0 and 1:
    perfect). ``jeffries_matusita`` runs from 0 to 2 and assumes normal distributions. ``effect`` is the difference of
    the means in pooled standard deviations. NaN where undefined.
    """

    band: int
    inside: ZoneValues
    around: ZoneValues
    auc: float
    jeffries_matusita: float
    effect: float

    @property
    def separability(self) -> float:
        """Return the distance of the AUC from 0.5, scaled to 0 … 1."""
        return abs(2 * self.auc - 1)


@dataclass(frozen=True)
class BandValuesAnswer:
    """Statistics of all bands; a zone of more than ``sample_px`` pixels is represented by that many, evenly spread."""

    bands: tuple[BandValues, ...]
    sample_px: int
