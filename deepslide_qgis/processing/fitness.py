"""Whether a raster and a model pack fit each other, told before anything is run."""

from __future__ import annotations

from qgis.core import QgsCoordinateTransformContext

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.card import ModelCard
from deepslide_qgis.core.errors import BandError, RasterError, RequestError
from deepslide_qgis.core.pack import read_card
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.processing.raster_source import RasterSource

TOO_FAR = 4.0
"""Pixels more than this factor off the pack's resolution are refused."""


def check_fitness(
    request: PredictionRequest, source: RasterSource, transforms: QgsCoordinateTransformContext
) -> ModelCard:
    """Return the card of the pack; raise a DeepSlideError where the pack cannot predict the raster as asked."""
    card = read_card(request.pack)
    if request.band_setting and request.band_setting != card.setting.name:
        raise BandError(
            f"The pack '{card.id}' was trained on the band setting '{card.setting.name}' "
            f"({', '.join(card.setting.band_names)}), not on '{request.band_setting}'.",
            "Choose a pack trained on that setting, or leave the setting to the pack.",
        )
    if request.members is not None and request.members > len(card.members):
        raise RequestError(
            f"The pack '{card.id}' has {len(card.members)} members; {request.members} were asked for.",
            "Ask for fewer, or leave MEMBERS empty for all.",
        )
    match_bands(card.setting, source.descriptions, request.bands)
    _check_resolution(card, source, transforms)
    return card


def _check_resolution(card: ModelCard, source: RasterSource, transforms: QgsCoordinateTransformContext) -> None:
    pixel_m = source.pixel_m(transforms)
    if pixel_m is None or min(pixel_m) <= 0:
        return
    worst = max(max(size / card.gsd_m, card.gsd_m / size) for size in pixel_m)
    if worst > TOO_FAR:
        raise RasterError(
            f"The raster's pixels are {pixel_m[0]:.3g} m × {pixel_m[1]:.3g} m; "
            f"the pack '{card.id}' was trained at {card.gsd_m:g} m. More than {TOO_FAR:g}× off cannot be predicted.",
            "Use imagery of a resolution near the pack's, or a pack trained for this resolution.",
        )
