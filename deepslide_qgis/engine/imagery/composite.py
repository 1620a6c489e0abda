"""Command ``composite``: one image of the dates in a period, with the date and number of dates of each pixel."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Optional

import numpy as np

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.events import Finished, IsCancelled, Logged, Report, Warned
from deepslide_qgis.core.imagery.imagery_requests import CompositeRequest
from deepslide_qgis.core.imagery.scene import Scene
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.backscatter import to_db
from deepslide_qgis.engine.imagery.block_run import Computed, run_blocks
from deepslide_qgis.engine.imagery.coverage import Coverage
from deepslide_qgis.engine.imagery.on_grid import Block
from deepslide_qgis.engine.imagery.optical import CLASSES, INFRARED, OpticalSeries
from deepslide_qgis.engine.imagery.radar import (
    RadarSeries,
    are_terrain_corrected,
    check_one_orbit,
    find_shared_polarisations,
)
from deepslide_qgis.engine.imagery.radar_geometry import open_angle_rasters, read_first_known
from deepslide_qgis.engine.imagery.scenes import RADAR_BANDS, filter_by_period, find_scenes, list_files
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import Layer, LayerBand
from deepslide_qgis.engine.rasters.raster_environment import raster_environment

NO_DATE = 0


def composite(request: CompositeRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``. Raises a DeepSlideError."""
    with raster_environment(), ExitStack() as opening:
        scenes = filter_by_period(find_scenes(request.scenes, (*RADAR_BANDS, INFRARED)), request.period, "satellite")
        radar = [scene for scene in scenes if set(RADAR_BANDS) & set(scene.band_names)]
        if radar and len(radar) < len(scenes):
            raise RasterError("Sentinel-1 and Sentinel-2 images are mixed.", "Make one composite of each.")
        grid = target_grid(request.target, [list_files(scenes)])
        make = _RadarComposite if radar else _OpticalComposite
        maker = make(request, scenes, grid, opening, report)
        if request.outputs.dates and not maker.dated:
            raise RasterError(
                "A median has no single date for a pixel, and images without a date in their names have none to tell.",
                "Leave the raster of dates out, or choose the greenest pixel of dated images.",
            )
        return run_blocks(
            request, grid, maker.layers, list_files(scenes), maker.compute, maker.conclude, report, is_cancelled
        )


class _OpticalComposite:
    """Reflectance of the bands that all images share."""

    def __init__(
        self,
        request: CompositeRequest,
        scenes: Sequence[Scene],
        grid: Grid,
        opening: ExitStack,
        report: Report,
    ):
        shared = [n for n in scenes[0].band_names if n != CLASSES and all(scene.band(n) for scene in scenes)]
        self._series = OpticalSeries(scenes, shared, request.optical, grid, opening, lambda text: report(Warned(text)))
        if not self._series.masks_clouds:
            report(Warned("Not every image has its scene classification (SCL): clouds are not taken out of those."))
        self._method = request.optical.method
        self._coverage = Coverage("Sentinel-2 image(s)", request.optical.minimum_dates, report)
        self._dates = np.array([_date_number(scene.date) for scene in scenes] + [NO_DATE], np.int32)
        self.dated = self._method == "greenest" and all(scene.date for scene in scenes)
        self.layers = _make_layers([LayerBand(name, "reflectance") for name in self._series.bands])

    def compute(self, block: Block) -> Computed:
        """Return the outputs of one block."""
        block_composite = self._series.compose(block)
        self._coverage.count(block_composite.counts)
        chosen = self._dates[block_composite.chosen] if block_composite.chosen is not None else None
        return {"composite": block_composite.bands, "dates": chosen, "counts": block_composite.counts}

    def conclude(self) -> dict[str, Any]:
        """Return entries of the record; raise RasterError if no pixel had a usable date."""
        return {"method": self._method, **self._coverage.conclude(), "scenes": describe_scenes(self._series.scenes)}


class _RadarComposite:
    """The median of linear power, in decibels, and the incidence angle if the images have it."""

    dated = False

    def __init__(
        self,
        request: CompositeRequest,
        scenes: Sequence[Scene],
        grid: Grid,
        opening: ExitStack,
        report: Report,
    ):
        check_one_orbit(scenes, scenes)
        self._series = RadarSeries(
            scenes, find_shared_polarisations(scenes), request.scale, grid, opening, lambda text: report(Logged(text))
        )
        self._coverage = Coverage("Sentinel-1 image", 1, report)
        self._angles = open_angle_rasters(scenes, grid, opening)
        bands = list(layers.backscatter(self._series.polarisations, are_terrain_corrected(scenes)).bands)
        self.layers = _make_layers([*bands, LayerBand("angle", "°")] if self._angles else bands)

    def compute(self, block: Block) -> Computed:
        """Return the outputs of one block."""
        linear, counts = self._series.median_linear(block)
        self._coverage.count(counts)
        bands = to_db(linear)
        if self._angles:
            bands = np.concatenate([bands, read_first_known(self._angles, block)[np.newaxis]])
        return {"composite": bands, "dates": None, "counts": counts}

    def conclude(self) -> dict[str, Any]:
        """Return entries of the record; raise RasterError if no pixel had an image."""
        return {"method": "median", **self._coverage.conclude(), "scenes": describe_scenes(self._series.scenes)}


def _make_layers(bands: Sequence[LayerBand]) -> dict[str, Layer]:
    return {
        "composite": layers.numeric("Composite", *bands),
        "dates": layers.categorical("Date of the pixel, as YYYYMMDD", NO_DATE, "int32"),
        "counts": layers.categorical("Number of usable dates", -1, "int16"),
    }


def describe_scenes(scenes: Sequence[Scene]) -> list[dict[str, Optional[str]]]:
    """Return the record's entry for each scene."""
    return [
        {
            "id": scene.id,
            "date": scene.date,
            "processing_baseline": scene.processing_baseline,
            "relative_orbit": scene.relative_orbit,
            "files": list_files([scene]),
        }
        for scene in scenes
    ]


def _date_number(date: Optional[str]) -> int:
    return int(date.replace("-", "")) if date else NO_DATE
