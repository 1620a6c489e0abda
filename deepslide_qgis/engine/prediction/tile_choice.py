"""Choose the tile size: that of training, or larger where the members' receptive fields are local.

Neighbouring tiles overlap by their margins: with tiles of 256 pixels and margins of 32 each pixel is predicted 1.78
times. A fully convolutional member returns the same logits in a larger tile, which wastes less. A *global* member,
whose logits depend on the whole tile (global pooling, attention), needs tiles of the training size; in an ensemble of
both it predicts sub-tiles of the large tiles (``subtiles``). The choice depends on the raster and the pack alone, never
on the machine or its load, so that the same request gives the same result everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import GRAPH_NAME, WEIGHTS_NAME, Pack
from deepslide_qgis.engine.networks.graph_file import read_graph
from deepslide_qgis.engine.prediction.panels import WIDEST_PX
from deepslide_qgis.engine.prediction.tiling import STRIDE_PX, tile_count
from deepslide_qgis.engine.process.memory import strip_bytes
from deepslide_qgis.engine.rasters.grid import Grid

LARGEST_PX = 768
"""Larger sides save little, and a network's layers would no longer fit into the processor's caches."""
MAX_MIXED_MEMBERS = 8
"""Larger packs with global members keep the tiles of training, for want of memory."""
STRIP_BYTES = 400 << 20
"""Memory that a strip of larger tiles may take."""


@dataclass(frozen=True)
class TileChoice:
    """Height and width of the tiles. Where they exceed those of training, ``global_members`` (ids) need sub-tiles."""

    tall_px: int
    wide_px: int
    global_members: frozenset[str]


def choose_tiles(pack: Pack, grid: Grid, margin_px: int) -> TileChoice:
    """Return the tile size, at least the card's, with which the pack's members compute the fewest pixels.

    All members of the pack count, even if few are requested, so that a member's tiles do not depend on the others.
    """
    card, global_members = pack.card, _global_members(pack)
    if global_members and len(card.members) > MAX_MIXED_MEMBERS:
        return TileChoice(card.tile_px, card.tile_px, global_members)
    row_bytes = strip_bytes(min(grid.width, WIDEST_PX), len(card.setting.bands), 1)
    tallest = min(LARGEST_PX, STRIP_BYTES // row_bytes // STRIDE_PX * STRIDE_PX)
    down = [_Side(grid.height, side, card.tile_px, margin_px) for side in _sides(card.tile_px, tallest)]
    across = [_Side(grid.width, side, card.tile_px, margin_px) for side in _sides(card.tile_px, LARGEST_PX)]
    local_count, global_count = len(card.members) - len(global_members), len(global_members)

    def cost(chosen: tuple[_Side, _Side]) -> tuple[int, int, int]:
        tall, wide = chosen
        pixels = local_count * tall.pixels * wide.pixels + global_count * tall.subtile_pixels * wide.subtile_pixels
        return pixels, tall.side_px, wide.side_px

    tall, wide = min(product(down, across), key=cost)
    return TileChoice(tall.side_px, wide.side_px, global_members)


def _sides(smallest: int, largest: int) -> range:
    return range(smallest, max(smallest, largest) + 1, STRIDE_PX)


def _global_members(pack: Pack) -> frozenset[str]:
    """Return the ids of members whose logits may depend on the whole tile.

    Members without a readable graph are among them; loading reports a broken one.
    """
    return frozenset(member.id for member in pack.card.members if not _is_local(pack, member))


def _is_local(pack: Pack, member: Member) -> bool:
    folder = pack.member_folder(member)
    try:
        return bool(member.graph) and read_graph(folder / GRAPH_NAME, folder / WEIGHTS_NAME).is_local
    except (PackError, OSError):
        return False


@dataclass(frozen=True)
class _Side:
    """Tiles with sides of ``side_px`` along an axis of ``length_px``."""

    length_px: int
    side_px: int
    part_px: int
    margin_px: int

    @property
    def pixels(self) -> int:
        """The sum of all tiles' sides."""
        return tile_count(self.length_px, self.side_px, self.margin_px) * self._padded_px

    @property
    def subtile_pixels(self) -> int:
        """The sum of all sub-tiles' sides."""
        part_px = min(self.part_px, self._padded_px)
        parts = tile_count(self._padded_px, part_px, self.margin_px)
        return tile_count(self.length_px, self.side_px, self.margin_px) * parts * part_px

    @property
    def _padded_px(self) -> int:
        return min(self.side_px, math.ceil(self.length_px / STRIDE_PX) * STRIDE_PX)
