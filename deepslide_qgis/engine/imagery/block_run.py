"""The block loop shared by all imagery commands: rows are written while the next blocks are computed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Finished, IsCancelled, Progress, Report
from deepslide_qgis.engine.imagery.on_grid import Block, blocks_of_rows
from deepslide_qgis.engine.process.run_record import run_record
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import Layer
from deepslide_qgis.engine.rasters.writer import RasterOutputs

Computed = dict[str, np.ndarray]


def run_blocks(
    request: Any,
    grid: Grid,
    layers: dict[str, Layer],
    inputs: Sequence[str],
    compute: Callable[[Block], Computed],
    conclude: Callable[[], dict[str, Any]],
    report: Report,
    is_cancelled: IsCancelled,
) -> Finished:
    """Write the outputs of ``request`` and their record.

    ``compute`` returns the arrays of one block, (h, w) or (bands, h, w), by layer name. ``conclude`` is called after
    the last block, before the files get their final names: it returns further entries of the record, or raises.
    """
    start = time.monotonic()
    paths = request.outputs.paths
    with RasterOutputs(paths, grid, inputs, layers) as outputs:
        for blocks in blocks_of_rows(grid):
            rows = {name: _allocate(layers[name], blocks[0].height, grid.width) for name in paths}
            for block in blocks:
                if is_cancelled():
                    raise Cancelled()
                computed = compute(block)
                for name, values in rows.items():
                    block.within(values)[...] = computed[name]
            outputs.write(blocks[0].top, rows)
            report(Progress(blocks[0].top + blocks[0].height, grid.height))
        record_entries = conclude()
        summary = {
            "crs": grid.crs.to_string(),
            "width_px": grid.width,
            "height_px": grid.height,
            "seconds": round(time.monotonic() - start, 2),
            **record_entries.pop("summary", {}),
        }
        return Finished(outputs.finish({**run_record(request, summary), **record_entries}), summary)


def _allocate(layer: Layer, height: int, width: int) -> np.ndarray:
    shape = (len(layer.bands), height, width) if layer.bands else (height, width)
    return np.empty(shape, layer.dtype)
