"""The engine's commands: the request class of each, and the engine module that executes the command."""

from __future__ import annotations

from dataclasses import dataclass

from deepslide_qgis.core.imagery.fetching import FetchRequest, SearchRequest
from deepslide_qgis.core.imagery.imagery_requests import (
    BandStackRequest,
    CompositeRequest,
    LandCoverRequest,
    TerrainCorrectionRequest,
    VegetationChangeRequest,
)
from deepslide_qgis.core.request import (
    AverageRequest,
    BandValuesRequest,
    CheckRequest,
    ComparisonRequest,
    PoolRequest,
    PredictionRequest,
)


@dataclass(frozen=True)
class Command:
    """``request`` is the command's request class; ``module``, below ``deepslide_qgis.engine``, holds the function.

    The function has the command's name. The module is named, not imported: QGIS has no engine libraries, and a library
    that one command lacks must not break the others.
    """

    request: type
    module: str


COMMANDS = {
    "predict": Command(PredictionRequest, "predict"),
    "average": Command(AverageRequest, "average"),
    "compare": Command(ComparisonRequest, "compare"),
    "pool": Command(PoolRequest, "pool"),
    "band_values": Command(BandValuesRequest, "band_values"),
    "terrain_correction": Command(TerrainCorrectionRequest, "imagery.terrain_correction"),
    "composite": Command(CompositeRequest, "imagery.composite"),
    "vegetation_change": Command(VegetationChangeRequest, "imagery.vegetation_change"),
    "land_cover": Command(LandCoverRequest, "imagery.land_cover"),
    "band_stack": Command(BandStackRequest, "imagery.band_stack"),
    "search_imagery": Command(SearchRequest, "archive.search"),
    "fetch_imagery": Command(FetchRequest, "archive.fetch"),
    "check": Command(CheckRequest, "check"),
}
