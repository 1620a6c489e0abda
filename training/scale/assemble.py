"""Blocks put together into one raster for each layer: what their tiles add up to, row by row, in bounded memory."""

from __future__ import annotations

import json
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.engine.prediction.output_layers import output_layers
from deepslide_qgis.engine.prediction.run_counts import RunCounts
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import BLOCK_PX
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.writer import RasterOutputs
from training.scale.job import Block, Job, Span

SUMMED = ("tiles", "tiles_ended_early", "seconds")


def assemble(job: Job, keep_blocks: bool = False) -> dict[str, str]:
    """Write the outputs of ``job`` from its blocks, and remove those; return the files by name."""
    with raster_environment():
        grid, record = _whole(job)
        threshold, counts = record["summary"]["threshold"], RunCounts()
        with RasterOutputs(job.request.outputs.paths, grid, job.request.rasters) as outputs:
            for top, values in _strips(job):
                rows = output_layers(values, ~np.isnan(values[0]), threshold, job.layers)
                outputs.write(top, rows)
                counts.add_mask(rows["mask"])
            record["summary"].update(counts.summary(grid))
            files = outputs.finish(record)
    if not keep_blocks:
        shutil.rmtree(job.folder, ignore_errors=True)
    return files


def _strips(job: Job) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (top row, (layers, h, width)), as high as the results' own blocks: what all tiles add up to."""
    waiting, opened = deque(job.rows), deque[_OpenRow]()
    with ExitStack() as opening:
        for top in range(0, job.height_px, BLOCK_PX):
            rows = slice(top, min(top + BLOCK_PX, job.height_px))
            while waiting and waiting[0].first_px < rows.stop:
                opened.append(_open_row(job, waiting.popleft(), opening))
            values = np.zeros((len(job.layers), rows.stop - top, job.width_px), np.float32)
            for row in opened:
                row.add_to(values, rows)
            while opened and opened[0].rows.stop_px <= rows.stop:
                opened.popleft().files.close()
            yield top, values


@dataclass(frozen=True)
class _OpenRow:
    """The blocks in ``rows``: the number of each layer, its columns and its file; ``files`` closes them."""

    rows: Span
    layers: list[tuple[int, Span, rasterio.DatasetReader]]
    files: ExitStack

    def add_to(self, values: np.ndarray, rows: slice) -> None:
        """Add what lies in the raster's ``rows`` to ``values`` (layers, h, width); no data (NaN) stays so."""
        first, stop = max(rows.start, self.rows.first_px), min(rows.stop, self.rows.stop_px)
        for layer, columns, file in self.layers:
            window = Window(0, first - self.rows.first_px, file.width, stop - first)
            target = values[layer, first - rows.start : stop - rows.start, columns.first_px : columns.stop_px]
            target += file.read(1, window=window)


def _open_row(job: Job, rows: Span, opening: ExitStack) -> _OpenRow:
    files = opening.enter_context(ExitStack())
    layers = [
        (number, columns, files.enter_context(rasterio.open(job.path(Block(rows, columns), layer))))
        for columns in job.columns
        for number, layer in enumerate(job.layers)
    ]
    return _OpenRow(rows, layers, files)


def _whole(job: Job) -> tuple[Grid, dict[str, Any]]:
    """Return the grid of the whole raster, and the record of its prediction: that of a block, with all figures."""
    records = []
    for block in job.blocks:
        with rasterio.open(job.path(block, "probability")) as file:
            if not records:
                placed, crs = file.transform, file.crs
            records.append(json.loads(file.tags()[RECORD_TAG]))
    record = {**records[0], **job.made_of}
    summary = {name: sum(found["summary"][name] for found in records) for name in SUMMED}
    record["summary"] = {**records[0]["summary"], **summary, "blocks": len(records)}
    return Grid(job.width_px, job.height_px, placed, crs, job.pixel_m or None), record
