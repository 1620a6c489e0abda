"""Decide members, threshold, tiles and batch size of a prediction from its request, its pack and the raster's grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import Member, ModelCard
from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.core.request import Part, PredictionRequest
from deepslide_qgis.engine.members.device_memory import MAX_KEEPING_BUFFERS
from deepslide_qgis.engine.prediction.early_exit import NOTHING_SHARE, EarlyExit
from deepslide_qgis.engine.prediction.ensemble import LAYERS
from deepslide_qgis.engine.prediction.subtiles import Subtiles
from deepslide_qgis.engine.prediction.tile_choice import TileChoice, choose_tiles
from deepslide_qgis.engine.prediction.tiling import STRIDE_PX, Axis, tile_axis
from deepslide_qgis.engine.process.memory import check_strip_fits
from deepslide_qgis.engine.rasters.grid import Grid

SMALLEST_PX = {"PAN": 128}
"""The smallest tile side of architectures that need more than the common 32 pixels."""
UNTUNED_THRESHOLD = 0.5
"""The threshold for a way of combining members that the card's thresholds were not tuned for."""
BATCH_PX = {"cuda": 32 << 16, "mps": 8 << 16, "cpu": 4 << 16}
"""Pixels of a batch by device type, at least one tile; a runtime may pass them to the network in several parts."""
LARGE_ENSEMBLE_PX = 27 << 16
"""The same on a CPU for ensembles whose members free their buffers after each batch (``MAX_KEEPING_BUFFERS``): three of
the largest tiles, so that buffers are allocated less often."""


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
    early_exit: Optional[EarlyExit] = None
    subtiles: Optional[Subtiles] = None
    """For members that must not predict the plan's large tiles at once."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that are blended: one member has no spread."""
        return tuple(name for name in LAYERS if name != "spread" or len(self.members) > 1)

    @property
    def tile_count(self) -> int:
        return len(self.rows.starts) * len(self.columns.starts)


@dataclass(frozen=True)
class Tiles:
    """The tiles of a whole raster. Where they are larger than in training, ``global_members`` (ids) predict sub-tiles.

    ``part_px`` and ``margin_px`` are side and margin of the tiles in training.
    """

    rows: Axis
    columns: Axis
    part_px: int
    margin_px: int
    global_members: frozenset[str]


def tiles_of(request: PredictionRequest, pack: Pack, grid: Grid, read_px: int) -> Tiles:
    """Return the tiles for a raster on ``grid`` of which ``read_px`` columns are predicted in one run.

    Raises RequestError for an impossible tile size or margin, RasterError where a row of tiles exceeds the memory.
    """
    card = pack.card
    tile_px = request.tile_px or card.tile_px
    margin_px = request.margin_px if request.margin_px is not None else min(card.margin_px, tile_px // 4)
    if 2 * margin_px >= tile_px:
        raise RequestError(
            f"A margin of {margin_px} pixels leaves nothing of a tile of {tile_px}.",
            f"Choose a margin below {tile_px // 2}.",
        )
    smallest_px = max(SMALLEST_PX.get(member.architecture, STRIDE_PX) for member in card.members[: request.members])
    if tile_px < smallest_px:
        raise RequestError(
            f"A member of the pack '{card.id}' cannot take tiles of {tile_px} pixels.",
            f"Choose a tile size of {smallest_px} or more.",
        )
    as_asked = TileChoice(tile_px, tile_px, frozenset())
    chosen = as_asked if request.tile_px else choose_tiles(pack, grid, margin_px)
    check_strip_fits(min(grid.width, read_px + 2 * chosen.wide_px), len(card.setting.bands), chosen.tall_px)
    rows = tile_axis(grid.height, chosen.tall_px, margin_px, smallest_px)
    columns = tile_axis(grid.width, chosen.wide_px, margin_px, smallest_px)
    return Tiles(rows, columns, tile_px, margin_px, chosen.global_members)


def make_plan(request: PredictionRequest, pack: Pack, grid: Grid, device_type: str) -> Plan:
    """Return the plan of ``request``, which fits ``pack``; raise as ``tiles_of`` does, or for a part without tiles."""
    card = pack.card
    count = request.members or len(card.members)
    members = card.members[:count]
    tiles = tiles_of(request, pack, grid, request.part.width_px if request.part else grid.width)
    subtiles = _subtiles(tiles, tiles.global_members.intersection(member.id for member in members))
    rows, columns = _part_of(tiles, request.part) if request.part else (tiles.rows, tiles.columns)
    threshold = request.threshold or _threshold(request, card, count)
    return Plan(
        card,
        members,
        request.combine or card.combine,
        threshold,
        rows,
        columns,
        request.batch_size or max(1, _batch_px(device_type, count) // (rows.tile_px * columns.tile_px)),
        EarlyExit(request.early_exit, threshold * NOTHING_SHARE)
        if request.early_exit and request.early_exit < count
        else None,
        subtiles,
    )


def _subtiles(tiles: Tiles, members: frozenset[str]) -> Optional[Subtiles]:
    """Return the sub-tiles that ``members`` predict; None without members, or where tiles are not larger than them."""
    down, across = (tile_axis(axis.tile_px, tiles.part_px, tiles.margin_px) for axis in (tiles.rows, tiles.columns))
    return Subtiles(down, across, members) if members and len(down.starts) * len(across.starts) > 1 else None


def _part_of(tiles: Tiles, part: Part) -> tuple[Axis, Axis]:
    rows = tiles.rows.beginning_in(part.top_px, part.top_px + part.height_px)
    columns = tiles.columns.beginning_in(part.left_px, part.left_px + part.width_px)
    if rows is None or columns is None:
        raise RequestError(f"No tile of the raster begins in {part}.")
    return rows, columns


def _batch_px(device_type: str, members: int) -> int:
    return LARGE_ENSEMBLE_PX if device_type == "cpu" and members > MAX_KEEPING_BUFFERS else BATCH_PX[device_type]


def _threshold(request: PredictionRequest, card: ModelCard, count: int) -> float:
    is_tuned = request.combine in (None, card.combine)
    return card.threshold(count) if is_tuned else UNTUNED_THRESHOLD
