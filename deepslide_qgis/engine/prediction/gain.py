"""The brightness gain of a raster, and warnings of values that the members have not seen in training."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Optional

from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.engine.networks.normalisation import raster_gain
from deepslide_qgis.engine.prediction.plausibility import implausible_bands, without_fill
from deepslide_qgis.engine.prediction.strips import has_data
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source

Report = Callable[[Event], None]


def measure_gain(source: Source, card: ModelCard, report: Report) -> float:
    """Return the gain of a sample of ``source`` (see ``raster_gain``); report implausible bands and undeclared no-data.

    Raises RasterError where no pixel has data.
    """
    usable = partial(has_data, nodata=card.nodata)
    sample = source.sample(usable)
    source.check_something_wanted(usable)
    gain = raster_gain(sample, card.normalisation)
    if card.normalisation.gain != "none":
        report(
            Logged(f"Brightness: all values are divided by {gain:.4g}, the median over the raster in the card's units.")
        )
    known, fill_warnings = without_fill(sample)
    for warning in (*fill_warnings, *implausible_bands(known, card, gain)):
        report(Warned(warning))
    return gain


class GainMeasurement:
    """Runs ``measure_gain`` in a thread while members load; with a ``known`` gain there is nothing to measure.

    Use it as a context manager: leaving it waits for the thread, which reads ``source``.
    """

    def __init__(self, source: Source, card: ModelCard, known: Optional[float]):
        self._events: list[Event] = []
        self._thread = ThreadPoolExecutor(1, "gain")
        self._gain = self._thread.submit(self._measure, source, card, known)

    def __enter__(self) -> GainMeasurement:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True)

    def _measure(self, source: Source, card: ModelCard, known: Optional[float]) -> float:
        with raster_environment(source.cache_bytes):
            return known or measure_gain(source, card, self._events.append)

    def raise_if_failed(self) -> None:
        """Raise the measurement's error, if it has one so far."""
        if self._gain.done():
            self._gain.result()

    def wait(self, report: Report) -> float:
        """Return the gain once it is measured; ``report`` what the measurement had to tell."""
        gain = self._gain.result()
        for event in self._events:
            report(event)
        return gain
