"""Command ``band_values``: statistics of every band inside and around mapped landslides.

One pass over the zones counts pixels, one pass over the bands samples them.
"""

from __future__ import annotations

import numpy as np
import rasterio

from deepslide_qgis.core.band_values import BandValuesAnswer
from deepslide_qgis.core.comparison import write_answer
from deepslide_qgis.core.errors import Cancelled, RasterError
from deepslide_qgis.core.events import Finished, IsCancelled, Progress, Report
from deepslide_qgis.core.request import BandValuesRequest
from deepslide_qgis.engine.comparison.rasters import check_same_grid, read_object_ids, row_windows
from deepslide_qgis.engine.comparison.separability import compare_zones
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.raster_values import read_values
from deepslide_qgis.engine.rasters.source import open_raster

SAMPLE_PX = 200_000
INSIDE, AROUND = 1, 2


def band_values(request: BandValuesRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``; the answer is written to ``request.outputs.report``. Raises a DeepSlideError."""
    with raster_environment(), open_raster(request.input) as raster, open_raster(request.zones) as zones:
        check_same_grid(zones, raster)
        wrong = [band for band in request.bands if not 1 <= band <= raster.count]
        if wrong:
            raise RasterError(f"'{request.input}' has no band {wrong[0]}; it has {raster.count}.", "Choose others.")
        steps = _compute_steps(zones)
        samples: dict[int, list[np.ndarray]] = {INSIDE: [], AROUND: []}
        pixel_counts = {INSIDE: 0, AROUND: 0}
        for window in row_windows(raster, len(request.bands)):
            if is_cancelled():
                raise Cancelled()
            numbers = read_object_ids(zones, window)
            if numbers.any():
                values = read_values(raster, list(request.bands), window, request.input)
                for zone, parts in samples.items():
                    pixels = values[:, numbers == zone]
                    parts.append(pixels[:, -pixel_counts[zone] % steps[zone] :: steps[zone]])
                    pixel_counts[zone] += pixels.shape[1]
            report(Progress(window.row_off + window.height, raster.height))
        inside, around = (np.concatenate(samples[zone], axis=1) for zone in (INSIDE, AROUND))
    compared = (compare_zones(band, *zone) for band, *zone in zip(request.bands, inside, around, strict=True))
    write_answer(BandValuesAnswer(tuple(compared), SAMPLE_PX), request.outputs.report)
    return Finished(request.outputs.paths, {"inside_px": pixel_counts[INSIDE], "around_px": pixel_counts[AROUND]})


def _compute_steps(zones: rasterio.DatasetReader) -> dict[int, int]:
    """Return the sampling step of each zone; raise RasterError for a zone without pixels."""
    counts = np.zeros(3, np.int64)
    for window in row_windows(zones):
        counts += np.bincount(read_object_ids(zones, window).ravel(), minlength=3)[:3]
    for zone, what in ((INSIDE, "inside"), (AROUND, "around")):
        if not counts[zone]:
            raise RasterError(
                f"No pixel of the raster has its centre {what} the landslides.",
                "Check the CRS of both, and choose a greater distance around the landslides.",
            )
    return {zone: int(-(-counts[zone] // SAMPLE_PX)) for zone in (INSIDE, AROUND)}
