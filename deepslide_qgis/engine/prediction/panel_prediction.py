"""Predict one panel of a raster: read strips, predict their tiles, blend, write. Each step has threads of its own.

::

    read_strips        1 thread    rows of the raster, each read once
    fill inputs        prefetch    normalised (CPU) or raw (GPU) batches
    members            caller      logits → running average of the ensemble
    blend              1 thread    weighted sums of overlapping tiles; output layers
    RasterOutputs      1 a file    compression and overviews

Bounded queues between the steps keep memory constant; an error in any step ends the run with its own message.
"""

from __future__ import annotations

from contextlib import closing
from functools import partial

from deepslide_qgis.engine.prediction.all_members import predict_with_all_members
from deepslide_qgis.engine.prediction.canvas import Canvas
from deepslide_qgis.engine.prediction.one_member_at_a_time import predict_one_member_at_a_time
from deepslide_qgis.engine.prediction.output_layers import output_layers
from deepslide_qgis.engine.prediction.panel_context import PanelContext, PredictedTiles, StripEnd
from deepslide_qgis.engine.prediction.strips import read_strips
from deepslide_qgis.engine.process.read_ahead import read_ahead
from deepslide_qgis.engine.rasters.source import Source
from deepslide_qgis.engine.rasters.writer import RasterOutputs


def predict_panel(context: PanelContext, source: Source, outputs: RasterOutputs) -> None:
    """Predict the panel's columns of ``source`` into ``outputs``; raise Cancelled if the user cancels."""
    plan, panel = context.plan, context.panel
    part = source.panel(panel.first_px, panel.kept, panel.columns.length)
    predict = predict_one_member_at_a_time if context.members.one_at_a_time else predict_with_all_members
    blend = partial(_blend, context, Canvas(len(plan.layers), plan.rows, panel.columns), outputs)
    with (
        closing(read_strips(part, plan.rows, plan.card.nodata)) as strips,
        closing(predict(context, strips)) as predicted,
        closing(read_ahead(blend, predicted, context.memory.prefetch)) as blended,
    ):
        for _ in blended:  # drives the whole chain
            pass


def _blend(context: PanelContext, canvas: Canvas, outputs: RasterOutputs, predicted: PredictedTiles | StripEnd) -> None:
    """Add tiles to ``canvas``; at the end of a strip write the rows that no later tile changes."""
    row = predicted.strip.row
    if isinstance(predicted, PredictedTiles):
        canvas.add(row, predicted.columns, predicted.layers)
        return
    panel = context.panel
    top, blended = canvas.finish(row)
    usable = predicted.strip.usable[: blended.shape[1], panel.kept]
    values = context.memory.to_numpy(blended[:, :, panel.kept])
    layers = output_layers(values, usable, context.plan.threshold, context.plan.layers)
    outputs.write(top, layers, panel.left_px)
    context.counts.add_mask(layers["mask"])
