"""What every loop of the benchmarks needs: the tiles of the engine, the card's normalisation, a result file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import rasterio
from rasterio.windows import Window

from deepslide_qgis.core.packs.pack import Pack, open_pack
from deepslide_qgis.engine.networks.normalisation import normalise
from deepslide_qgis.engine.prediction.tiling import Axis, tile_axis


@dataclass(frozen=True)
class Tile:
    """Where a tile begins, and what of it is kept where tiles are cropped at half the overlap: slices of the tile."""

    top: int
    left: int
    rows: slice
    columns: slice


class Tiles:
    """The tiles of the engine over a raster that is read tile by tile."""

    def __init__(self, raster: rasterio.DatasetReader, pack_folder: str):
        self.pack: Pack = open_pack(pack_folder)
        card = self.pack.card
        self._raster, self._px = raster, card.tile_px
        self._rows = tile_axis(raster.height, card.tile_px, card.margin_px)
        self._columns = tile_axis(raster.width, card.tile_px, card.margin_px)

    def __iter__(self) -> Iterator[Tile]:
        for row, top in enumerate(self._rows.starts):
            for column, left in enumerate(self._columns.starts):
                yield Tile(top, left, _kept(self._rows, row), _kept(self._columns, column))

    def read(self, tile: Tile) -> np.ndarray:
        """Return the normalised network input of a tile: (1, C, tile, tile) float32."""
        window = Window(tile.left, tile.top, self._px, self._px)
        return normalise(self._raster.read(window=window).astype(np.float32), self.pack.card.normalisation)[np.newaxis]


def _kept(axis: Axis, index: int) -> slice:
    """Return what of a tile is nearer to it than to its neighbours."""
    starts, px = axis.starts, axis.tile_px
    first = (starts[index - 1] + px - starts[index]) // 2 if index else 0
    last = px - (starts[index] + px - starts[index + 1] + 1) // 2 if index + 1 < len(starts) else px
    return slice(first, last)


def put(whole: np.ndarray, tile: Tile, values: np.ndarray) -> None:
    """Put the kept part of a tile's ``values`` (tile, tile) into ``whole`` (H, W)."""
    kept = values[tile.rows, tile.columns]
    top, left = tile.top + tile.rows.start, tile.left + tile.columns.start
    whole[top : top + kept.shape[0], left : left + kept.shape[1]] = kept


def write(path: str, like: rasterio.DatasetReader, values: np.ndarray) -> None:
    """Write ``values`` (H, W) as a compressed GeoTIFF on the grid of ``like``."""
    profile = {"driver": "GTiff", "count": 1, "dtype": values.dtype, "crs": like.crs, "transform": like.transform}
    layout = {"tiled": True, "compress": "deflate", "zlevel": 1}
    with rasterio.open(path, "w", height=like.height, width=like.width, **profile, **layout) as file:
        file.write(values, 1)
