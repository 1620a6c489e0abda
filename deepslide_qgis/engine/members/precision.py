"""Choose the precision: the lowest in which the processor is fast and that the pack's card allows."""

from __future__ import annotations

from dataclasses import replace

from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.precision import BFLOAT16, FLOAT16, FLOAT32, INT8, LARGEST_F1_CHANGE
from deepslide_qgis.engine.members.runtimes import Runtime

FASTEST_FIRST = {("openvino", "cpu"): (INT8, BFLOAT16), ("torch", "cuda"): (BFLOAT16, FLOAT16)}
"""Precisions to try, by library and device type; elsewhere float32 is as fast."""
FIRST_FAST_FLOAT16, FIRST_FAST_BFLOAT16 = (7, 0), (8, 0)
"""CUDA compute capability of the first cards whose tensor cores compute in that precision (Volta, Ampere)."""
WITHOUT_TENSOR_CORES = (
    *("GTX 16", "MX450", "MX550", "CMP 30HX"),
    *("T500", "T550", "T600", "T1000", "T1200", "T2000"),
)
"""Parts of the names of Turing cards without tensor cores, which return NaN in float16."""


def with_precision(runtime: Runtime, requested: str, card: ModelCard) -> Runtime:
    """Return ``runtime`` in float32 if that is ``requested``, else in the lowest precision that is fast and allowed."""
    if requested == FLOAT32:
        return _replace_precision(runtime, FLOAT32, "float32 was asked for")
    refusals = []
    for name in FASTEST_FIRST.get((runtime.library, runtime.device_type), ()):
        refusal = _reason_against(name, runtime, card)
        if not refusal:
            change = card.precisions[name].f1_change
            return _replace_precision(
                runtime, name, f"the processor is fast in {name}, which moves the pack's F1 by {change:+.4f}"
            )
        refusals.append(refusal)
    return _replace_precision(runtime, FLOAT32, "; ".join(refusals) or "no other precision is faster there")


def _replace_precision(runtime: Runtime, precision: str, reason: str) -> Runtime:
    return replace(runtime, precision=precision, reason=f"{runtime.reason}, and {reason}")


def _reason_against(name: str, runtime: Runtime, card: ModelCard) -> str:
    """Return why precision ``name`` cannot be used; empty if it can."""
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
    """Return True if the device of ``runtime`` computes in precision ``name`` faster than in float32."""
    if runtime.library == "openvino":
        from deepslide_qgis.engine.members.openvino_member import is_fast_in

        return is_fast_in(name)
    import torch

    if runtime.device_type != "cuda":
        return False
    capability = torch.cuda.get_device_capability(runtime.device)
    if name == BFLOAT16:
        return capability >= FIRST_FAST_BFLOAT16
    card_name = torch.cuda.get_device_name(runtime.device)
    has_cores = not any(known in card_name for known in WITHOUT_TENSOR_CORES)
    return name == FLOAT16 and has_cores and capability >= FIRST_FAST_FLOAT16
