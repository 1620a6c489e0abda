"""Blocks put together into one raster for each layer: read and written row of blocks by row, in bounded memory."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.records import to_plain
from deepslide_qgis.core.run_files import RECORD_TAG
from deepslide_qgis.engine.grid import Grid
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.tally import Tally
from deepslide_qgis.engine.writer import BLOCK_PX, MASK_NODATA, RasterOutputs
from training.scale.job import Block, Job

SUMMED = ("tiles", "tiles_ended_early", "seconds")


def assemble(job: Job, keep_blocks: bool = False) -> dict[str, str]:
    """Write the outputs of ``job`` from its blocks, and remove those; return the files by name."""
    with raster_environment():
        grid, record = _whole(job)
        threshold = np.float32(record["summary"]["threshold"])
        tally = Tally()
        with RasterOutputs(job.request.outputs.paths, grid, job.request.rasters) as outputs:
            for top in range(0, job.height_px, job.block_px):
                row = [block for block in job.blocks if block.part.top_px == top]
                for first, values in _strips(job, row, grid):
                    values["mask"] = _mask(values["probability"], threshold)
                    outputs.write(first, values)
                    tally.count(values["mask"])
            record["summary"].update(tally.summary(grid))
            files = outputs.finish(record)
    if not keep_blocks:
        shutil.rmtree(job.folder, ignore_errors=True)
    return files


def _strips(job: Job, row: list[Block], grid: Grid):
    """Yield (top row, layers (h, width)) over a row of blocks, as high as the results' own blocks."""
    with ExitStack() as opening:
        files = {
            (block.name, layer): opening.enter_context(rasterio.open(job.path(block, layer)))
            for block in row
            for layer in job.layers
        }
        first, height = row[0].part.top_px, row[0].part.height_px
        for top in range(first, first + height, BLOCK_PX):
            tall = min(BLOCK_PX, first + height - top)
            values = {layer: np.empty((tall, job.width_px), np.float32) for layer in job.layers}
            for block in row:
                across = slice(block.part.left_px, block.part.left_px + block.part.width_px)
                for layer in job.layers:
                    file = files[block.name, layer]
                    values[layer][:, across] = file.read(1, window=_window(file, grid, block, top, tall))
            yield top, values


def _window(file: rasterio.DatasetReader, grid: Grid, block: Block, top: int, tall: int) -> Window:
    """Return where the rows ``top`` to ``top + tall`` of ``block`` lie in its file, which begins at a tile's corner."""
    left, above = (round(value) for value in ~grid.transform @ (file.transform.c, file.transform.f))
    return Window(block.part.left_px - left, top - above, block.part.width_px, tall)


def _mask(probability: np.ndarray, threshold: np.float32) -> np.ndarray:
    return np.where(np.isnan(probability), MASK_NODATA, probability >= threshold).astype(np.uint8)


def _whole(job: Job) -> tuple[Grid, dict[str, Any]]:
    """Return the grid of the whole raster, and the record of its prediction: that of a block, with all figures."""
    records = []
    for block in job.blocks:
        with rasterio.open(job.path(block, "probability")) as file:
            if not records:
                placed, crs = file.transform, file.crs
            records.append(json.loads(file.tags()[RECORD_TAG]))
    record = {**records[0], "request": to_plain(job.request)}
    summary = {name: sum(found["summary"][name] for found in records) for name in SUMMED}
    record["summary"] = {**records[0]["summary"], **summary, "blocks": len(records)}
    return Grid(job.width_px, job.height_px, placed, crs, job.pixel_m or None), record
