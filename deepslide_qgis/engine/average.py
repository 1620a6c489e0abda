"""Average probability rasters that already exist: combined probability, spread, agreement."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.errors import Cancelled, RasterError
from deepslide_qgis.core.events import Event, Finished, Progress, Warned
from deepslide_qgis.core.request import AverageRequest
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from deepslide_qgis.engine.prediction.output_layers import output_layers
from deepslide_qgis.engine.prediction.run_counts import RunCounts
from deepslide_qgis.engine.process.run_record import run_record
from deepslide_qgis.engine.rasters.grid import Grid, grid_of
from deepslide_qgis.engine.rasters.layer_file import BLOCK_PX
from deepslide_qgis.engine.rasters.predictions import read_prediction, warn_of_declared_zero
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.raster_values import View
from deepslide_qgis.engine.rasters.source import north_up, open_raster
from deepslide_qgis.engine.rasters.writer import RasterOutputs


def average(request: AverageRequest, report: Callable[[Event], None], is_cancelled: Callable[[], bool]) -> Finished:
    """Average the probability rasters of ``request``; return the files written. Raises a DeepSlideError.

    A pixel has data where every input has.
    """
    began = time.monotonic()
    with raster_environment(), ExitStack() as opening:
        rasters = [opening.enter_context(open_raster(path)) for path in request.inputs]
        grid = _shared_grid(rasters, request.inputs)
        for raster in rasters:
            warn_of_declared_zero(raster, report)
        rasters = [north_up(raster, grid, opening) for raster in rasters]
        if grid.crs is None:
            report(Warned("The rasters have no CRS."))
        with RasterOutputs(request.outputs.paths, grid, request.inputs) as outputs:
            counts = RunCounts()
            for top in range(0, grid.height, BLOCK_PX):
                if is_cancelled():
                    raise Cancelled()
                rows = _average_rows(request, rasters, Window(0, top, grid.width, min(BLOCK_PX, grid.height - top)))
                outputs.write(top, rows)
                counts.add_mask(rows["mask"])
                report(Progress(min(top + BLOCK_PX, grid.height), grid.height))
            summary = {
                "members": len(rasters),
                "combine": request.combine,
                "threshold": request.threshold,
                **counts.summary(grid),
                "seconds": round(time.monotonic() - began, 2),
            }
            record = run_record(request, summary)
            return Finished(outputs.finish(record), summary)


def _average_rows(request: AverageRequest, rasters: list[View], window: Window) -> dict:
    ensemble = RunningEnsemble(request.combine, request.threshold)
    usable = np.ones((int(window.height), int(window.width)), bool)
    for path, raster in zip(request.inputs, rasters, strict=True):
        values = read_prediction(raster, window, path)
        if np.nanmin(values, initial=0) < 0 or np.nanmax(values, initial=0) > 1:
            raise RasterError(f"'{path}' holds values outside 0 to 1.", "Choose probability rasters.")
        usable &= np.isfinite(values)
        ensemble.feed_probability(np.nan_to_num(values))
    return output_layers(ensemble.layers(), usable, request.threshold)


def _shared_grid(rasters: list[rasterio.DatasetReader], paths: tuple[str, ...]) -> Grid:
    first = rasters[0]
    for raster, path in zip(rasters, paths, strict=True):
        same = raster.shape == first.shape and raster.transform.almost_equals(first.transform, 1e-6)
        if not same or raster.crs != first.crs:
            raise RasterError(
                f"'{path}' lies on another grid than '{paths[0]}' (size, position or CRS).",
                "Average rasters predicted from the same input, or warp them to one grid first.",
            )
    return grid_of(first)
