"""In which numbers a runtime computes: the shortest that the processor is fast with and the pack's card allows."""

from __future__ import annotations

from dataclasses import replace

from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.precision import BFLOAT16, FLOAT16, FLOAT32, INT8, LARGEST_F1_CHANGE
from deepslide_qgis.engine.members.runtimes import Runtime

FASTEST_FIRST = {("openvino", "cpu"): (INT8, BFLOAT16), ("torch", "cuda"): (BFLOAT16, FLOAT16)}
"""What may pay, by library and device type; elsewhere float32 is as fast."""
FIRST_FAST_FLOAT16, FIRST_FAST_BFLOAT16 = (7, 0), (8, 0)
"""CUDA's compute capability of the first graphics cards that compute so in tensor cores (Volta, Ampere)."""
WITHOUT_TENSOR_CORES = (
    *("GTX 16", "MX450", "MX550", "CMP 30HX"),
    *("T500", "T550", "T600", "T1000", "T1200", "T2000"),
)
"""In the names of Turing cards that have the capability without the cores, and answer NaN in float16."""


def in_precision(runtime: Runtime, asked: str, card: ModelCard) -> Runtime:
    """Return ``runtime`` in the shortest precision that is allowed where auto was ``asked``, else in float32."""
    if asked == FLOAT32:
        return _with(runtime, FLOAT32, "float32 was asked for")
    refusals = []
    for name in FASTEST_FIRST.get((runtime.library, runtime.device_type), ()):
        refusal = _refusal(name, runtime, card)
        if not refusal:
            change = card.precisions[name].f1_change
            return _with(runtime, name, f"the processor is fast in {name}, which moves the pack's F1 by {change:+.4f}")
        refusals.append(refusal)
    return _with(runtime, FLOAT32, "; ".join(refusals) or "no other precision is faster there")


def _with(runtime: Runtime, precision: str, reason: str) -> Runtime:
    return replace(runtime, precision=precision, reason=f"{runtime.reason}, and {reason}")


def _refusal(name: str, runtime: Runtime, card: ModelCard) -> str:
    """Return why ``name`` is not used, nothing where it is."""
    trial = card.precisions.get(name)
    if trial is None:
        return f"the card records no {name}"
    if not trial.is_good:
        return f"{name} moves the pack's F1 by {trial.f1_change:+.4f}, the limit is {LARGEST_F1_CHANGE}"
    lacking = [member.id for member in card.members if name == INT8 and not member.int8_graph]
    if lacking:
        return f"member '{lacking[0]}' has no graph in int8"
    return "" if is_fast(name, runtime) else f"the processor is not fast in {name}"


def is_fast(name: str, runtime: Runtime) -> bool:
    """Tell whether the processor or graphics card of ``runtime`` computes in ``name`` faster than in float32."""
    if runtime.library == "openvino":
        from deepslide_qgis.engine.members.openvino_member import is_fast_in

        return is_fast_in(name)
    import torch

    if runtime.device_type != "cuda":
        return False
    capability = torch.cuda.get_device_capability(runtime.device)
    if name == BFLOAT16:
        return capability >= FIRST_FAST_BFLOAT16
    name_of_card = torch.cuda.get_device_name(runtime.device)
    has_cores = not any(known in name_of_card for known in WITHOUT_TENSOR_CORES)
    return name == FLOAT16 and has_cores and capability >= FIRST_FAST_FLOAT16
