"""The heavy libraries, imported with the remedies for what is known to go wrong."""

from __future__ import annotations

from types import ModuleType
from typing import Any

_kept: list[Any] = []


def import_smp() -> ModuleType:
    """Return segmentation-models-pytorch; beside a CPU torch, torchvision's missing operators are declared first.

    torchvision's wheel has its compiled operators built for CUDA. Where they cannot be loaded, importing it
    fails on the names ``nms`` and ``qnms``, which segmentation networks never call.
    """
    import torch

    if not _kept:
        library = torch.library.Library("torchvision", "FRAGMENT")
        for operator in ("nms", "qnms"):
            if not _is_declared(torch, operator):
                library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _kept.append(library)
    import segmentation_models_pytorch

    return segmentation_models_pytorch


def _is_declared(torch: ModuleType, operator: str) -> bool:
    try:
        getattr(torch.ops.torchvision, operator)
    except (AttributeError, RuntimeError):
        return False
    return True
