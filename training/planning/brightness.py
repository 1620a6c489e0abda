"""Which changes and scales of brightness an experiment may ask for: those that its bands and its data can have."""

from __future__ import annotations

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RequestError
from training.planning.plans import Augmentation, DataPlan, NormalisationPlan

REFLECTANCE = "reflectance"


def changes_exposure(plan: Augmentation) -> bool:
    """Return whether tiles change in more than their position."""
    return plan.quantum > 0 or plan.haze_share > 0 or plan.band_factor > 1 or plan.gain_factor > 1


def check_exposure(plan: Augmentation, setting: BandSetting) -> None:
    """Raise RequestError where ``plan`` changes the brightness of bands that have none: classes, decibels, metres."""
    others = [band.name for band in setting.bands if band.unit != REFLECTANCE]
    if others and changes_exposure(plan):
        raise RequestError(
            f"The augmentation changes brightness, and '{setting.name}' has bands that are no reflectance: "
            f"{', '.join(others)}.",
            "Leave gain_factor, band_factor, haze_share and quantum away.",
        )


def check_divide(data: DataPlan, normalisation: NormalisationPlan) -> None:
    """Raise RequestError where 8-bit tiles, known up to a factor each, would be taken for values that were divided."""
    if data.kind == "tiles" and normalisation.divide and normalisation.gain == "none":
        raise RequestError(
            "Tiles are known up to a factor, so normalisation.divide needs a gain that takes it out.",
            'Write gain = "raster_median", or leave divide away for a pack that reads 8-bit images as they are.',
        )
