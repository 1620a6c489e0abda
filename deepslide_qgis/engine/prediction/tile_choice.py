"""The size of tiles: that of training, or larger where a network only looks at a neighbourhood of each pixel.

Every tile is read with its margins, which its neighbours read again: of tiles of 256 pixels with margins of 32, all
pixels are predicted 1.78 times. A network that is convolutions all through gives a pixel the same logit in a larger
tile, so its tiles may be larger. One that sees all of what it is shown wants the tiles of its training: beside others
it is shown such parts of a larger tile (``tiles_within``). The size depends on the raster and the pack alone,
never on the machine or its load: the same request gives the same result everywhere.
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
from deepslide_qgis.engine.process.memory import tile_row_bytes
from deepslide_qgis.engine.rasters.grid import Grid

LARGEST_PX = 768
"""The side from which on margins cost little, and a network's layers leave the processor's caches."""
MOST_MIXED = 8
"""Members of a pack some of which see all they are shown: more take the tiles of training, for want of memory."""
STRIP_BYTES = 400 << 20
"""What a strip of larger tiles may take."""


@dataclass(frozen=True)
class TileChoice:
    """How high and wide the tiles are; where they are larger than the card's, ``see_all`` are shown parts of them."""

    tall_px: int
    wide_px: int
    see_all: frozenset[str]


def choose_tiles(pack: Pack, grid: Grid, margin_px: int) -> TileChoice:
    """Return the tiles, at least as large as the card's, in which the pack's members compute the fewest pixels.

    All members of the pack are looked at, whichever are asked for: so a member sees the same tiles beside any others.
    """
    card, see_all = pack.card, _members_that_see_all(pack)
    if see_all and len(card.members) > MOST_MIXED:
        return TileChoice(card.tile_px, card.tile_px, see_all)
    row_bytes = tile_row_bytes(min(grid.width, WIDEST_PX), len(card.setting.bands), 1)
    tallest = min(LARGEST_PX, STRIP_BYTES // row_bytes // STRIDE_PX * STRIDE_PX)
    down = [_Side(grid.height, side, card.tile_px, margin_px) for side in _sides(card.tile_px, tallest)]
    across = [_Side(grid.width, side, card.tile_px, margin_px) for side in _sides(card.tile_px, LARGEST_PX)]
    at_once, in_parts = len(card.members) - len(see_all), len(see_all)

    def cost(chosen: tuple[_Side, _Side]) -> tuple[int, int, int]:
        tall, wide = chosen
        pixels = at_once * tall.pixels * wide.pixels + in_parts * tall.pixels_in_parts * wide.pixels_in_parts
        return pixels, tall.side_px, wide.side_px

    tall, wide = min(product(down, across), key=cost)
    return TileChoice(tall.side_px, wide.side_px, see_all)


def _sides(smallest: int, largest: int) -> range:
    return range(smallest, max(smallest, largest) + 1, STRIDE_PX)


def _members_that_see_all(pack: Pack) -> frozenset[str]:
    """Return the ids of members whose logits may depend on the whole tile.

    A graph that is missing or no good says so of its member: what is wrong with it is told when that is loaded.
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
    """A side of ``side_px`` for tiles along ``length_px``."""

    length_px: int
    side_px: int
    part_px: int
    margin_px: int

    @property
    def pixels(self) -> int:
        """What all tiles are long together."""
        return tile_count(self.length_px, self.side_px, self.margin_px) * self._padded_px

    @property
    def pixels_in_parts(self) -> int:
        """The same of the parts of all tiles, where they are not shown whole."""
        part_px = min(self.part_px, self._padded_px)
        parts = tile_count(self._padded_px, part_px, self.margin_px)
        return tile_count(self.length_px, self.side_px, self.margin_px) * parts * part_px

    @property
    def _padded_px(self) -> int:
        return min(self.side_px, math.ceil(self.length_px / STRIDE_PX) * STRIDE_PX)
