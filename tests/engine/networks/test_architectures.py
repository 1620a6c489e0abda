"""The two architectures of our own: saved, opened by the engine with equal logits, folded, refused where altered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import OWN_ARCHITECTURES, PLAIN_UNET, Member
from deepslide_qgis.core.packs.pack import CONFIG_NAME
from deepslide_qgis.engine.networks.architectures import get_architecture
from deepslide_qgis.engine.networks.folding import fold
from deepslide_qgis.engine.networks.network import load_network
from training.packs.pack_writing import save_member
from training.planning.plans import MemberPlan

ENCODERS = dict(zip(OWN_ARCHITECTURES, ("", "mit_b0")))


@pytest.fixture(params=OWN_ARCHITECTURES)
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[torch.nn.Module, Path, Member]:
    torch.manual_seed(1)
    encoder = ENCODERS[request.param]
    network = get_architecture(request.param)(encoder, in_channels=14, classes=1, encoder_weights=None).eval()
    for name, buffer in network.named_buffers():
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 2)
    member = save_member(MemberPlan("one", request.param, encoder), network, 14, tmp_path, 0.5, "made", half=False)
    return network, tmp_path / "one", member


def test_the_engine_opens_them_with_equal_logits(saved: tuple[torch.nn.Module, Path, Member]) -> None:
    network, folder, member = saved
    opened = load_network(folder, member, 14)
    tiles = torch.randn(2, 14, 64, 96)
    with torch.inference_mode():
        expected = network(tiles)
        torch.testing.assert_close(opened(tiles), expected, rtol=0, atol=0)
        assert fold(opened, 14)
        torch.testing.assert_close(opened(tiles), expected, rtol=0, atol=1e-3)
    assert expected.shape == (2, 1, 64, 96)
    assert expected.std() > 1e-3


def test_a_config_that_names_another_is_refused(saved: tuple[torch.nn.Module, Path, Member]) -> None:
    _, folder, member = saved
    config = json.loads((folder / CONFIG_NAME).read_text())
    for change in ({"_model_class": "Unet"}, {"in_channels": 3}, {"encoder_name": "resnet18"}):
        (folder / CONFIG_NAME).write_text(json.dumps({**config, **change}))
        with pytest.raises(PackError):
            load_network(folder, member, 14)


def test_only_the_plain_unet_has_no_encoder() -> None:
    sha256 = "sha256:" + "0" * 64
    assert Member("a", PLAIN_UNET, "", sha256, 0.5).encoder_name == ""
    for architecture in ("Unet", "PointwiseUnet"):
        with pytest.raises(PackError, match="impossible encoder"):
            Member("a", architecture, "", sha256, 0.5)
    with pytest.raises(ValueError, match="resnet18"):
        get_architecture(PLAIN_UNET)("resnet18")
