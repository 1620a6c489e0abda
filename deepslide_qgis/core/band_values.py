"""How landslides show in the bands of a raster: what the engine answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ZoneValues:
    """The values of one band in one zone; ``pixels`` are those with data, everything else is NaN without them."""

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
    """One band inside and around the landslides, and how well it tells them apart.

    ``auc`` is the chance that a pixel inside is higher than one around (0.5: no difference, 0 and 1: always told
    apart); ``jeffries_matusita`` runs from 0 to 2 and takes both for normally distributed; ``effect`` is the difference
    of the means in pooled standard deviations. NaN where not defined.
    """

    band: int
    inside: ZoneValues
    around: ZoneValues
    auc: float
    jeffries_matusita: float
    effect: float

    @property
    def separability(self) -> float:
        """How far the AUC is off no difference: 0 to 1."""
        return abs(2 * self.auc - 1)


@dataclass(frozen=True)
class BandValuesAnswer:
    """All bands; where a zone has more than ``sample_px`` pixels, as many spread evenly stand for it."""

    bands: tuple[BandValues, ...]
    sample_px: int
