"""Predict a raster with an ensemble: the engine's first command, and the place to begin reading.

A raster is predicted in strips of tiles, read from top to bottom: read, run the members, blend, write, forget. Memory
grows neither with the raster's height nor, beyond their weights, with the number of members.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Finished, Logged, Warned
from deepslide_qgis.core.fitness import check_request
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.request import Part, PredictionRequest
from deepslide_qgis.engine.members.batches import Batches
from deepslide_qgis.engine.members.device_memory import DeviceMemory, Workload
from deepslide_qgis.engine.members.ensemble_members import EnsembleMembers
from deepslide_qgis.engine.members.member_cache import MEMBER_CACHE
from deepslide_qgis.engine.members.precision import with_precision
from deepslide_qgis.engine.members.runtimes import Runtime, choose_runtime
from deepslide_qgis.engine.prediction.canvas import blending_bytes
from deepslide_qgis.engine.prediction.gain import GainMeasurement
from deepslide_qgis.engine.prediction.panel_context import PanelContext
from deepslide_qgis.engine.prediction.panel_prediction import predict_panel
from deepslide_qgis.engine.prediction.panels import panels_of
from deepslide_qgis.engine.prediction.plan import Plan, make_plan
from deepslide_qgis.engine.prediction.record import prediction_record
from deepslide_qgis.engine.prediction.run_counts import RunCounts
from deepslide_qgis.engine.prediction.survey import open_source
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.source import Source
from deepslide_qgis.engine.rasters.writer import RasterOutputs

Report = Callable[[Event], None]
ONE_AT_A_TIME = (
    "The free memory is not enough for all members at once: they take turns for each strip of tiles, which is slower. "
    "Closing other programs helps."
)


def predict(request: PredictionRequest, report: Report, is_cancelled: Callable[[], bool]) -> Finished:
    """Predict the raster of ``request``; return the files that were written and the run's summary.

    Raises a DeepSlideError, Cancelled among them; then no output exists under its final name.
    """
    began = time.monotonic()
    pack = open_pack(request.pack)
    check_request(request, pack.card)
    runtime = choose_runtime(request.device, pack.card.members[: request.members])
    runtime = with_precision(runtime, request.precision, pack.card)
    # The second environment has the block cache that the opened raster needs.
    with raster_environment(), open_source(request, pack, report) as raster, raster_environment(raster.cache_bytes):
        plan = make_plan(request, pack, raster.grid, runtime.device_type)
        source = _requested_part(raster, plan, request)
        with RasterOutputs(request.outputs.paths, source.grid, (*request.rasters, *raster.files)) as outputs:
            loaded_before = MEMBER_CACHE.load_count
            with GainMeasurement(raster, plan.card, request.gain) as measurement:
                check = partial(_raise_if_cancelled_or_failed, measurement, is_cancelled)
                members = MEMBER_CACHE.load(pack, plan.members, runtime, check)
                gain = measurement.wait(report)
            for event in _start_messages(request, plan, runtime, source, members):
                report(event)
            memory = runtime.device_memory(plan.card.normalisation, gain, MEMBER_CACHE.release_unused)
            members, batch_size = _prepare(members, memory, plan, request)
            counts, batches = RunCounts(), Batches(batch_size, report, partial(_free_memory, members))
            for panel in panels_of(plan.columns):
                context = PanelContext(plan, panel, members, memory, batches, counts, report, is_cancelled)
                predict_panel(context, source, outputs)
            summary = {
                **plan_summary(plan, runtime),
                **counts.summary(source.grid, source.area_px()),
                "tiles_ended_early": counts.tiles_ended_early,
                "members_loaded": MEMBER_CACHE.load_count - loaded_before,
                "seconds": round(time.monotonic() - began, 2),
            }
            record = prediction_record(request, pack, plan, gain, source, summary)
            return Finished(outputs.finish(record), summary)


def _requested_part(raster: Source, plan: Plan, request: PredictionRequest) -> Source:
    """Return the whole ``raster``, or the pixels of the tiles in the part that ``request`` asks for."""
    if not request.part:
        return raster
    rows, columns = plan.rows, plan.columns
    return raster.part(Part(columns.first_px, rows.first_px, columns.length, rows.length))


def _raise_if_cancelled_or_failed(measurement: GainMeasurement, is_cancelled: Callable[[], bool]) -> None:
    if is_cancelled():
        raise Cancelled()
    measurement.raise_if_failed()


def _prepare(
    members: EnsembleMembers, memory: DeviceMemory, plan: Plan, request: PredictionRequest
) -> tuple[EnsembleMembers, int]:
    """Return ``members`` ready for the plan's tiles, and the batch size: as requested, else what fits into memory."""
    if plan.subtiles:
        members = members.map(plan.subtiles.apply_to)
    if request.batch_size:
        return members, request.batch_size
    panels = panels_of(plan.columns)
    workload = Workload(
        row_tiles=max(len(panel.columns.starts) for panel in panels),
        height=plan.rows.tile_px,
        width=plan.columns.tile_px,
        rows=len(panels) * len(plan.rows.starts),
        blending_bytes=max(blending_bytes(len(plan.layers), plan.rows, panel.columns) for panel in panels),
    )
    return members.prepare(memory, workload, plan.batch_size)


def _free_memory(members: EnsembleMembers) -> None:
    """Free the members' buffers, and the members of earlier runs."""
    members.release_buffers()
    MEMBER_CACHE.release_unused()


def _start_messages(
    request: PredictionRequest, plan: Plan, runtime: Runtime, source: Source, members: EnsembleMembers
) -> Iterator[Event]:
    """Yield what the user should know before the first tile."""
    yield Logged(_describe_run(plan, runtime, source))
    if plan.combine != plan.card.combine and request.threshold is None:
        yield Warned(f"The pack's threshold is tuned for '{plan.card.combine}'; {plan.threshold:g} is used instead.")
    if members.one_at_a_time:
        yield Warned(ONE_AT_A_TIME)


def _describe_run(plan: Plan, runtime: Runtime, source: Source) -> str:
    names = ", ".join(f"{member.id} ({member.architecture})" for member in plan.members)
    grid, in_parts = source.grid, f", shown as {plan.subtiles}" if plan.subtiles else ""
    return (
        f"{len(plan.members)} member(s) on {runtime} in {runtime.precision}, because {runtime.reason}: {names}. "
        f"{grid.width} × {grid.height} pixels, {plan.tile_count} tiles of {plan.columns.tile_px} × {plan.rows.tile_px}"
        f"{in_parts}."
    )


def plan_summary(plan: Plan, runtime: Runtime) -> dict:
    """Return the plan's entries of the run's summary."""
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
