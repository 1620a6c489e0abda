"""What the threads that predict one panel share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deepslide_qgis.core.errors import Cancelled
from deepslide_qgis.core.events import Event, Progress
from deepslide_qgis.engine.members.batches import Batches
from deepslide_qgis.engine.members.device_memory import DeviceMemory
from deepslide_qgis.engine.members.ensemble_members import EnsembleMembers
from deepslide_qgis.engine.prediction.early_exit import TileEnsemble
from deepslide_qgis.engine.prediction.ensemble import RunningEnsemble
from deepslide_qgis.engine.prediction.panels import Panel
from deepslide_qgis.engine.prediction.plan import Plan
from deepslide_qgis.engine.prediction.run_counts import RunCounts
from deepslide_qgis.engine.prediction.strips import Strip, fill_tiles
from deepslide_qgis.engine.process.arrays import Array


@dataclass(frozen=True)
class PredictedTiles:
    """The ``layers`` (tiles, layers, tile height, tile width) of the tiles in some ``columns`` of a ``strip``."""

    strip: Strip
    columns: list[int]
    layers: Array


@dataclass(frozen=True)
class StripEnd:
    """Follows the last tiles of a ``strip``."""

    strip: Strip


@dataclass(frozen=True)
class PanelContext:
    """The settings of a panel's prediction, the members, and whom to tell."""

    plan: Plan
    panel: Panel
    members: EnsembleMembers
    memory: DeviceMemory
    batches: Batches
    counts: RunCounts
    report: Callable[[Event], None]
    is_cancelled: Callable[[], bool]

    def fill_inputs(self, strip: Strip, columns: list[int]) -> np.ndarray:
        """Return the tiles in ``columns`` of ``strip`` as a batch in host memory."""
        return fill_tiles(strip, self.panel.columns, columns, self.plan.rows.tile_px, self.memory)

    def new_ensemble(self, tiles: int) -> TileEnsemble:
        """Return the running average of so many ``tiles``, before any member has seen them."""
        plan = self.plan
        return TileEnsemble(tiles, RunningEnsemble(plan.combine, plan.threshold), plan.early_exit, plan.layers)

    def check_cancelled(self) -> None:
        """Raise Cancelled if the user has cancelled."""
        if self.is_cancelled():
            raise Cancelled()

    def report_progress(self, row: int, columns: float) -> None:
        """Report that all rows of tiles before ``row`` and ``columns`` tiles of it are done; panels count by width."""
        plan, panel = self.plan, self.panel
        before, share = panel.left_px / plan.columns.length, panel.width_px / plan.columns.length
        done = (row + columns / len(panel.columns.starts)) / len(plan.rows.starts)
        self.report(Progress(round((before + share * done) * plan.tile_count, 2), plan.tile_count))

    def end_strip(self, strip: Strip) -> StripEnd:
        """Report that ``strip`` is predicted; return its end mark."""
        self.report_progress(strip.row, len(self.panel.columns.starts))
        return StripEnd(strip.without_bands())
