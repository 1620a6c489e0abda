"""The losses of the reference study and weighted sums of them, over the labelled pixels alone."""

from __future__ import annotations

import torch

from deepslide_qgis.core.errors import RequestError
from training.data.labels import IGNORE
from training.members.libraries import smp

PARTS = ("bce", "dice", "focal", "jaccard", "lovasz")


class WeightedLoss(torch.nn.Module):
    """A sum of losses, each with its weight: ``{"bce": 0.5, "dice": 0.5}``.

    Every part is a function of the set of a batch's pixels, wherever they lie: means (bce, focal), sums over the whole
    batch (dice, jaccard) or a sort of it (lovasz). So ignored pixels are taken out before the parts see them, and leave
    no trace in any of them; the ``ignore_index`` of segmentation-models-pytorch does not do that for all.
    """

    def __init__(self, weights: dict[str, float]):
        super().__init__()
        unknown = sorted(set(weights) - set(PARTS))
        if unknown or not weights:
            raise RequestError(f"Unknown parts of the loss: {unknown}.", f"Known parts: {', '.join(PARTS)}.")
        self._weights = tuple(weights.values())
        self._parts = torch.nn.ModuleList(_make(name) for name in weights)

    def forward(self, logits: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        """Return the loss, a scalar, of ``logits`` (N, 1, H, W) for ``label`` (N, 1, H, W) uint8 of 0, 1 and 255.

        0 with gradients of 0 where every pixel is ignored.
        """
        labelled = label != IGNORE
        if not labelled.any():
            return logits.sum() * 0.0
        if not labelled.all():
            logits, label = _in_a_row(logits[labelled]), _in_a_row(label[labelled])
        target = label.to(logits.dtype)
        parts = (w * part(logits, target) for w, part in zip(self._weights, self._parts, strict=True))
        return torch.stack(list(parts)).sum()


def _in_a_row(pixels: torch.Tensor) -> torch.Tensor:
    return pixels.reshape(1, 1, 1, -1)


def _make(name: str) -> torch.nn.Module:
    kinds = {
        "bce": torch.nn.BCEWithLogitsLoss,
        "dice": lambda: smp.losses.DiceLoss("binary"),
        "focal": lambda: smp.losses.FocalLoss("binary"),
        "jaccard": lambda: smp.losses.JaccardLoss("binary"),
        "lovasz": lambda: smp.losses.LovaszLoss("binary"),
    }
    return kinds[name]()
