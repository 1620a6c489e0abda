"""The loop that everybody writes: rasterio, a segmentation-models-pytorch network in float32, tile by tile."""

from __future__ import annotations

import sys

import numpy as np
import rasterio
import torch

from deepslide_qgis.engine.process.libraries import import_smp
from tests.benchmarks.contenders.clock import measured
from tests.benchmarks.contenders.tiles import Tiles, put, write

smp = import_smp()


def main(raster: str, pack: str, out: str, device: str = "cpu", members: str = "1") -> None:
    """Predict with the pack's first members; tiles overlap as the engine's and are cropped at half the overlap."""
    with measured(), rasterio.open(raster) as file:
        tiles = Tiles(file, pack)
        folders = map(tiles.pack.member_folder, tiles.pack.card.members[: int(members)])
        networks = [smp.from_pretrained(folder).eval().to(device) for folder in folders]
        whole = np.zeros((file.height, file.width), np.float32)
        with torch.inference_mode():
            for tile in tiles:
                shown = torch.from_numpy(tiles.read(tile)).to(device)
                answer = sum(torch.sigmoid(network(shown)) for network in networks) / len(networks)
                put(whole, tile, answer[0, 0].cpu().numpy())
        write(out, file, whole)


if __name__ == "__main__":
    main(*sys.argv[1:])
