"""Checks that changes and scales of brightness in an experiment suit its bands and its data."""

from __future__ import annotations

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import RequestError
from training.planning.plans import Augmentation, DataPlan, NormalisationPlan

REFLECTANCE = "reflectance"


def changes_exposure(augmentation: Augmentation) -> bool:
    """Return whether the augmentation changes pixel values, not only the tile's position."""
    changes_bands = augmentation.quantum > 0 or augmentation.haze_share > 0 or augmentation.band_factor > 1
    return changes_bands or augmentation.gain_factor > 1


def check_exposure(augmentation: Augmentation, setting: BandSetting) -> None:
    """Raise RequestError if brightness changes are asked for bands other than reflectance."""
    others = [band.name for band in setting.bands if band.unit != REFLECTANCE]
    if others and changes_exposure(augmentation):
        raise RequestError(
            f"The augmentation changes brightness, and '{setting.name}' has bands that are no reflectance: "
            f"{', '.join(others)}.",
            "Leave gain_factor, band_factor, haze_share and quantum away.",
        )


def check_divide(data: DataPlan, normalisation: NormalisationPlan) -> None:
    """Raise RequestError if 8-bit tiles, each scaled by an unknown factor, are divided without a gain."""
    if data.kind == "tiles" and normalisation.divide and normalisation.gain == "none":
        raise RequestError(
            "Tiles are known up to a factor, so normalisation.divide needs a gain that takes it out.",
            'Write gain = "raster_median", or leave divide away for a pack that reads 8-bit images as they are.',
        )
