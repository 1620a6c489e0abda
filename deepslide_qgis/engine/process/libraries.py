"""The heavy libraries, imported with the remedies for what is known to go wrong."""

from __future__ import annotations

import os
import sys
from functools import cache
from types import ModuleType
from typing import Any

MOST_ALLOWED = "ONEDNN_MAX_CPU_ISA"
"""oneDNN's variable for the most that it uses of a processor; it reads that once."""
BEFORE_AMX = "AVX512_CORE_FP16"
"""oneDNN's name for the most that processors have besides AMX."""
ALL_OF_IT = ("ALL", "DEFAULT", "")
_kept: list[Any] = []


def import_smp() -> ModuleType:
    """Return segmentation-models-pytorch, also beside a CPU torch.

    The wheel of torchvision has its compiled operators built for CUDA. Where they cannot be loaded its import fails
    on the name ``nms``; segmentation networks never call it, so then, and only then, the names are declared.
    """
    try:
        import torchvision  # noqa: F401 (segmentation-models-pytorch imports it)
    except RuntimeError as error:
        if "torchvision::nms" not in str(error):
            raise
        _declare_missing_operators()
    import segmentation_models_pytorch

    return segmentation_models_pytorch


@cache
def openvino_core():
    """Return the one ``openvino.Core`` of this process.

    Each keeps an alternate signal stack for the thread that made it, and puts the one that it found back when it goes.
    Of two that go in the order in which they came, the second puts back what the first has unmapped; then the next
    signal that Python listens to ends the process.

    It comes with an array shown to numpy: OpenVINO's Python side readies itself for that at the first one, and two
    threads that load members on a busy machine would do so at once, each waiting for what the other holds, for ever.

    Processors with AMX compute without it: int8 networks ended most processes on one of them (OpenVINO 2026.4). A
    person's own setting of oneDNN's variable stands.
    """
    os.environ.setdefault(MOST_ALLOWED, BEFORE_AMX)
    import numpy as np
    import openvino

    core = openvino.Core()
    core.set_property({"ENABLE_MMAP": False})  # a mapped file would stay in memory beside the compiled weights
    openvino.op.Constant(np.zeros(1, np.float32)).data  # noqa: B018
    return core


def is_amx_allowed() -> bool:
    """Tell whether somebody has set oneDNN's variable so that OpenVINO uses AMX where the processor has it."""
    allowed = os.environ.get(MOST_ALLOWED, BEFORE_AMX).upper()
    return allowed in ALL_OF_IT or "AMX" in allowed


def _declare_missing_operators() -> None:
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _kept.append(library)  # the names go with the object
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # half imported
