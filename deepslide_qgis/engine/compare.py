"""Command ``compare``: compare a prediction with an inventory, strip by strip.

Memory does not grow with the raster's height, only with the number of landslides and candidates.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from deepslide_qgis.core.comparison import ComparisonReport, write_answer
from deepslide_qgis.core.errors import Cancelled, RasterError
from deepslide_qgis.core.events import Finished, IsCancelled, Progress, Report, Warned
from deepslide_qgis.core.request import ComparisonRequest
from deepslide_qgis.engine.comparison.answer import Tallies
from deepslide_qgis.engine.comparison.error_map import error_codes
from deepslide_qgis.engine.comparison.error_map_file import ErrorMapFile
from deepslide_qgis.engine.comparison.pictures import PictureRenderer, worst_false_alarms, worst_misses
from deepslide_qgis.engine.comparison.rasters import ComparisonRasters, Strip
from deepslide_qgis.engine.rasters.predictions import warn_of_declared_zero
from deepslide_qgis.engine.rasters.raster_environment import raster_environment

NOTHING_BELOW = (
    "Every compared pixel lies at or over the threshold, so nothing can count as missed. Check the threshold, and that "
    "the prediction does not store 'no landslide' as no-data."
)


def compare(request: ComparisonRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``; the answer is written to ``request.outputs.report``. Raises a DeepSlideError."""
    start = time.monotonic()
    with raster_environment(), ComparisonRasters(request) as rasters:
        for raster in rasters.predictions:
            warn_of_declared_zero(raster, report)
        with ErrorMapFile(request.outputs.error_map, rasters.prediction) as error_map:
            tallies = Tallies(request, rasters)
            for strip in rasters.strips():
                if is_cancelled():
                    raise Cancelled()
                codes = _compute_codes(strip, request.threshold)
                tallies.add(strip, codes)
                error_map.write(strip.top, codes)
                report(Progress(strip.top + len(codes), rasters.prediction.height))
            if not tallies.counts.pixels:
                raise RasterError(
                    "There is nothing to compare: the prediction has no data inside the area of interest.",
                    "Check that the area of interest overlaps the prediction, and their CRS.",
                )
            answer = _add_pictures(tallies.report(), tallies, PictureRenderer(request, rasters.prediction, report))
            error_map.finish()
        if not answer.pixels.fn + answer.pixels.tn:
            report(Warned(NOTHING_BELOW))
        write_answer(answer, request.outputs.report)
        return Finished(request.outputs.paths, {"seconds": round(time.monotonic() - start, 2)})


def _compute_codes(strip: Strip, threshold: float) -> np.ndarray:
    predicted = strip.probability >= np.float32(threshold)
    return error_codes(strip.landslides > 0, predicted, strip.valid, strip.single)


def _add_pictures(answer: ComparisonReport, tallies: Tallies, renderer: PictureRenderer) -> ComparisonReport:
    misses = worst_misses(answer.landslides, renderer.most)
    alarms = worst_false_alarms(answer.candidates, renderer.most)
    return replace(
        answer,
        misses=renderer.render(misses, tallies.landslides, answer.landslides),
        false_alarms=renderer.render(alarms, tallies.candidates, answer.candidates),
    )
