"""Check, before a run, that a model pack fits a raster layer."""

from __future__ import annotations

from qgis.core import QgsCoordinateTransformContext

from deepslide_qgis.core.bandmatch import match_bands
from deepslide_qgis.core.fitness import check_request, check_resolution
from deepslide_qgis.core.packs.pack import read_card
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.processing.rasters.raster_source import RasterSource


def check_fitness(request: PredictionRequest, source: RasterSource, transforms: QgsCoordinateTransformContext) -> None:
    """Raise a DeepSlideError if the pack cannot predict the raster as requested."""
    card = read_card(request.pack)
    check_request(request, card)
    match_bands(card.setting, source.descriptions, request.bands)
    pixel_m = source.pixel_m(transforms)
    if pixel_m is not None and min(pixel_m) > 0:
        check_resolution(pixel_m, card.gsd_m)
