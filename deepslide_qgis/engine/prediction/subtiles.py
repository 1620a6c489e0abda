"""Split large tiles into sub-tiles of the training size, for members whose logits depend on the whole tile.

Beside them in one ensemble, members with a local receptive field predict the large tile at once (see ``tile_choice``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.engine.members.member import CancelCheck, RunningMember, never_cancelled
from deepslide_qgis.engine.prediction.canvas import Canvas
from deepslide_qgis.engine.prediction.ensemble import logit, sigmoid
from deepslide_qgis.engine.prediction.tiling import Axis
from deepslide_qgis.engine.process.arrays import Array, library_of


@dataclass(frozen=True)
class Subtiles:
    """The sub-tiles along a large tile's ``rows`` and ``columns``, and the ``member_ids`` that predict them."""

    rows: Axis
    columns: Axis
    member_ids: frozenset[str]

    def apply_to(self, member: RunningMember) -> RunningMember:
        """Return ``member``, wrapped in a ``SubtiledMember`` if it is one of ``member_ids``."""
        return SubtiledMember(member, self.rows, self.columns) if member.id in self.member_ids else member

    def __str__(self) -> str:
        return f"{self.columns.tile_px} × {self.rows.tile_px} to {', '.join(sorted(self.member_ids))}"


class SubtiledMember:
    """A ``member`` that predicts the sub-tiles of each tile; satisfies ``RunningMember``.

    The probabilities of overlapping sub-tiles are blended, as those of tiles are, and returned as logits.
    """

    def __init__(self, member: RunningMember, rows: Axis, columns: Axis):
        self.id = member.id
        self._member, self._rows, self._columns = member, rows, columns
        self._weights: Optional[tuple[Array, Array]] = None
        """Kept between batches: copying them to a card would wait for all work queued there."""

    def logits(self, batch: Array, check_cancelled: CancelCheck = never_cancelled) -> Array:
        """Return float32 logits (N, H, W) of ``batch`` (N, C, H, W), as high and wide as the axes are long."""
        library, tiles = library_of(batch), len(batch)
        canvas, finished = Canvas(tiles, self._rows, self._columns, self._weights), []
        for row, down in enumerate(self._rows.spans):
            parts = library.stack([batch[:, :, down, across] for across in self._columns.spans])
            logits = self._member.logits(parts.reshape(-1, *parts.shape[2:]), check_cancelled)
            columns = range(len(self._columns.starts))
            canvas.add(row, columns, sigmoid(logits).reshape(len(columns), tiles, *logits.shape[1:]))
            finished.append(canvas.finish(row)[1])
        self._weights = canvas.weights
        return logit(library.concatenate(finished, 1))

    def release_buffers(self) -> None:
        """Free the memory of the member's intermediate layers."""
        self._member.release_buffers()
