"""Network classes by architecture name: those of segmentation-models-pytorch, and two of DeepSlide's own.

DeepSlide's published weights need these two, which the library cannot express.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import torch

from deepslide_qgis.core.packs.card import OWN_ARCHITECTURES
from deepslide_qgis.engine.networks.plain_unet import PlainUnet
from deepslide_qgis.engine.process.libraries import import_smp

Architecture = Callable[..., torch.nn.Module]
"""Called with encoder_name, in_channels, classes, encoder_weights and, for some, further arguments."""


class PointwiseUnet(torch.nn.Module):
    """A 1 × 1 convolution from ``in_channels`` to three channels, followed by the library's ``Unet``.

    Source: github.com/HarshShinde0/Deepslide (src/mitb1_model.py), with the same parameter names.
    """

    def __init__(
        self,
        encoder_name: str,
        in_channels: int = 3,
        classes: int = 1,
        encoder_weights: Optional[str] = None,
        **arguments: Any,
    ):
        super().__init__()
        self.config = {"encoder_name": encoder_name, "in_channels": in_channels, "classes": classes, **arguments}
        self.conv = torch.nn.Conv2d(in_channels, 3, 1)
        self.model = import_smp().Unet(
            encoder_name, encoder_weights=encoder_weights, in_channels=3, classes=classes, **arguments
        )

    @property
    def encoder(self) -> torch.nn.Module:
        return self.model.encoder

    def forward(self, tiles: torch.Tensor) -> torch.Tensor:
        return self.model(self.conv(tiles))


OWN: dict[str, Architecture] = dict(zip(OWN_ARCHITECTURES, (PlainUnet, PointwiseUnet)))


def get_architecture(name: str) -> Architecture:
    """Return the network class ``name``; raise AttributeError for an unknown one."""
    return OWN.get(name) or getattr(import_smp(), name)
