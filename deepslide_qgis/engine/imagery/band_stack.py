"""The command ``band_stack``: the bands of a setting from imagery, on one grid, in one pass over it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from deepslide_qgis.core.bands import setting_named
from deepslide_qgis.core.events import Event, Finished
from deepslide_qgis.core.imagery.imagery_requests import BandStackRequest
from deepslide_qgis.engine.imagery import layers
from deepslide_qgis.engine.imagery.block_run import run_blocks
from deepslide_qgis.engine.imagery.stack_bands import StackBands
from deepslide_qgis.engine.imagery.stack_inputs import gather
from deepslide_qgis.engine.imagery.target import target_grid
from deepslide_qgis.engine.rasters.raster_environment import raster_environment


def band_stack(
    request: BandStackRequest, report: Callable[[Event], None], is_cancelled: Callable[[], bool]
) -> Finished:
    """Carry out ``request``. Raises a DeepSlideError before anything is written where an input does not do."""
    with raster_environment(), ExitStack() as opening:
        inputs = gather(request, report)
        grid = target_grid(request.target, inputs.groups)
        bands = StackBands(request, inputs, grid, opening, report)
        setting = setting_named(request.setting)
        made = {
            "stack": layers.mixed(setting.title, [bands.described(band) for band in setting.bands]),
            "exclude": layers.classes("exclude", None, excluded="1 = water or snow"),
        }
        return run_blocks(request, grid, made, inputs.files, bands.compute, bands.conclude, report, is_cancelled)
