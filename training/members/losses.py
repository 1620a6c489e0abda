"""The losses of the reference study and their weighted sums, over labelled pixels only."""

from __future__ import annotations

import torch

from deepslide_qgis.core.errors import RequestError
from training.data.labels import IGNORE
from training.members.libraries import smp

PARTS = ("bce", "dice", "focal", "jaccard", "lovasz")


class WeightedLoss(torch.nn.Module):
    """A weighted sum of losses, such as ``{"bce": 0.5, "dice": 0.5}``.

    Every part depends on the set of a batch's pixels, not on their positions: means (bce, focal), sums over the batch
    (dice, jaccard) or a sort (lovasz). So ignored pixels are removed before the parts see them. The ``ignore_index`` of
    segmentation-models-pytorch does not achieve that for all parts.
    """

    def __init__(self, weights: dict[str, float]):
        super().__init__()
        unknown = sorted(set(weights) - set(PARTS))
        if unknown or not weights:
            raise RequestError(f"Unknown parts of the loss: {unknown}.", f"Known parts: {', '.join(PARTS)}.")
        self._weights = tuple(weights.values())
        self._parts = torch.nn.ModuleList(_make_loss(name) for name in weights)

    def forward(self, logits: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Return the scalar loss of ``logits`` (N, 1, H, W) for ``label`` (N, 1, H, W) uint8 of 0, 1 and 255.

        If all pixels are ignored, it is 0 with gradients of 0.
        """
        labelled = label != IGNORE
        if not labelled.any():
            return logits.sum() * 0.0
        if not labelled.all():
            logits, label = _flatten(logits[labelled]), _flatten(label[labelled])
        target = label.to(logits.dtype)
        parts = (w * part(logits, target) for w, part in zip(self._weights, self._parts, strict=True))
        return torch.stack(list(parts)).sum()


def _flatten(pixels: torch.Tensor) -> torch.Tensor:
    return pixels.reshape(1, 1, 1, -1)


def _make_loss(name: str) -> torch.nn.Module:
    kinds = {
        "bce": torch.nn.BCEWithLogitsLoss,
        "dice": lambda: smp.losses.DiceLoss("binary"),
        "focal": lambda: smp.losses.FocalLoss("binary"),
        "jaccard": lambda: smp.losses.JaccardLoss("binary"),
        "lovasz": lambda: smp.losses.LovaszLoss("binary"),
    }
    return kinds[name]()
