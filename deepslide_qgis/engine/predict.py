"""Predict a raster with an ensemble: read strips of tiles, run the members, blend, write, forget.

Memory does not grow with the raster's height, nor with the number of members beyond their weights.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Finished, IsCancelled, Logged, Report, Warned
from deepslide_qgis.core.fitness import check_request
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.request import Part, PredictionRequest
from deepslide_qgis.engine.members.batches import Batches
from deepslide_qgis.engine.members.loaded_members import LOADED, InTurns
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.members.place import Place
from deepslide_qgis.engine.members.precision import in_precision
from deepslide_qgis.engine.members.runtimes import Runtime, choose_runtime
from deepslide_qgis.engine.prediction.canvas import strip_bytes
from deepslide_qgis.engine.prediction.panel_run import PanelRun
from deepslide_qgis.engine.prediction.panels import panels_of
from deepslide_qgis.engine.prediction.plan import Plan, make_plan
from deepslide_qgis.engine.prediction.record import prediction_record
from deepslide_qgis.engine.prediction.survey import Judgement, open_source
from deepslide_qgis.engine.prediction.tally import Tally
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source
from deepslide_qgis.engine.rasters.writer import RasterOutputs

ONE_AT_A_TIME = (
    "The free memory is not enough for all members at once: they take turns for each strip of tiles, which is slower. "
    "Closing other programs helps."
)


def predict(request: PredictionRequest, report: Report, is_cancelled: IsCancelled) -> Finished:
    """Carry out ``request``; return the files written and the run's figures.

    Raises a DeepSlideError, Cancelled among them; then nothing that looks finished is left.
    """
    began = time.monotonic()
    pack = open_pack(request.pack)
    check_request(request, pack.card)
    runtime = choose_runtime(request.device, pack.card.members[: request.members])
    runtime = in_precision(runtime, request.precision, pack.card)
    with raster_environment(), open_source(request, pack, report) as source, raster_environment(source.cache_bytes):
        plan = make_plan(request, pack, source.grid, runtime.device_type)
        seen = source
        if request.part:
            rows, columns = plan.rows, plan.columns
            seen = source.part(Part(columns.first_px, rows.first_px, columns.length, rows.length))
        with RasterOutputs(request.outputs.paths, seen.grid, (*request.rasters, *source.files)) as outputs:
            loads_before = LOADED.loads
            with Judgement(source, plan.card, request.gain) as judgement:
                loaded = LOADED.of(pack, plan.members, runtime, partial(_go_on, judgement, is_cancelled))
                gain = judgement.gain(report)
            for event in _worth_telling(request, plan, runtime, seen, loaded):
                report(event)
            place = runtime.place(plan.card.normalisation, gain, LOADED.release_unused)
            members, batch_size = _ready(request, plan, _as_shown(loaded, plan), place)
            tally, batches = Tally(), Batches(batch_size, report, partial(_release, members))
            for panel in panels_of(plan.columns):
                run = PanelRun(plan, panel, members, place, batches, tally, report, is_cancelled)
                run.over(seen, outputs)
            summary = {
                **plan_summary(plan, runtime),
                **tally.summary(seen.grid),
                "tiles_ended_early": tally.ended_early,
                "members_loaded": LOADED.loads - loads_before,
                "seconds": round(time.monotonic() - began, 2),
            }
            record = prediction_record(request, pack, plan, gain, seen, summary)
            return Finished(outputs.finish(record), summary)


def _go_on(judgement: Judgement, is_cancelled: IsCancelled) -> None:
    """Raise what ends the run while its members load."""
    if is_cancelled():
        raise Cancelled()
    judgement.check()


def _release(members: Sequence[RunningMember] | InTurns) -> None:
    """Give back what memory this run and earlier ones can do without."""
    if not isinstance(members, InTurns):
        for member in members:
            member.rest()
    LOADED.release_unused()


def _ready(
    request: PredictionRequest, plan: Plan, members: Sequence[RunningMember] | InTurns, place: Place
) -> tuple[Sequence[RunningMember] | InTurns, int]:
    """Return ``members`` ready to go, and how many tiles they are shown at once.

    Those are as many as were asked for, else the plan's as far as there is room, in batches of one size for each strip.
    """
    if request.batch_size or isinstance(members, InTurns):
        return members, plan.batch_size
    panels = panels_of(plan.columns)
    row = max(len(panel.columns.starts) for panel in panels), plan.rows.tile_px, plan.columns.tile_px
    blending = max(strip_bytes(len(plan.layers), plan.rows, panel.columns) for panel in panels)
    return place.ready(members, row, len(panels) * len(plan.rows.starts), plan.batch_size, blending)


def _as_shown(members: Sequence[RunningMember] | InTurns, plan: Plan) -> Sequence[RunningMember] | InTurns:
    """Return ``members`` that take the plan's tiles."""
    if plan.within is None:
        return members
    if isinstance(members, InTurns):
        return members.each(plan.within.shown_to)
    return [plan.within.shown_to(member) for member in members]


def _worth_telling(
    request: PredictionRequest,
    plan: Plan,
    runtime: Runtime,
    source: Source,
    members: Sequence[RunningMember] | InTurns,
) -> Iterator[Event]:
    yield Logged(_what_runs(plan, runtime, source))
    if plan.combine != plan.card.combine and request.threshold is None:
        yield Warned(f"The pack's threshold is tuned for '{plan.card.combine}'; {plan.threshold:g} is used instead.")
    if isinstance(members, InTurns):
        yield Warned(ONE_AT_A_TIME)


def _what_runs(plan: Plan, runtime: Runtime, source: Source) -> str:
    names = ", ".join(f"{member.id} ({member.architecture})" for member in plan.members)
    grid, in_parts = source.grid, f", shown as {plan.within}" if plan.within else ""
    return (
        f"{len(plan.members)} member(s) on {runtime} in {runtime.precision}, because {runtime.reason}: {names}. "
        f"{grid.width} × {grid.height} pixels, {plan.tile_count} tiles of {plan.columns.tile_px} × {plan.rows.tile_px}"
        f"{in_parts}."
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
