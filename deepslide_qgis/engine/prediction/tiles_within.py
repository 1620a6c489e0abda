"""Tiles within a tile: how a network that sees all of what it is shown goes along with ones that take larger tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.engine.members.member import Pause, RunningMember, no_pause
from deepslide_qgis.engine.prediction.canvas import Canvas
from deepslide_qgis.engine.prediction.ensemble import logit, sigmoid
from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.process.arrays import Array, array_module


@dataclass(frozen=True)
class TilesWithin:
    """Tiles as those of training along a larger tile's ``rows`` and ``columns``, for the members ``seen_by`` (ids)."""

    rows: Axis
    columns: Axis
    seen_by: frozenset[str]

    def shown_to(self, member: RunningMember) -> RunningMember:
        """Return ``member``, or what shows it a tile so where it is one of ``seen_by``."""
        return InTiles(member, self.rows, self.columns) if member.id in self.seen_by else member

    def __str__(self) -> str:
        return f"{self.columns.tile_px} × {self.rows.tile_px} to {', '.join(sorted(self.seen_by))}"


class InTiles:
    """A ``member`` that looks at tiles within a tile, along ``rows`` and ``columns``; satisfies ``RunningMember``.

    Its probabilities are blended there, as those of tiles are: their logits are those of what it says in such tiles.
    """

    def __init__(self, member: RunningMember, rows: Axis, columns: Axis):
        self.id = member.id
        self._member, self._rows, self._columns = member, rows, columns
        self._weights: Optional[tuple[Array, Array]] = None
        """Kept from batch to batch: on their way to a graphics card they would wait for all that it has to do."""

    def logits(self, batch: Array, pause: Pause = no_pause) -> Array:
        """Return float32 logits (N, H, W) for ``batch`` (N, C, H, W), as high and wide as the axes are long."""
        library, tiles = array_module(batch), len(batch)
        canvas, done = Canvas(tiles, self._rows, self._columns, self._weights), []
        for row, down in enumerate(self._rows.spans):
            parts = library.stack([batch[:, :, down, across] for across in self._columns.spans])
            answers = self._member.logits(parts.reshape(-1, *parts.shape[2:]), pause)
            columns = range(len(self._columns.starts))
            canvas.add(row, columns, sigmoid(answers).reshape(len(columns), tiles, *answers.shape[1:]))
            done.append(canvas.finish(row)[1])
        self._weights = canvas.weights
        return logit(library.concatenate(done, 1))

    def rest(self) -> None:
        """Give back the memory that the member works in."""
        self._member.rest()
