"""What a prediction request means for one raster and one pack: members, threshold, tiles, batch size."""

from __future__ import annotations

from dataclasses import dataclass

from deepslide_qgis.core.card import Member, ModelCard
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.fitness import check_request
from deepslide_qgis.core.request import PredictionRequest
from deepslide_qgis.engine.grid import Grid
from deepslide_qgis.engine.tiling import Axis, tile_axis

BATCH_SIZES = {"cuda": 32, "mps": 8, "cpu": 4}


@dataclass(frozen=True)
class Plan:
    """Everything decided before the first pixel is predicted."""

    card: ModelCard
    members: tuple[Member, ...]
    combine: str
    threshold: float
    rows: Axis
    columns: Axis
    batch_size: int

    @property
    def tile_count(self) -> int:
        return len(self.rows.starts) * len(self.columns.starts)


def make_plan(request: PredictionRequest, card: ModelCard, grid: Grid, device_type: str) -> Plan:
    """Settle what the request leaves to the card; raise RequestError for tiles that cannot be."""
    check_request(request, card)
    count = request.members or len(card.members)
    tile_px = request.tile_px or card.tile_px
    margin_px = request.margin_px if request.margin_px is not None else min(card.margin_px, tile_px // 4)
    if 2 * margin_px >= tile_px:
        raise RequestError(
            f"A margin of {margin_px} pixels leaves nothing of a tile of {tile_px}.",
            f"Choose a margin below {tile_px // 2}.",
        )
    return Plan(
        card,
        card.members[:count],
        request.combine or card.combine,
        request.threshold or card.threshold(count),
        tile_axis(grid.height, tile_px, margin_px),
        tile_axis(grid.width, tile_px, margin_px),
        request.batch_size or BATCH_SIZES.get(device_type, 4),
    )
