"""Assembles the blocks of a raster into one file per layer: sums of their tiles, strip by strip, in bounded memory."""

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
    """Write the outputs of ``job`` from its blocks, delete the blocks, and return the files by layer."""
    with raster_environment():
        grid, record = _read_grid_and_record(job)
        threshold, counts = record["summary"]["threshold"], RunCounts()
        with RasterOutputs(job.request.outputs.paths, grid, job.request.rasters) as outputs:
            for top, values in _iterate_strips(job):
                rows = output_layers(values, ~np.isnan(values[0]), threshold, job.layers)
                outputs.write(top, rows)
                counts.add_mask(rows["mask"])
            record["summary"].update(counts.summary(grid))
            files = outputs.finish(record)
    if not keep_blocks:
        shutil.rmtree(job.folder, ignore_errors=True)
    return files


def _iterate_strips(job: Job) -> Iterator[tuple[int, np.ndarray]]:
    """Yield (top row, sums (layers, h, width)) of strips as high as the output files' blocks."""
    waiting, open_rows = deque(job.rows), deque[_OpenRow]()
    with ExitStack() as stack:
        for top in range(0, job.height_px, BLOCK_PX):
            rows = slice(top, min(top + BLOCK_PX, job.height_px))
            while waiting and waiting[0].first_px < rows.stop:
                open_rows.append(_open_row(job, waiting.popleft(), stack))
            values = np.zeros((len(job.layers), rows.stop - top, job.width_px), np.float32)
            for row in open_rows:
                row.add_to(values, rows)
            while open_rows and open_rows[0].rows.stop_px <= rows.stop:
                open_rows.popleft().files.close()
            yield top, values


@dataclass(frozen=True)
class _OpenRow:
    """One row of blocks: number, columns and file of each layer; ``files`` closes them."""

    rows: Span
    layers: list[tuple[int, Span, rasterio.DatasetReader]]
    files: ExitStack

    def add_to(self, values: np.ndarray, rows: slice) -> None:
        """Add the block's part within the raster's ``rows`` to ``values`` (layers, h, width); no-data stays NaN."""
        first, stop = max(rows.start, self.rows.first_px), min(rows.stop, self.rows.stop_px)
        for layer, columns, file in self.layers:
            window = Window(0, first - self.rows.first_px, file.width, stop - first)
            target = values[layer, first - rows.start : stop - rows.start, columns.first_px : columns.stop_px]
            target += file.read(1, window=window)


def _open_row(job: Job, rows: Span, stack: ExitStack) -> _OpenRow:
    files = stack.enter_context(ExitStack())
    layers = [
        (number, columns, files.enter_context(rasterio.open(job.path(Block(rows, columns), layer))))
        for columns in job.columns
        for number, layer in enumerate(job.layers)
    ]
    return _OpenRow(rows, layers, files)


def _read_grid_and_record(job: Job) -> tuple[Grid, dict[str, Any]]:
    """Return the raster's grid and its prediction record: a block's record with figures of all blocks."""
    records = []
    for block in job.blocks:
        with rasterio.open(job.path(block, "probability")) as file:
            if not records:
                transform, crs = file.transform, file.crs
            records.append(json.loads(file.tags()[RECORD_TAG]))
    record = {**records[0], **job.provenance}
    summary = {name: sum(block_record["summary"][name] for block_record in records) for name in SUMMED}
    record["summary"] = {**records[0]["summary"], **summary, "blocks": len(records)}
    return Grid(job.width_px, job.height_px, transform, crs, job.pixel_m or None), record
