"""Predict a raster with an ensemble: read strips of tiles, run the members, blend, write, forget.

Memory does not grow with the raster's height, nor with the number of members beyond their weights.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Finished, Logged, Progress, Warned
from deepslide_qgis.core.fitness import check_request
from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.engine.batches import Batches
from deepslide_qgis.engine.canvas import Canvas
from deepslide_qgis.engine.early_exit import TileEnsemble
from deepslide_qgis.engine.ensemble import LAYERS, RunningEnsemble
from deepslide_qgis.engine.loaded_members import LOADED
from deepslide_qgis.engine.member import RunningMember
from deepslide_qgis.engine.panels import Panel, panels_of
from deepslide_qgis.engine.plan import Plan, make_plan
from deepslide_qgis.engine.precision import in_precision
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.record import prediction_record
from deepslide_qgis.engine.runtimes import Runtime, choose_runtime
from deepslide_qgis.engine.source import Source
from deepslide_qgis.engine.strips import Strip, columns_with_data, read_strips, tile_inputs
from deepslide_qgis.engine.survey import judge_values, open_source
from deepslide_qgis.engine.tally import Tally, finished_rows
from deepslide_qgis.engine.writer import RasterOutputs

Report = Callable[[Event], None]
KEPT_READY = 3
"""So many members keep the memory that they work in; of more, each gives it back after its turn."""


def predict(request: PredictionRequest, report: Report, is_cancelled: Callable[[], bool]) -> Finished:
    """Carry out ``request``; return the files written and the run's figures.

    Raises a DeepSlideError, Cancelled among them; then nothing that looks finished is left.
    """
    began = time.monotonic()
    pack = open_pack(request.pack)
    check_request(request, pack.card)
    runtime = choose_runtime(request.device, pack.card.members[: request.members])
    runtime = in_precision(runtime, request.precision, pack.card)
    with raster_environment(), open_source(request, pack, report) as source:
        plan = make_plan(request, pack, source.grid, runtime.device_type)
        if plan.combine != pack.card.combine and request.threshold is None:
            report(
                Warned(f"The pack's threshold is tuned for '{pack.card.combine}'; {plan.threshold:g} is used instead.")
            )
        gain = request.gain or judge_values(source, plan.card, report)
        if request.part:
            rows, columns = plan.rows, plan.columns
            source.narrow(columns.first_px, rows.first_px, columns.length, rows.length, request.part)
        with RasterOutputs(request.outputs.paths, source.grid, (*request.rasters, *source.files)) as outputs:
            loads_before = LOADED.loads
            members = LOADED.of(pack, plan.members, runtime)
            report(Logged(_what_runs(plan, runtime, source)))
            tally, batches = Tally(), Batches(plan.batch_size, report)
            for panel in panels_of(plan.columns):
                run = _Run(plan, panel, members, gain, batches, tally, report, is_cancelled)
                run.over(source, outputs)
            summary = {
                **plan_summary(plan, runtime),
                **tally.summary(source.grid),
                "tiles_ended_early": tally.ended_early,
                "members_loaded": LOADED.loads - loads_before,
                "seconds": round(time.monotonic() - began, 2),
            }
            record = prediction_record(request, pack, plan, gain, source, summary)
            return Finished(outputs.finish(record), summary)


@dataclass(frozen=True)
class _Run:
    """One pass over a raster, or over one panel of a wide one."""

    plan: Plan
    panel: Panel
    members: Sequence[RunningMember]
    gain: float
    batches: Batches
    tally: Tally
    report: Report
    is_cancelled: Callable[[], bool]

    def over(self, source: Source, outputs: RasterOutputs) -> None:
        plan, panel = self.plan, self.panel
        seen = source.panel(panel.first_px, panel.kept, panel.columns.length)
        canvas = Canvas(len(LAYERS), plan.rows, panel.columns)
        for strip in read_strips(seen, plan.rows, plan.card.nodata):
            self._predict_strip(strip, canvas)
            top, blended = canvas.finish(strip.row)
            kept, usable = blended[:, :, panel.kept], strip.usable[: blended.shape[1], panel.kept]
            rows = finished_rows(kept, usable, plan.threshold)
            outputs.write(top, rows, panel.left_px)
            self.tally.count(rows["mask"])

    def _predict_strip(self, strip: Strip, canvas: Canvas) -> None:
        columns = columns_with_data(strip, self.panel.columns)
        for batch, predicted in self.batches.over(columns, partial(self._predict_tiles, strip)):
            for column, values in zip(batch, predicted, strict=True):
                canvas.add(strip.row, column, values)
        self._say(strip.row, len(self.panel.columns.starts))

    def _say(self, row: int, columns: float) -> None:
        """Report how far the run is when ``columns`` of a row of tiles are done, panels being as wide as each other."""
        plan, panel = self.plan, self.panel
        before, share = panel.left_px / plan.columns.length, panel.width_px / plan.columns.length
        here = (row + columns / len(panel.columns.starts)) / len(plan.rows.starts)
        self.report(Progress(round((before + share * here) * plan.tile_count, 2), plan.tile_count))

    def _predict_tiles(self, strip: Strip, columns: list[int]) -> np.ndarray:
        """Return (tiles, layers, tile height, tile width) of the ensemble for some tiles of a strip."""
        plan = self.plan
        arguments = plan.rows.tile_px, plan.card.normalisation, self.gain
        batch = tile_inputs(strip, self.panel.columns, columns, *arguments)
        tiles = TileEnsemble(batch, RunningEnsemble(plan.combine, plan.threshold), plan.early_exit)
        for i, member in enumerate(self.members):
            if self.is_cancelled():
                raise Cancelled()
            tiles.feed(member)
            if len(self.members) > KEPT_READY:
                member.rest()
            self._say(strip.row, columns[0] + len(columns) * (i + 1) / len(self.members))
        self.tally.ended_early += tiles.ended_early
        return tiles.layers()


def _what_runs(plan: Plan, runtime: Runtime, source: Source) -> str:
    names = ", ".join(f"{member.id} ({member.architecture})" for member in plan.members)
    grid = source.grid
    return (
        f"{len(plan.members)} member(s) on {runtime} in {runtime.precision}, because {runtime.reason}: {names}. "
        f"{grid.width} × {grid.height} pixels, {plan.tile_count} tiles of {plan.columns.tile_px} × {plan.rows.tile_px}."
    )


def plan_summary(plan: Plan, runtime: Runtime) -> dict:
    """Return what of the plan belongs into the run's summary."""
    return {
        "model_id": plan.card.id,
        "model_title": plan.card.title,
        "members": len(plan.members),
        "device": runtime.device,
        "runtime": runtime.library,
        "precision": runtime.precision,
        "combine": plan.combine,
        "threshold": plan.threshold,
        "tiles": plan.tile_count,
    }
