"""One pass over a raster, or over one panel of a wide one: strips of tiles, shown to the members and blended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Progress
from deepslide_qgis.engine.batches import Batches
from deepslide_qgis.engine.canvas import Canvas
from deepslide_qgis.engine.early_exit import TileEnsemble
from deepslide_qgis.engine.ensemble import LAYERS, RunningEnsemble
from deepslide_qgis.engine.loaded_members import InTurns
from deepslide_qgis.engine.member import RunningMember
from deepslide_qgis.engine.panels import Panel
from deepslide_qgis.engine.plan import Plan
from deepslide_qgis.engine.source import Source
from deepslide_qgis.engine.strips import Strip, columns_with_data, read_strips, tile_inputs
from deepslide_qgis.engine.tally import Tally, finished_rows
from deepslide_qgis.engine.writer import RasterOutputs

KEPT_READY = 3
"""So many members keep the memory that they work in; of more, each gives it back after its turn."""


@dataclass(frozen=True)
class PanelRun:
    """What one pass needs; ``over`` carries it out."""

    plan: Plan
    panel: Panel
    members: Sequence[RunningMember] | InTurns
    gain: float
    batches: Batches
    tally: Tally
    report: Callable[[Event], None]
    is_cancelled: Callable[[], bool]

    def over(self, source: Source, outputs: RasterOutputs) -> None:
        """Predict the panel's columns of ``source`` into ``outputs``; raise Cancelled where that is asked for."""
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
        predict = self._in_turns if isinstance(self.members, InTurns) else self._together
        for column, layers in predict(strip, columns):
            canvas.add(strip.row, column, layers)
        self._say(strip.row, len(self.panel.columns.starts))

    def _together(self, strip: Strip, columns: list[int]) -> Iterator[tuple[int, np.ndarray]]:
        """Yield columns with (layers, tile height, tile width): all members see a batch of tiles, then the next."""
        for batch, predicted in self.batches.over(columns, partial(self._predict_tiles, strip)):
            yield from zip(batch, predicted, strict=True)

    def _in_turns(self, strip: Strip, columns: list[int]) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the same, where one member sees all tiles of the strip before the next one is loaded."""
        tiles = {column: self._nothing_seen(1) for column in columns}
        for i, member in enumerate(self.members):
            shown = [column for column in columns if tiles[column].is_open]
            for batch, logits in self.batches.over(shown, partial(self._logits, member, strip)):
                for column, values in zip(batch, logits, strict=True):
                    tiles[column].feed(values[np.newaxis])
                done = columns.index(batch[-1]) + 1
                self._say(strip.row, (len(columns) * i + done) / len(self.members))
        for column in columns:
            self.tally.ended_early += tiles[column].ended_early
            yield column, tiles[column].layers()[0]

    def _say(self, row: int, columns: float) -> None:
        """Report how far the run is when ``columns`` of a row of tiles are done, panels being as wide as each other."""
        plan, panel = self.plan, self.panel
        before, share = panel.left_px / plan.columns.length, panel.width_px / plan.columns.length
        here = (row + columns / len(panel.columns.starts)) / len(plan.rows.starts)
        self.report(Progress(round((before + share * here) * plan.tile_count, 2), plan.tile_count))

    def _predict_tiles(self, strip: Strip, columns: list[int]) -> np.ndarray:
        """Return (tiles, layers, tile height, tile width) of the ensemble for some tiles of a strip."""
        batch, tiles = self._inputs(strip, columns), self._nothing_seen(len(columns))
        for i, member in enumerate(self.members):
            self._stop_if_cancelled()
            if tiles.is_open:
                tiles.feed(member.logits(tiles.open_of(batch)))
            if len(self.members) > KEPT_READY:
                member.rest()
            self._say(strip.row, columns[0] + len(columns) * (i + 1) / len(self.members))
        self.tally.ended_early += tiles.ended_early
        return tiles.layers()

    def _logits(self, member: RunningMember, strip: Strip, columns: list[int]) -> np.ndarray:
        self._stop_if_cancelled()
        return member.logits(self._inputs(strip, columns))

    def _inputs(self, strip: Strip, columns: list[int]) -> np.ndarray:
        plan = self.plan
        return tile_inputs(strip, self.panel.columns, columns, plan.rows.tile_px, plan.card.normalisation, self.gain)

    def _nothing_seen(self, tiles: int) -> TileEnsemble:
        plan = self.plan
        return TileEnsemble(tiles, RunningEnsemble(plan.combine, plan.threshold), plan.early_exit)

    def _stop_if_cancelled(self) -> None:
        if self.is_cancelled():
            raise Cancelled()
