"""An experiment of two tiny members, and tiles for it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from training.members.trained import read_checkpoint

EXPERIMENT = """
name = "tiny"
setting = "rgb"
seed = 3
[data]
title = "squares on noise"
kind = "tiles"
folder = "tiles"
train = "train"
validation = "validation"
[normalisation]
divide = [400.0, 600.0, 800.0]
gain = "raster_median"
transform = "log"
log_floor = 0.05
[augmentation]
gain_factor = 2.0
band_factor = 1.1
haze_share = 0.5
quantum = 1.0
[schedule]
epochs = 2
batch_size = 2
learning_rate = 1e-3
validate_every = 1
loss = { bce = 0.5, dice = 0.5 }
[[members]]
id = "fpn"
architecture = "FPN"
encoder_name = "tu-mobilenetv3_small_050"
arguments = { decoder_pyramid_channels = 16, decoder_segmentation_channels = 32 }
[[members]]
id = "unet"
architecture = "Unet"
encoder_name = "tu-mobilenetv3_small_050"
seed = 1
arguments = { encoder_depth = 3, decoder_channels = [16, 8, 8] }
[card]
title = "Tiny"
description = "For tests."
nodata = "any"
gsd_m = 10.0
tile_px = 64
margin_px = 8
for_mapping = false
"""


def write_tile(folder: Path, number: int, seed: int, size: int = 64) -> None:
    """Write a brown landslide on green ground, and its mask."""
    random = np.random.default_rng(seed)
    image = random.integers(40, 70, (size, size, 3)).astype(np.uint8)
    mask = np.zeros((size, size), bool)
    row, column = random.integers(0, size - 24, 2)
    mask[row : row + 24, column : column + 12] = True
    image[mask] = (140, 90, 70)
    for part in ("images", "masks"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(folder / "images" / f"image_{number}.png")
    Image.fromarray(mask).save(folder / "masks" / f"mask_{number}.png")


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """Return the weights of the last checkpoint in a run folder."""
    return read_checkpoint(folder / "last.ckpt")["state_dict"]
