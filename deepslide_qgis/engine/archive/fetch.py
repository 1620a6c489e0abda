"""Fetch the chosen images, date by date, several at a time; what is whole already stays."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Optional

import rasterio
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import Cancelled, DeepSlideError, OutputError, RasterError, RequestError
from deepslide_qgis.core.events import Event, Finished, Logged, Progress, Warned
from deepslide_qgis.core.imagery.fetching import ELEVATION, TITLES, FetchedDate, FetchRequest, FoundImage
from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.engine.archive.addresses import Address, Addresses, store_variables
from deepslide_qgis.engine.archive.asset import Asset, gdal_options
from deepslide_qgis.engine.archive.date_raster import Written, block_count
from deepslide_qgis.engine.archive.dated import is_whole, write_date
from deepslide_qgis.engine.archive.network import network
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment

DATES_AT_ONCE = 4
LARGEST_PX = 30_000
ELEVATION_MARGIN_PX = 50
POLL_S = 0.1

Report = Callable[[Event], None]


def fetch_imagery(request: FetchRequest, report: Report, is_cancelled: Callable[[], bool]) -> Finished:
    """Carry out ``request``: one folder for each date. Raises a DeepSlideError; whole folders stay even then."""
    with network(request.access, store_variables(request.archive, request.access)), raster_environment():
        grid = target_grid(request.target, ())
        if max(grid.width, grid.height) > LARGEST_PX:
            raise RequestError(
                f"The area is {grid.width} × {grid.height} pixels; up to {LARGEST_PX} either way are fetched.",
                "Choose a smaller area or larger pixels.",
            )
        with ExitStack() as closing:
            locks = OutputLocks()
            closing.callback(locks.release)
            _claim(locks, request)
            return _Fetch(request, grid, report).run(is_cancelled)


def _claim(locks: OutputLocks, request: FetchRequest) -> None:
    for path in request.outputs.paths.values():
        if not locks.claim(path):
            raise OutputError(f"'{path}' is being written by another run.", "Wait for it, or choose another folder.")


class _Fetch:
    """One run: its threads, its progress, what became of each date."""

    def __init__(self, request: FetchRequest, grid: Grid, report: Report):
        self._request = request
        self._grid = grid
        self._report = report
        self._addresses = Addresses(request.archive, request.access)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._done = 0
        self._wanted = [made for made in request.dates if not is_whole(made, self._grid_of(made))]
        self._total = sum(len(made.bands) * block_count(self._grid_of(made)) for made in self._wanted)

    def run(self, is_cancelled: Callable[[], bool]) -> Finished:
        """Fetch what is wanted; leave out dates that cannot be read, as long as others of their period can."""
        kept = len(self._request.dates) - len(self._wanted)
        if kept:
            self._report(Logged(f"{kept} of {len(self._request.dates)} dates are in the folder already."))
        with ThreadPoolExecutor(DATES_AT_ONCE, "fetching") as threads:
            running = {threads.submit(self._fetch, made): made for made in self._wanted}
            try:
                outcomes = self._collect(running, is_cancelled)
            finally:
                self._ended.set()
                threads.shutdown(cancel_futures=True)
        self._check_periods(outcomes)
        left_out = {name: outcome.message for name, outcome in outcomes.items() if _failed(outcome)}
        there = {name: path for name, path in self._request.outputs.paths.items() if name not in left_out}
        dates = {name: outcome.figures for name, outcome in outcomes.items() if not _failed(outcome)}
        summary = {"fetched": len(dates), "kept": kept, "left_out": left_out, "dates": dates}
        return Finished(there, {**summary, "width": self._grid.width, "height": self._grid.height})

    def _collect(
        self, running: dict[Future, FetchedDate], is_cancelled: Callable[[], bool]
    ) -> dict[str, Written | RasterError]:
        outcomes, waiting = {}, set(running)
        while waiting:
            if is_cancelled():
                raise Cancelled()
            ended, waiting = wait(waiting, POLL_S, FIRST_COMPLETED)
            for future in ended:
                outcomes[running[future].name] = self._outcome(running[future], future)
        return outcomes

    def _outcome(self, made: FetchedDate, future: Future) -> Written | RasterError:
        """Return what came of a date, and tell it; raise what ends the whole run."""
        try:
            written: Written = future.result()
        except RasterError as error:
            self._report(Warned(f"{made.name} is left out. {error.message}"))
            return error
        clear = f", {written.clear_share:.0%} of it clear" if "SCL" in made.bands else ""
        self._report(Logged(f"{made.name}: {written.data_share:.0%} of the area{clear}."))
        for warning in written.warnings:
            self._report(Warned(warning))
        return written

    def _fetch(self, made: FetchedDate) -> Written:
        with rasterio.Env(**gdal_options()):
            return write_date(made, self._grid_of(made), self._open, self._step)

    def _open(self, image: FoundImage, band: str, grid: Grid, resampling: Resampling, nodata: float) -> Asset:
        def address() -> Address:
            return self._addresses.of(image.collection, image.assets[band])

        return Asset(f"{image.id} {band}", address, grid, resampling, nodata, self._ended.wait)

    def _grid_of(self, made: FetchedDate) -> Grid:
        """Return the grid of a date: elevation reaches beyond the area, since slopes and shadows need neighbours."""
        if made.sensor != ELEVATION:
            return self._grid
        grid, margin = self._grid, ELEVATION_MARGIN_PX
        moved = grid.transform @ rasterio.Affine.translation(-margin, -margin)
        return Grid(grid.width + 2 * margin, grid.height + 2 * margin, moved, grid.crs, grid.pixel_m)

    def _step(self) -> None:
        if self._ended.is_set():
            raise Cancelled()
        with self._lock:
            self._done += 1
            self._report(Progress(self._done, self._total))

    def _check_periods(self, outcomes: dict[str, Written | RasterError]) -> None:
        """Raise RasterError where every date of a period, of one kind of imagery, could not be read."""
        groups: dict[tuple[str, str], list[Optional[DeepSlideError]]] = defaultdict(list)
        for made in self._request.dates:
            outcome = outcomes.get(made.name)
            groups[made.sensor, made.period].append(outcome if _failed(outcome) else None)
        for (sensor, period), errors in groups.items():
            if all(errors):
                what = f"{TITLES[sensor]} {period}".strip()
                raise RasterError(f"Nothing of {what} could be fetched. {errors[-1].message}", errors[-1].remedy)


def _failed(outcome: object) -> bool:
    return isinstance(outcome, RasterError)
