"""The plain U-Net of DeepSlide's table: two convolutions a level, 64-128-256-512-512 channels, bilinear upsampling.

Widths as in the study's code (the facts are in its paper's repository); the layout is that of Ronneberger et al. 2015.
"""

from __future__ import annotations

import torch

WIDTHS = (64, 128, 256, 512, 512)


def _double(inputs: int, outputs: int) -> torch.nn.Sequential:
    layers: list[torch.nn.Module] = []
    for source in (inputs, outputs):
        convolution = torch.nn.Conv2d(source, outputs, 3, padding=1, bias=False)
        layers += [convolution, torch.nn.BatchNorm2d(outputs), torch.nn.ReLU(inplace=True)]
    return torch.nn.Sequential(*layers)


class PlainUnet(torch.nn.Module):
    """Takes (N, channels, H, W) with sides that are multiples of 16; gives logits (N, 1, H, W)."""

    def __init__(self, channels: int, widths: tuple[int, ...] = WIDTHS):
        super().__init__()
        self.down = torch.nn.ModuleList(_double(a, b) for a, b in zip((channels, *widths), widths, strict=False))
        outputs = (*widths[:-2][::-1], widths[0])
        inputs = [below + skip for below, skip in zip((widths[-1], *outputs), widths[:-1][::-1], strict=False)]
        self.up = torch.nn.ModuleList(_double(a, b) for a, b in zip(inputs, outputs, strict=True))
        self.head = torch.nn.Conv2d(widths[0], 1, 1)

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        skips = []
        for level, block in enumerate(self.down):
            tiles = block(torch.nn.functional.max_pool2d(tiles, 2) if level else tiles)
            skips.append(tiles)
        skips.pop()
        for block in self.up:
            skip = skips.pop()
            larger = torch.nn.functional.interpolate(tiles, size=skip.shape[-2:], mode="bilinear", align_corners=False)
            tiles = block(torch.cat([skip, larger], dim=1))
        return self.head(tiles)
