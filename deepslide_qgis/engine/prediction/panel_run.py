"""One pass over a raster, or over one panel of a wide one: strips of tiles, shown to the members and blended."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Progress
from deepslide_qgis.engine.members.batches import Batches
from deepslide_qgis.engine.members.loaded_members import InTurns
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.members.place import Place
from deepslide_qgis.engine.prediction.canvas import Canvas
from deepslide_qgis.engine.prediction.early_exit import TileEnsemble
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from deepslide_qgis.engine.prediction.panels import Panel
from deepslide_qgis.engine.prediction.plan import Plan
from deepslide_qgis.engine.prediction.strips import Strip, columns_with_data, filled_tiles, read_strips
from deepslide_qgis.engine.prediction.tally import Tally, finished_rows
from deepslide_qgis.engine.process.arrays import Array
from deepslide_qgis.engine.process.failures import is_out_of_memory
from deepslide_qgis.engine.process.read_ahead import read_ahead
from deepslide_qgis.engine.rasters.source import Source
from deepslide_qgis.engine.rasters.writer import RasterOutputs


@dataclass(frozen=True)
class _Predicted:
    """Some tiles of a ``strip`` without bands, and their ``layers`` (tiles, layers, tile height, tile width).

    With ``is_last`` nothing more of the strip follows.
    """

    strip: Strip
    columns: list[int]
    layers: Array | None
    is_last: bool = False


@dataclass(frozen=True)
class PanelRun:
    """What one pass needs; ``over`` carries it out."""

    plan: Plan
    panel: Panel
    members: Sequence[RunningMember] | InTurns
    place: Place
    batches: Batches
    tally: Tally
    report: Callable[[Event], None]
    is_cancelled: Callable[[], bool]

    def over(self, source: Source, outputs: RasterOutputs) -> None:
        """Predict the panel's columns of ``source`` into ``outputs``; raise Cancelled where that is asked for.

        One thread reads, others make batches ready, this one shows them to the members, and one more blends and hands
        on to the one that writes.
        """
        panel = self.panel
        seen = source.panel(panel.first_px, panel.kept, panel.columns.length)
        blend = partial(self._blend, Canvas(len(self.plan.layers), self.plan.rows, panel.columns), outputs)
        predict = self._in_turns if isinstance(self.members, InTurns) else self._together
        with (
            closing(read_strips(seen, self.plan.rows, self.plan.card.nodata)) as strips,
            closing(predict(strips)) as predicted,
            closing(read_ahead(blend, predicted, self.place.ahead)) as blended,
        ):
            for _ in blended:
                pass

    def _blend(self, canvas: Canvas, outputs: RasterOutputs, predicted: _Predicted) -> None:
        strip = predicted.strip
        if predicted.columns:
            canvas.add(strip.row, predicted.columns, predicted.layers)
        if not predicted.is_last:
            return
        top, blended = canvas.finish(strip.row)
        usable = strip.usable[: blended.shape[1], self.panel.kept]
        kept = self.place.fetch(blended[:, :, self.panel.kept])
        rows = finished_rows(kept, usable, self.plan.threshold, self.plan.layers)
        outputs.write(top, rows, self.panel.left_px)
        self.tally.count(rows["mask"])

    def _together(self, strips: Iterator[Strip]) -> Iterator[_Predicted]:
        """Yield the tiles of all strips: all members see a batch of tiles, then the next."""
        ahead = self.place.ahead
        with closing(read_ahead(self._made_ready, self._parts(strips), ahead, ahead)) as parts:
            for strip, columns, inputs, is_last in parts:
                shown = partial(self._show, strip, columns, inputs)
                for tiles, layers in self.batches.over(range(len(columns)), shown):
                    yield _Predicted(strip.without_bands(), columns[tiles.start : tiles.stop], layers)
                if is_last:
                    yield self._done(strip)

    def _parts(self, strips: Iterator[Strip]) -> Iterator[tuple[Strip, list[int], bool]]:
        """Yield batches of columns with data, of about one size in a strip, and whether that was the strip's last."""
        for strip in strips:
            columns = columns_with_data(strip, self.panel.columns)
            count = max(1, math.ceil(len(columns) / self.batches.size))
            for i, part in enumerate(np.array_split(np.array(columns, int), count), 1):
                yield strip, part.tolist(), i == count

    def _made_ready(self, part: tuple[Strip, list[int], bool]) -> tuple[Strip, list[int], np.ndarray | None, bool]:
        """Return a part with its inputs, its bands let go; without, where memory lacks: smaller batches need them."""
        strip, columns, is_last = part
        try:
            return strip.without_bands(), columns, self._inputs(strip, columns), is_last
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return strip, columns, None, is_last

    def _done(self, strip: Strip) -> _Predicted:
        self._say(strip.row, len(self.panel.columns.starts))
        return _Predicted(strip.without_bands(), [], None, True)

    def _in_turns(self, strips: Iterator[Strip]) -> Iterator[_Predicted]:
        """Yield the same, where one member sees all tiles of a strip before the next one is loaded."""
        for strip in strips:
            tiles = self._strip_in_turns(strip, columns_with_data(strip, self.panel.columns))
            for column, seen in tiles.items():
                self.tally.ended_early += seen.ended_early
                yield _Predicted(strip.without_bands(), [column], seen.layers())
            yield self._done(strip)

    def _strip_in_turns(self, strip: Strip, columns: list[int]) -> dict[int, TileEnsemble]:
        """Return what all members say of each of the ``columns``."""
        tiles = {column: self._nothing_seen(1) for column in columns}
        seen = 0
        for member in self.members:
            shown = [column for column in columns if tiles[column].is_open]
            for batch, logits in self.batches.over(shown, partial(self._logits, member, strip)):
                for column, values in zip(batch, logits, strict=True):
                    tiles[column].feed(values[np.newaxis])
                done = columns.index(batch[-1]) + 1
                self._say(strip.row, (len(columns) * seen + done) / len(self.members))
            seen += 1  # noqa: SIM113 (enumerate would hold the member before)
            del member  # or it would be there still while the next one is loaded
        return tiles

    def _say(self, row: int, columns: float) -> None:
        """Report how far the run is when ``columns`` of a row of tiles are done, panels being as wide as each other."""
        plan, panel = self.plan, self.panel
        before, share = panel.left_px / plan.columns.length, panel.width_px / plan.columns.length
        here = (row + columns / len(panel.columns.starts)) / len(plan.rows.starts)
        self.report(Progress(round((before + share * here) * plan.tile_count, 2), plan.tile_count))

    def _show(self, strip: Strip, columns: list[int], inputs: np.ndarray | None, tiles: range) -> Array:
        """Show some ``tiles`` of ``inputs`` to all members; return (tiles, layers, height, width)."""
        chosen = slice(tiles.start, tiles.stop)
        shown = self._inputs(strip, columns[chosen]) if inputs is None else inputs[chosen]
        batch, seen = self.place.put(shown), self._nothing_seen(len(tiles))
        still_open = batch
        for i, member in enumerate(self.members):
            self._stop_if_cancelled()
            if seen.is_open and seen.feed(member.logits(still_open, self._stop_if_cancelled)):
                still_open = seen.open_of(batch)
            self.place.keep_pace()
            if not self.place.keeps_ready(len(self.members)):
                member.rest()
            self._say(strip.row, columns[tiles.start] + len(tiles) * (i + 1) / len(self.members))
        self.tally.ended_early += seen.ended_early
        return self.place.hand_on(seen.layers())

    def _logits(self, member: RunningMember, strip: Strip, columns: list[int]) -> np.ndarray:
        """Return what a member says, here: where members take turns, no card has room for the sums of a strip."""
        self._stop_if_cancelled()
        shown = self.place.put(self._inputs(strip, columns))
        return self.place.fetch(member.logits(shown, self._stop_if_cancelled))

    def _inputs(self, strip: Strip, columns: list[int]) -> np.ndarray:
        return filled_tiles(strip, self.panel.columns, columns, self.plan.rows.tile_px, self.place)

    def _nothing_seen(self, tiles: int) -> TileEnsemble:
        plan = self.plan
        return TileEnsemble(tiles, RunningEnsemble(plan.combine, plan.threshold), plan.early_exit, plan.layers)

    def _stop_if_cancelled(self) -> None:
        if self.is_cancelled():
            raise Cancelled()
