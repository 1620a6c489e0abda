"""Command ``fetch_imagery``: read the chosen images, several dates at a time; complete dates on disk are kept."""

from __future__ import annotations

import threading
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from typing import Optional

import rasterio
from rasterio.enums import Resampling

from deepslide_qgis.core.errors import Cancelled, DeepSlideError, OutputError, RasterError, RequestError
from deepslide_qgis.core.events import Finished, IsCancelled, Logged, Progress, Report, Warned
from deepslide_qgis.core.imagery.fetching import ELEVATION, TITLES, FetchedDate, FetchRequest, FoundImage
from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.engine.archive.addresses import Address, Addresses, store_variables
from deepslide_qgis.engine.archive.asset import Asset, gdal_options
from deepslide_qgis.engine.archive.date_raster import DateResult, block_count
from deepslide_qgis.engine.archive.dated import is_on_disk, write_date
from deepslide_qgis.engine.archive.network import use_network
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment

DATES_AT_ONCE = 4
LARGEST_PX = 30_000
ELEVATION_MARGIN_PX = 50
POLL_S = 0.1


def fetch_imagery(request: FetchRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``: write one folder per date. Raises a DeepSlideError; complete folders stay even then."""
    with use_network(request.access, store_variables(request.archive, request.access)), raster_environment():
        grid = target_grid(request.target, ())
        if max(grid.width, grid.height) > LARGEST_PX:
            raise RequestError(
                f"The area is {grid.width} × {grid.height} pixels; up to {LARGEST_PX} either way are fetched.",
                "Choose a smaller area or larger pixels.",
            )
        with ExitStack() as closing:
            locks = OutputLocks()
            closing.callback(locks.release)
            _claim_folders(locks, request)
            return _Fetch(request, grid, report).run(is_cancelled)


def _claim_folders(locks: OutputLocks, request: FetchRequest) -> None:
    for path in request.outputs.paths.values():
        if not locks.claim(path):
            raise OutputError(f"'{path}' is being written by another run.", "Wait for it, or choose another folder.")


class _Fetch:
    """One run: its threads, its progress, the result of each date."""

    def __init__(self, request: FetchRequest, grid: Grid, report: Report):
        self._request = request
        self._grid = grid
        self._report = report
        self._addresses = Addresses(request.archive, request.access)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._done = 0
        self._wanted = [date for date in request.dates if not is_on_disk(date, self._grid_of(date))]
        self._total = sum(len(date.bands) * block_count(self._grid_of(date)) for date in self._wanted)

    def run(self, is_cancelled: IsCancelled) -> Finished:
        """Fetch the missing dates; leave out unreadable ones, as long as others of their period can be read."""
        kept = len(self._request.dates) - len(self._wanted)
        if kept:
            self._report(Logged(f"{kept} of {len(self._request.dates)} dates are in the folder already."))
        with ThreadPoolExecutor(DATES_AT_ONCE, "fetching") as threads:
            running = {threads.submit(self._fetch, date): date for date in self._wanted}
            try:
                outcomes = self._collect(running, is_cancelled)
            finally:
                self._ended.set()
                threads.shutdown(cancel_futures=True)
        self._check_periods(outcomes)
        left_out = {name: outcome.message for name, outcome in outcomes.items() if _is_failure(outcome)}
        paths = {name: path for name, path in self._request.outputs.paths.items() if name not in left_out}
        dates = {name: outcome.figures for name, outcome in outcomes.items() if not _is_failure(outcome)}
        summary = {"fetched": len(dates), "kept": kept, "left_out": left_out, "dates": dates}
        return Finished(paths, {**summary, "width": self._grid.width, "height": self._grid.height})

    def _collect(
        self, running: dict[Future, FetchedDate], is_cancelled: IsCancelled
    ) -> dict[str, DateResult | RasterError]:
        outcomes, waiting = {}, set(running)
        while waiting:
            if is_cancelled():
                raise Cancelled()
            ended, waiting = wait(waiting, POLL_S, FIRST_COMPLETED)
            for future in ended:
                outcomes[running[future].name] = self._take_outcome(running[future], future)
        return outcomes

    def _take_outcome(self, date: FetchedDate, future: Future) -> DateResult | RasterError:
        """Return and report the result of a date; raise errors that end the whole run."""
        try:
            result: DateResult = future.result()
        except RasterError as error:
            self._report(Warned(f"{date.name} is left out. {error.message}"))
            return error
        clear = f", {result.clear_share:.0%} of it clear" if "SCL" in date.bands else ""
        self._report(Logged(f"{date.name}: {result.data_share:.0%} of the area{clear}."))
        for warning in result.warnings:
            self._report(Warned(warning))
        return result

    def _fetch(self, date: FetchedDate) -> DateResult:
        with rasterio.Env(**gdal_options()):
            return write_date(date, self._grid_of(date), self._open, self._step)

    def _open(self, image: FoundImage, band: str, grid: Grid, resampling: Resampling, nodata: float) -> Asset:
        def address() -> Address:
            return self._addresses.resolve(image.collection, image.assets[band])

        return Asset(f"{image.id} {band}", address, grid, resampling, nodata, self._ended.wait)

    def _grid_of(self, date: FetchedDate) -> Grid:
        """Return the grid of a date: elevation has a margin, since slopes and shadows need neighbours."""
        if date.sensor != ELEVATION:
            return self._grid
        grid, margin = self._grid, ELEVATION_MARGIN_PX
        shifted = grid.transform @ rasterio.Affine.translation(-margin, -margin)
        return Grid(grid.width + 2 * margin, grid.height + 2 * margin, shifted, grid.crs, grid.pixel_m)

    def _step(self) -> None:
        if self._ended.is_set():
            raise Cancelled()
        with self._lock:
            self._done += 1
            self._report(Progress(self._done, self._total))

    def _check_periods(self, outcomes: dict[str, DateResult | RasterError]) -> None:
        """Raise RasterError if every date of a period and sensor failed."""
        groups: dict[tuple[str, str], list[Optional[DeepSlideError]]] = defaultdict(list)
        for date in self._request.dates:
            outcome = outcomes.get(date.name)
            groups[date.sensor, date.period].append(outcome if _is_failure(outcome) else None)
        for (sensor, period), errors in groups.items():
            if all(errors):
                period_title = f"{TITLES[sensor]} {period}".strip()
                raise RasterError(
                    f"Nothing of {period_title} could be fetched. {errors[-1].message}", errors[-1].remedy
                )


def _is_failure(outcome: object) -> bool:
    return isinstance(outcome, RasterError)
