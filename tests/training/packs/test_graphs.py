"""Every architecture's graph predicts as torch does, with the weights where they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from deepslide_qgis.core.packs.card import ARCHITECTURES, Member
from deepslide_qgis.core.packs.pack import WEIGHTS_NAME, file_sha256, open_pack
from deepslide_qgis.engine.members.openvino_member import load_graph
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.prediction.ensemble import sigmoid
from deepslide_qgis.engine.process.libraries import import_smp
from tests.packs import ENCODER, make_pack
from training.__main__ import app
from training.packs.graphs import write_graph
from training.packs.pack_writing import save_network


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_predicts_with_its_graph_as_with_torch(architecture: str, tmp_path: Path) -> None:
    torch.manual_seed(1)
    save_network(getattr(import_smp(), architecture)(ENCODER, encoder_weights=None, in_channels=4).eval(), tmp_path)
    member = Member("m", architecture, ENCODER, file_sha256(tmp_path / WEIGHTS_NAME), 0.5)
    before = file_sha256(tmp_path / WEIGHTS_NAME)
    assert write_graph(tmp_path, member) == file_sha256(tmp_path / "graph.onnx")
    assert file_sha256(tmp_path / WEIGHTS_NAME) == before
    assert (tmp_path / "graph.onnx").stat().st_size < 300_000
    batch = 2 * torch.randn(3, 4, 160, 128, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        expected = sigmoid(load_network(tmp_path, member, 4)(batch)[:, 0].numpy())
    found = sigmoid(load_graph(tmp_path, member, 4).logits(batch.numpy()))
    assert np.abs(found - expected).max() <= 1e-3
    mask, truth = found >= np.median(expected), expected >= np.median(expected)
    assert 2 * (mask & truth).sum() / (mask.sum() + truth.sum()) > 0.999


def test_an_older_pack_gets_graphs_and_keeps_its_weights(tmp_path: Path) -> None:
    folder = make_pack(tmp_path / "old", ("Unet",))
    before = open_pack(str(folder)).card.members
    assert CliRunner().invoke(app, ["graphs", str(folder)]).exit_code == 0
    pack = open_pack(str(folder))
    pack.check_members(pack.card.members)
    assert not before[0].graph and pack.card.members[0].graph and pack.card.members[0].sha256 == before[0].sha256
