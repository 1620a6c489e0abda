"""The losses of the reference study and weighted sums of them; all take logits (N, 1, H, W)."""

from __future__ import annotations

import torch

from deepslide_qgis.core.errors import RequestError
from training.libraries import smp

PARTS = ("bce", "dice", "focal", "jaccard", "lovasz")


class WeightedLoss(torch.nn.Module):
    """A sum of losses, each with its weight: ``{"bce": 0.5, "dice": 0.5}``."""

    def __init__(self, weights: dict[str, float]):
        super().__init__()
        unknown = sorted(set(weights) - set(PARTS))
        if unknown or not weights:
            raise RequestError(f"Unknown parts of the loss: {unknown}.", f"Known parts: {', '.join(PARTS)}.")
        self._weights = tuple(weights.values())
        self._parts = torch.nn.ModuleList(_make(name) for name in weights)

    def forward(self, logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        parts = (w * part(logits, target) for w, part in zip(self._weights, self._parts, strict=True))
        return torch.stack(list(parts)).sum()


def _make(name: str) -> torch.nn.Module:
    kinds = {
        "bce": torch.nn.BCEWithLogitsLoss,
        "dice": lambda: smp.losses.DiceLoss("binary"),
        "focal": lambda: smp.losses.FocalLoss("binary"),
        "jaccard": lambda: smp.losses.JaccardLoss("binary"),
        "lovasz": lambda: smp.losses.LovaszLoss("binary"),
    }
    return kinds[name]()
