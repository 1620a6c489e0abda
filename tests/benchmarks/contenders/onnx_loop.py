"""ONNX Runtime as Deepness uses it: a tile at a time, cropped at half the overlap, hard labels in a full-size buffer.

Written from its description.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import rasterio

from tests.benchmarks.contenders.clock import measured
from tests.benchmarks.contenders.onnx_export import NAME
from tests.benchmarks.contenders.tiles import Tiles, put, write


def main(raster: str, pack: str, out: str) -> None:
    """Label with the pack's first member."""
    with measured(), rasterio.open(raster) as file:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ["OMP_NUM_THREADS"])
        session = onnxruntime.InferenceSession(str(Path(pack) / NAME), options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        tiles = Tiles(file, pack)
        threshold = tiles.pack.card.threshold(1)
        whole = np.zeros((file.height, file.width), np.uint8)
        for tile in tiles:
            logits = session.run(None, {name: tiles.read(tile)})[0][0, 0]
            put(whole, tile, (1 / (1 + np.exp(-logits)) >= threshold).astype(np.uint8))
        write(out, file, whole)


if __name__ == "__main__":
    main(*sys.argv[1:])
