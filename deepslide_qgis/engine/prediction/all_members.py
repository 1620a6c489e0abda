"""Predict strips of tiles with members that are all loaded: each batch of tiles passes through all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from deepslide_qgis.engine.prediction.panel_context import PanelContext, PredictedTiles, StripEnd
from deepslide_qgis.engine.prediction.strips import Strip, columns_with_data
from deepslide_qgis.engine.process.arrays import Array
from deepslide_qgis.engine.process.failures import is_out_of_memory
from deepslide_qgis.engine.process.read_ahead import read_ahead


@dataclass(frozen=True)
class _Batch:
    """The tiles in some ``columns`` of a ``strip``; ``inputs`` is None until filled, or for want of memory."""

    strip: Strip
    columns: list[int]
    is_last: bool
    inputs: np.ndarray | None = None


def predict_with_all_members(context: PanelContext, strips: Iterator[Strip]) -> Iterator[PredictedTiles | StripEnd]:
    """Yield the predicted tiles of all ``strips``, from top to bottom. Threads of their own fill the next inputs."""
    prefetch = context.memory.prefetch
    with closing(
        read_ahead(partial(_fill_inputs, context), _split_into_batches(context, strips), prefetch, prefetch)
    ) as batches:
        for batch in batches:
            predict = partial(_predict_tiles, context, batch)
            for tiles, layers in context.batches.over(range(len(batch.columns)), predict):
                columns = batch.columns[tiles.start : tiles.stop]
                yield PredictedTiles(batch.strip.without_bands(), columns, layers)
            if batch.is_last:
                yield context.end_strip(batch.strip)


def _split_into_batches(context: PanelContext, strips: Iterator[Strip]) -> Iterator[_Batch]:
    """Yield the tiles with data, in batches of about one size within a strip; at least one batch for each strip."""
    for strip in strips:
        columns = columns_with_data(strip, context.panel.columns)
        count = max(1, math.ceil(len(columns) / context.batches.size))
        for i, part in enumerate(np.array_split(np.array(columns, int), count), 1):
            yield _Batch(strip, part.tolist(), is_last=i == count)


def _fill_inputs(context: PanelContext, batch: _Batch) -> _Batch:
    """Return ``batch`` with inputs and without bands; unchanged where memory lacks, to be filled in smaller parts."""
    try:
        inputs = context.fill_inputs(batch.strip, batch.columns)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        return batch
    return replace(batch, strip=batch.strip.without_bands(), inputs=inputs)


def _predict_tiles(context: PanelContext, batch: _Batch, tiles: range) -> Array:
    """Predict ``tiles`` of ``batch`` with all members; return their layers (tiles, layers, height, width)."""
    part = slice(tiles.start, tiles.stop)
    inputs = context.fill_inputs(batch.strip, batch.columns[part]) if batch.inputs is None else batch.inputs[part]
    memory, count = context.memory, len(context.members)
    on_device, ensemble = memory.to_device(inputs), context.new_ensemble(len(tiles))
    open_tiles = on_device
    for i, member in enumerate(context.members):
        context.check_cancelled()
        if ensemble.is_open and ensemble.feed(member.logits(open_tiles, context.check_cancelled)):
            open_tiles = ensemble.open_of(on_device)
        memory.limit_queue()
        if not memory.keeps_buffers(count):
            member.release_buffers()
        context.report_progress(batch.strip.row, batch.columns[tiles.start] + len(tiles) * (i + 1) / count)
    context.counts.tiles_ended_early += ensemble.ended_early
    return memory.for_other_thread(ensemble.layers())
