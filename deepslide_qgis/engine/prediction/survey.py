"""What is known of a raster before the first pixel is predicted: its grid, its brightness, values out of the common."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Optional

from deepslide_qgis.core.events import Event, Logged, Report, Warned
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import Pack, open_pack
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.engine.networks.normalisation import raster_gain
from deepslide_qgis.engine.prediction.plausibility import implausible_bands, without_fill
from deepslide_qgis.engine.prediction.strips import has_data
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source


@dataclass(frozen=True)
class Survey:
    """A raster seen as one: its prediction grid, its gain, the files that it is made of."""

    grid: Grid
    gain: float
    files: tuple[str, ...]


def survey(request: PredictionRequest, report: Report) -> Survey:
    """Look at the whole raster of ``request`` as a prediction would, so that its parts can be predicted apart."""
    pack = open_pack(request.pack)
    with raster_environment(), open_source(request, pack, report) as source, raster_environment(source.cache_bytes):
        return Survey(source.grid, judge_values(source, pack.card, report), tuple(source.files))


def open_source(request: PredictionRequest, pack: Pack, report: Report) -> Source:
    """Open the raster of ``request`` with its masks; report what a person should know of it."""
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
    """Return how large the pixels of a ``grid`` are on the ground, which is known."""
    return " × ".join(f"{size:.4g}" for size in grid.pixel_m) + " m"


class Judgement:
    """What :func:`judge_values` says of ``source``, in a thread of its own; ``given`` is a gain that is known already.

    Use it as a context manager: leaving it waits for the thread, which reads from the source.
    """

    def __init__(self, source: Source, card: ModelCard, given: Optional[float]):
        self._told: list[Event] = []
        self._thread = ThreadPoolExecutor(1, "judge")
        self._gain = self._thread.submit(self._judge, source, card, given)

    def __enter__(self) -> Judgement:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True)

    def _judge(self, source: Source, card: ModelCard, given: Optional[float]) -> float:
        with raster_environment(source.cache_bytes):
            return given or judge_values(source, card, self._told.append)

    def check(self) -> None:
        """Raise what has gone wrong so far."""
        if self._gain.done():
            self._gain.result()

    def gain(self, report: Report) -> float:
        """Wait for the gain; ``report`` what was seen."""
        gain = self._gain.result()
        for event in self._told:
            report(event)
        return gain


def judge_values(source: Source, card: ModelCard, report: Report) -> float:
    """Return the raster's gain, after warning of values that the members have not seen."""
    usable = partial(has_data, nodata=card.nodata)
    sample = source.sample(usable)
    source.check_something_wanted(usable)
    gain = raster_gain(sample, card.normalisation)
    if card.normalisation.gain != "none":
        report(
            Logged(f"Brightness: all values are divided by {gain:.4g}, the median over the raster in the card's units.")
        )
    known, fill = without_fill(sample)
    for warning in (*fill, *implausible_bands(known, card, gain)):
        report(Warned(warning))
    return gain
