"""Command ``band_stack``: compute the bands of a setting from imagery on one grid, in one pass."""

from __future__ import annotations

from contextlib import ExitStack

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.events import Finished, IsCancelled, Report
from deepslide_qgis.core.imagery.imagery_requests import BandStackRequest
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.block_run import run_blocks
from deepslide_qgis.engine.imagery.stack_bands import StackBands
from deepslide_qgis.engine.imagery.stack_inputs import gather_inputs
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment


def band_stack(request: BandStackRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Execute ``request``. Raises a DeepSlideError for an unsuitable input before anything is written."""
    with raster_environment(), ExitStack() as opening:
        inputs = gather_inputs(request, report)
        grid = target_grid(request.target, inputs.groups)
        bands = StackBands(request, inputs, grid, opening, report)
        setting = setting_named(request.setting)
        layers_by_output = {
            "stack": layers.mixed(setting.title, [bands.describe_band(band) for band in setting.bands]),
            "exclude": layers.categorical("exclude", None, excluded="1 = water or snow"),
        }
        return run_blocks(
            request, grid, layers_by_output, inputs.files, bands.compute, bands.conclude, report, is_cancelled
        )
