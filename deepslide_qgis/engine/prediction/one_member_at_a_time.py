"""Predict strips of tiles where memory holds one member: each predicts a whole strip before the next one is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.prediction.early_exit import TileEnsemble
from deepslide_qgis.engine.prediction.panel_context import PanelContext, PredictedTiles, StripEnd
from deepslide_qgis.engine.prediction.strips import Strip, columns_with_data


def predict_one_member_at_a_time(context: PanelContext, strips: Iterator[Strip]) -> Iterator[PredictedTiles | StripEnd]:
    """Yield the predicted tiles of all ``strips``, from top to bottom."""
    for strip in strips:
        ensembles = _predict_strip(context, strip, columns_with_data(strip, context.panel.columns))
        for column, ensemble in ensembles.items():
            context.counts.tiles_ended_early += ensemble.ended_early
            yield PredictedTiles(strip.without_bands(), [column], ensemble.layers())
        yield context.end_strip(strip)


def _predict_strip(context: PanelContext, strip: Strip, columns: list[int]) -> dict[int, TileEnsemble]:
    """Return the running average of all members for the tile in each of ``columns``."""
    ensembles = {column: context.new_ensemble(1) for column in columns}
    members_done = 0
    for member in context.members:
        open_columns = [column for column in columns if ensembles[column].is_open]
        for batch, logits in context.batches.over(open_columns, partial(_predict_columns, context, member, strip)):
            for column, values in zip(batch, logits, strict=True):
                ensembles[column].feed(values[np.newaxis])
            columns_done = columns.index(batch[-1]) + 1
            context.report_progress(strip.row, (len(columns) * members_done + columns_done) / len(context.members))
        members_done += 1  # noqa: SIM113 (enumerate would keep a reference to the member)
        del member  # free it before the next one is loaded
    return ensembles


def _predict_columns(context: PanelContext, member: RunningMember, strip: Strip, columns: list[int]) -> np.ndarray:
    """Return a member's logits (N, H, W) in host memory: a card has no room for the sums of a whole strip."""
    context.check_cancelled()
    inputs = context.memory.to_device(context.fill_inputs(strip, columns))
    return context.memory.to_numpy(member.logits(inputs, context.check_cancelled))
