"""Which runtime is chosen, what it says, and that all of them predict the same."""

from __future__ import annotations

import numpy as np
import pytest

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.events import Logged
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.engine.members import runtimes
from deepslide_qgis.engine.members.runtimes import choose_runtime

HASH = "sha256:" + "0" * 64
WITH_GRAPH = Member("a", "Unet", "resnet18", HASH, 0.5, graph=HASH)
WITHOUT = Member("b", "Unet", "resnet18", HASH, 0.5)


@pytest.fixture
def installed(monkeypatch):
    """Return a function that says which libraries are installed."""
    return lambda *names: monkeypatch.setattr(runtimes, "has_library", lambda library: library in names)


def test_a_cpu_takes_openvino_where_the_pack_has_graphs(installed):
    installed("openvino", "torch")
    assert str(choose_runtime("cpu", (WITH_GRAPH,))) == "cpu (OpenVINO)"
    fallback = choose_runtime("cpu", (WITH_GRAPH, WITHOUT))
    assert fallback.library == "torch" and "'b' has no graph" in fallback.reason
    assert choose_runtime("cpu:torch", (WITH_GRAPH,)).library == "torch"


def test_without_torch_auto_is_openvino_and_the_rest_is_refused_with_a_remedy(installed):
    installed("openvino")
    assert choose_runtime("auto", (WITH_GRAPH,)).library == "openvino"
    for name, members in (("cuda:0", (WITH_GRAPH,)), ("cpu", (WITHOUT,)), ("cpu:torch", (WITH_GRAPH,)), ("mps", ())):
        with pytest.raises(EngineEnvironmentError, match="PyTorch") as caught:
            choose_runtime(name, members)
        assert "BUILD=torch" in caught.value.remedy


def test_what_cannot_be_is_refused(installed):
    installed("torch")
    assert choose_runtime("cpu", (WITH_GRAPH,)).reason == "OpenVINO is not installed"
    for name in ("cpu:openvino", "cpu:abacus"):
        with pytest.raises(EngineEnvironmentError):
            choose_runtime(name, (WITH_GRAPH,))


def test_both_runtimes_predict_the_same_and_the_log_says_which_and_why(run, write_raster, noise, tiny_pack):
    raster = write_raster(noise(150, 130))
    found = {}
    for device in ("cpu:openvino", "cpu:torch"):
        summary = run(raster, tiny_pack, device=device).summary
        assert summary["runtime"] == device[4:]
        found[device] = {name: run.result(name) for name in ("probability", "spread", "mask")}
    for name in ("probability", "spread"):
        np.testing.assert_allclose(found["cpu:openvino"][name], found["cpu:torch"][name], atol=1e-4)
    assert (found["cpu:openvino"]["mask"] == found["cpu:torch"]["mask"]).mean() > 0.999
    assert "on cpu (OpenVINO) in float32, because it was asked for" in run.said(Logged)
