"""Checks that a request, a raster and a model pack fit each other, used by the dialogs and again by the engine."""

from __future__ import annotations

from deepslide_qgis.core.errors import BandError, RasterError, RequestError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.request import PredictionRequest

TOO_FAR = 4.0
"""Largest factor between the raster's pixel size and the pack's resolution."""


def check_request(request: PredictionRequest, card: ModelCard) -> None:
    """Raise RequestError or BandError if the request asks the pack for something that it was not trained for."""
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


def check_resolution(pixel_m: tuple[float, float], gsd_m: float) -> None:
    """Raise RasterError if pixels of ``pixel_m`` (width, height) differ too much from the pack's ``gsd_m``."""
    if max(max(size / gsd_m, gsd_m / size) for size in pixel_m) > TOO_FAR:
        raise RasterError(
            f"The raster's pixels are {pixel_m[0]:.3g} m × {pixel_m[1]:.3g} m; "
            f"the model pack was trained at {gsd_m:g} m. More than {TOO_FAR:g}× off cannot be predicted.",
            "Use imagery of a resolution near the pack's, or a pack trained for this resolution.",
        )
