"""Which precision is used: what the card's scores allow, the processor is fast in, and nobody asked against."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from deepslide_qgis.core.packs.pack import bundled_folder, read_card
from deepslide_qgis.core.precision import BFLOAT16, FLOAT16, INT8, PrecisionTrial
from deepslide_qgis.engine.members import openvino_member, precision
from deepslide_qgis.engine.members.precision import with_precision
from deepslide_qgis.engine.members.runtimes import Runtime

CPU, CUDA, TORCH_CPU = (Runtime(*names, "why") for names in (("openvino", "cpu"), ("torch", "cuda"), ("torch", "cpu")))


@pytest.fixture
def card():
    """Return a function that makes a card whose F1 moved by so much in each precision."""
    plain = read_card(str(bundled_folder() / "simulated-s1s2"))

    def made(**changes):
        trials = {name: PrecisionTrial(0.8 + change, 0.8, "tiles", 9) for name, change in changes.items()}
        members = tuple(replace(member, int8_graph=member.graph) for member in plain.members)
        return replace(plain, precisions=trials, members=members)

    return made


@pytest.fixture
def fast(monkeypatch):
    """Return a function that says in which precisions the processor is fast."""
    return lambda *names: monkeypatch.setattr(precision, "is_fast", lambda name, runtime: name in names)


def test_the_first_that_is_fast_and_costs_nothing_is_used(card, fast):
    fast(BFLOAT16, FLOAT16, INT8)
    assert with_precision(CPU, "auto", card(int8=0.0019, bfloat16=0)).precision == INT8
    assert with_precision(CUDA, "auto", card(int8=0, bfloat16=0, float16=0)).precision == BFLOAT16
    found = with_precision(CPU, "auto", card(int8=0.0021, bfloat16=-0.0019))
    assert found.precision == BFLOAT16 and found.reason.startswith("why, and ") and "F1 by -0.0019" in found.reason


def test_float32_says_why(card, fast):
    fast(BFLOAT16)
    for runtime, made, said in (
        (CPU, card(int8=0, bfloat16=0.0021), "not fast in int8; bfloat16 moves the pack's F1 by +0.0021"),
        (CPU, card(), "records no int8; the card records no bfloat16"),
        (TORCH_CPU, card(int8=0, bfloat16=0), "no other precision is faster"),
    ):
        found = with_precision(runtime, "auto", made)
        assert found.precision == "float32" and said in found.reason


def test_no_int8_where_a_member_has_no_graph_for_it(card, fast):
    fast(INT8)
    made = card(int8=0)
    made = replace(made, members=(made.members[0], replace(made.members[1], int8_graph="")))
    found = with_precision(CPU, "auto", made)
    assert found.precision == "float32" and f"'{made.members[1].id}' has no graph in int8" in found.reason


def test_int8_is_fast_on_the_processors_that_were_measured(monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    assert not precision.is_fast(INT8, CPU)


@pytest.mark.parametrize(
    ("allowed", "is_allowed"), [(None, False), ("AVX512_CORE_FP16", False), ("ALL", True), ("avx512_core_amx", True)]
)
def test_bfloat16_on_a_cpu_needs_amx_which_somebody_must_allow(monkeypatch, allowed, is_allowed):
    core = SimpleNamespace(get_property=lambda device, name: ["FP32", "BF16"])
    monkeypatch.setattr(openvino_member, "openvino_core", lambda: core)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", allowed or "")
    if allowed is None:
        monkeypatch.delenv("ONEDNN_MAX_CPU_ISA")
    assert precision.is_fast(BFLOAT16, CPU) == is_allowed


@pytest.mark.parametrize(
    ("name", "capability", "fast_in"),
    [
        ("NVIDIA GeForce GTX 1660 Ti", (7, 5), []),
        ("NVIDIA T1000 8GB", (7, 5), []),
        ("NVIDIA GeForce RTX 2080", (7, 5), [FLOAT16]),
        ("Tesla T4", (7, 5), [FLOAT16]),
        ("NVIDIA GeForce GTX 1080", (6, 1), []),
        ("NVIDIA RTX A2000 Laptop GPU", (8, 6), [BFLOAT16, FLOAT16]),
    ],
)
def test_what_a_graphics_card_is_fast_in(monkeypatch, name, capability, fast_in):
    monkeypatch.setattr("torch.cuda.get_device_capability", lambda device: capability)
    monkeypatch.setattr("torch.cuda.get_device_name", lambda device: name)
    assert [short for short in (BFLOAT16, FLOAT16, INT8) if precision.is_fast(short, CUDA)] == fast_in


def test_the_switch(card, fast):
    fast(BFLOAT16, INT8)
    found = with_precision(CPU, "float32", card(int8=0, bfloat16=0))
    assert found.precision == "float32" and "float32 was asked for" in found.reason
