"""Open the raster of a request, and measure once what all parts of a divided prediction need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.packs.pack import Pack, open_pack
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.engine.prediction.gain import measure_gain
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source

Report = Callable[[Event], None]


@dataclass(frozen=True)
class Survey:
    """What the parts of a raster share: the prediction grid, the brightness gain, and the files that are read."""

    grid: Grid
    gain: float
    files: tuple[str, ...]


def survey(request: PredictionRequest, report: Report) -> Survey:
    """Return the survey of the whole raster of ``request``, so that parts of it can be predicted independently."""
    pack = open_pack(request.pack)
    with raster_environment(), open_source(request, pack, report) as source, raster_environment(source.cache_bytes):
        return Survey(source.grid, measure_gain(source, pack.card, report), tuple(source.files))


def open_source(request: PredictionRequest, pack: Pack, report: Report) -> Source:
    """Open the raster of ``request`` with its area of interest and excluded areas; report warnings about it."""
    card = pack.card
    source = Source(request.input, card.setting, request.bands, card.gsd_m)
    if request.inside:
        source.limit(request.inside, keep=True)
    for path in request.exclude:
        source.limit(path, keep=False)
    if not card.for_mapping:
        report(Warned(f"The pack '{card.title}' is for trying the tool, not for mapping landslides."))
    if source.grid.crs is None:
        report(Warned(f"The raster has no CRS: {card.gsd_m:g} m pixels are assumed and areas are in pixels."))
    elif source.grid.pixel_m is None:
        report(Warned(f"The size of the raster's pixels cannot be measured in its CRS: {card.gsd_m:g} m are assumed."))
    if source.grid is not source.original:
        report(Logged(f"The raster's pixels are brought from {_size(source.original)} to {card.gsd_m:g} m."))
    report(Logged(f"Bands {', '.join(map(str, source.match.numbers))} ({source.match.how}) are {card.setting.title}."))
    return source


def _size(grid: Grid) -> str:
    """Return the pixel size of ``grid``, which must be known, as text."""
    return " × ".join(f"{size:.4g}" for size in grid.pixel_m) + " m"
