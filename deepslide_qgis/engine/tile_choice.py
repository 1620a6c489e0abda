"""The size of tiles: that of training, or larger where a network only looks at a neighbourhood of each pixel.

Every tile is read with its margins, which its neighbours read again: of tiles of 256 pixels with margins of 32, all
pixels are predicted 1.78 times. A network that is convolutions all through gives a pixel the same logit in a larger
tile, so its tiles may be larger. The size depends on the raster and the pack alone, never on the machine or its load:
the same request gives the same result everywhere.
"""

from __future__ import annotations

import math

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.pack import GRAPH_NAME, WEIGHTS_NAME, Pack
from deepslide_qgis.engine.graph_file import read_graph
from deepslide_qgis.engine.grid import Grid
from deepslide_qgis.engine.memory import strip_bytes
from deepslide_qgis.engine.panels import WIDEST_PX
from deepslide_qgis.engine.tiling import STRIDE_PX

LARGEST_PX = 768
"""The side from which on margins cost little, and a network's layers leave the processor's caches."""
STRIP_BYTES = 400 << 20
"""What a strip of larger tiles may take."""


def tile_sides(pack: Pack, grid: Grid, margin_px: int) -> tuple[int, int]:
    """Return height and width of the tiles that predict the fewest pixels twice, both at least the card's."""
    card = pack.card
    if not _is_local(pack):
        return card.tile_px, card.tile_px
    row_bytes = strip_bytes(min(grid.width, WIDEST_PX), len(card.setting.bands), 1)
    tallest = max(card.tile_px, min(LARGEST_PX, STRIP_BYTES // row_bytes // STRIDE_PX * STRIDE_PX))
    tall = _cheapest(grid.height, card.tile_px, tallest, margin_px)
    return tall, _cheapest(grid.width, card.tile_px, max(card.tile_px, LARGEST_PX), margin_px)


def _is_local(pack: Pack) -> bool:
    """Tell whether all members of the pack look at neighbourhoods only; those asked for make no difference.

    A graph that is missing or no good says no: what is wrong with it is told when its member is loaded.
    """
    members = pack.card.members
    if not all(member.graph for member in members):
        return False
    folders = [pack.member_folder(member) for member in members]
    try:
        return all(read_graph(folder / GRAPH_NAME, folder / WEIGHTS_NAME).is_local for folder in folders)
    except (PackError, OSError):
        return False


def _cheapest(length: int, smallest: int, largest: int, margin_px: int) -> int:
    """Return the side whose tiles cover ``length`` with the fewest pixels, the smallest of several."""
    sides = range(smallest, largest + 1, STRIDE_PX)
    return min(sides, key=lambda side: (_pixels(length, side, margin_px), side))


def _pixels(length: int, side: int, margin_px: int) -> int:
    if length <= side:
        return math.ceil(length / STRIDE_PX) * STRIDE_PX
    return math.ceil((length - 2 * margin_px) / (side - 2 * margin_px)) * side
