"""DeepSlide's hand-written U-Net, which segmentation-models-pytorch cannot express.

Parameters have the names of the study's checkpoints, which load unchanged. Layout from
github.com/HarshShinde0/Deepslide (src/mitb1_model.py): 64-128-256-512-512 channels; blocks of two convolutions, of
which only the second is batch-normalised; 1024 channels inside the deepest block; transposed convolutions on the way
up.
"""

from __future__ import annotations

from typing import Optional

import torch

DOWN = ((64, 64), (128, 128), (256, 256), (512, 512), (1024, 512))
"""Channels after the first and the second convolution of each block on the way down."""
UP = ((64, 64), (128, 64), (256, 128), (512, 256))
"""The same on the way up, last block first."""


class Block(torch.nn.Module):
    """Two 3 × 3 convolutions, the second one batch-normalised."""

    def __init__(self, inputs: int, between: int, outputs: int):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, between, 3, padding=1)
        self.conv2 = torch.nn.Conv2d(between, outputs, 3, padding=1)
        self.bn = torch.nn.BatchNorm2d(outputs)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.bn(self.conv2(torch.relu(self.conv1(tiles)))))


class PlainUnet(torch.nn.Module):
    """U-Net for (N, in_channels, H, W), sides multiples of 16; returns logits (N, classes, H, W).

    It has no library encoder: ``encoder_name`` and ``encoder_weights`` must be empty.
    """

    def __init__(
        self, encoder_name: str = "", in_channels: int = 3, classes: int = 1, encoder_weights: Optional[str] = None
    ):
        super().__init__()
        if encoder_name or encoder_weights:
            raise ValueError(f"the plain U-Net takes no encoder such as '{encoder_name}'")
        self.config = {"encoder_name": "", "in_channels": in_channels, "classes": classes}
        inputs = (in_channels, *(outputs for _, outputs in DOWN))
        for level, (between, outputs) in enumerate(DOWN, 1):
            self.add_module(f"en{level}", Block(inputs[level - 1], between, outputs))
        for level, (between, outputs) in enumerate(UP, 1):
            skipped = DOWN[level - 1][1]
            self.add_module(f"upsample{level}", torch.nn.ConvTranspose2d(skipped, skipped, 2, stride=2))
            self.add_module(f"de{level}", Block(2 * skipped, between, outputs))
        self.conv_last = torch.nn.Conv2d(UP[0][1], classes, 1)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        skips = []
        for level in range(1, len(DOWN) + 1):
            tiles = self.get_submodule(f"en{level}")(tiles)
            skips.append(tiles)
            tiles = torch.nn.functional.max_pool2d(tiles, 2) if level < len(DOWN) else tiles
        for level in range(len(UP), 0, -1):
            larger = self.get_submodule(f"upsample{level}")(tiles)
            tiles = self.get_submodule(f"de{level}")(torch.cat([larger, skips[level - 1]], dim=1))
        return self.conv_last(tiles)
