"""Imports of heavy libraries, with workarounds for known problems."""

from __future__ import annotations

import os
import sys
from functools import cache
from types import ModuleType
from typing import Any

INSTRUCTION_SET_VARIABLE = "ONEDNN_MAX_CPU_ISA"
"""oneDNN's variable for the largest instruction set that it may use; read once per process."""
BEFORE_AMX = "AVX512_CORE_FP16"
"""oneDNN's name for the largest instruction set below AMX."""
UNLIMITED = ("ALL", "DEFAULT", "")
_torch_libraries: list[Any] = []


def import_smp() -> ModuleType:
    """Return segmentation-models-pytorch, also next to a CPU build of torch.

    The wheel of torchvision has operators compiled for CUDA. If they cannot be loaded, its import fails on the name
    ``nms``. Segmentation networks never call it; only in that case are the names declared.
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

    Each Core installs an alternate signal stack for its thread and restores the previous one when it is deleted. If two
    are deleted in the order of their creation, the second restores a stack that the first has unmapped, and the next
    signal handled by Python crashes the process.

    The Core is returned after one array was passed to numpy: OpenVINO initialises its Python bindings at the first one,
    and two threads that load members at once on a busy machine can deadlock there.

    AMX is disabled: on one processor with AMX, int8 networks crashed most processes (OpenVINO 2026.4). A user's own
    setting of oneDNN's variable is kept.
    """
    os.environ.setdefault(INSTRUCTION_SET_VARIABLE, BEFORE_AMX)
    import numpy as np
    import openvino

    core = openvino.Core()
    core.set_property({"ENABLE_MMAP": False})  # a mapped file would stay in memory next to the compiled weights
    openvino.op.Constant(np.zeros(1, np.float32)).data  # noqa: B018
    return core


def is_amx_allowed() -> bool:
    """Return True if the user set oneDNN's variable so that OpenVINO uses AMX if available."""
    allowed = os.environ.get(INSTRUCTION_SET_VARIABLE, BEFORE_AMX).upper()
    return allowed in UNLIMITED or "AMX" in allowed


def _declare_missing_operators() -> None:
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _torch_libraries.append(library)  # the declared names live as long as this object
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # partially imported
