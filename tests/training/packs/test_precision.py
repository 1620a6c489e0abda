"""int8 graphs: beside the same weights, by the real OpenVINO, with their cost on the card; and what may not be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import rasterio
import torch
from typer.testing import CliRunner

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.events import Logged
from deepslide_qgis.core.packs.pack import CARD_NAME, open_pack
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.members.openvino_member import load_graph
from deepslide_qgis.engine.members.precision import with_precision
from deepslide_qgis.engine.members.runtimes import Runtime
from deepslide_qgis.engine.predict import predict
from deepslide_qgis.engine.prediction.ensemble import sigmoid
from tests.packs import make_pack
from tests.training.tiny_experiment import EXPERIMENT, write_tile
from training.__main__ import app
from training.packs.int8_graph import write_int8_graph

CHANNELS = 3
SHORT = Runtime("torch", "cpu", "", "bfloat16")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pack(tmp_path_factory.mktemp("packs") / "pack", ("Unet",), graphs=True)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A pack of one member, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "pack"))


@pytest.fixture
def tiles() -> list[np.ndarray]:
    random = torch.Generator().manual_seed(1)
    return [torch.randn(1, CHANNELS, 64, 96, generator=random).numpy() for _ in range(6)]


def mask_f1(found: np.ndarray, expected: np.ndarray) -> float:
    limit = np.median(expected)
    mask, truth = found >= limit, expected >= limit
    return 2 * (mask & truth).sum() / (mask.sum() + truth.sum())


def test_an_int8_graph_computes_in_int8_nearly_the_same_from_the_same_weights(folder, tiles):
    pack = open_pack(str(folder))
    member, at = pack.card.members[0], folder / "01-unet"
    before = sorted(file.name for file in at.iterdir())
    write_int8_graph(at, tiles)
    assert sorted(file.name for file in at.iterdir()) == sorted([*before, "graph.int8.onnx"])
    assert (at / "graph.int8.onnx").stat().st_size < 400_000
    whole, short = (load_graph(at, member, CHANNELS, name) for name in ("float32", "int8"))
    convolutions = [
        node.get_rt_info()["primitiveType"].astype(str)
        for node in short.compiled.get_runtime_model().get_ops()
        if node.get_rt_info()["layerType"].astype(str) == "Convolution"
    ]
    assert sum(name.endswith("I8") for name in convolutions) > 0.7 * len(convolutions)
    assert not [name for name in convolutions if "amx" in name]  # which ends the process
    batch = np.concatenate(tiles)
    expected, found = sigmoid(whole.logits(batch)), sigmoid(short.logits(batch))
    assert 0 < np.abs(found - expected).max() < 0.2 and mask_f1(found, expected) > 0.9
    other = np.ones((2, CHANNELS, 128, 64), np.float32)
    assert short.logits(other).shape == (2, 128, 64)


def test_bfloat16_runs_on_torch_s_cpu(folder, tiles):
    pack = open_pack(str(folder))
    member, batch = pack.card.members[0], tiles[0]
    expected = sigmoid(Runtime("torch", "cpu", "").load(pack, member).logits(batch))
    found = sigmoid(SHORT.load(pack, member).logits(batch))
    assert found.dtype == np.float32 and 0 < np.abs(found - expected).max() < 0.1
    assert mask_f1(found, expected) > 0.95


@pytest.fixture
def measured(folder: Path, tmp_path: Path) -> Path:
    """A pack whose precisions were measured on made tiles."""
    for number in range(4):
        for split in ("train", "validation"):
            write_tile(tmp_path / "tiles" / split, number, number)
    (tmp_path / "tiny.toml").write_text(EXPERIMENT, encoding="utf-8")
    arguments = ["precision", str(tmp_path / "tiny.toml"), "--pack", str(folder), "--data", str(tmp_path)]
    answer = CliRunner().invoke(app, [*arguments, "--calibration", "3"])
    assert answer.exit_code == 0, answer.output
    return folder


def test_the_command_records_what_it_measured_and_the_engine_goes_by_it(measured, tmp_path):
    pack = open_pack(str(measured))
    pack.check_members(pack.card.members)
    assert set(pack.card.precisions) == {"int8", "bfloat16"}
    trial = pack.card.precisions["int8"]
    assert trial.tiles == 4 and trial.data == "squares on noise, validation" and "set by 3 training tiles" in trial.how
    assert (
        bool(pack.card.members[0].int8_graph) is trial.is_good is (measured / "01-unet" / "graph.int8.onnx").is_file()
    )
    chosen = with_precision(Runtime("openvino", "cpu", "why"), "auto", pack.card).precision
    assert (chosen == "int8") is trial.is_good


@pytest.fixture
def with_int8(folder: Path, tiles: list[np.ndarray]) -> Path:
    """A pack with an int8 graph and a card that allows it."""
    plain = json.loads((folder / CARD_NAME).read_text(encoding="utf-8"))
    plain["members"][0]["int8_graph"] = write_int8_graph(folder / "01-unet", tiles)
    plain["precisions"] = {"int8": {"f1": 0.7, "float32_f1": 0.7, "data": "tiles", "tiles": 6}}
    (folder / CARD_NAME).write_text(json.dumps(plain), encoding="utf-8")
    return folder


def run(pack: Path, to: Path, **settings) -> tuple[dict, str]:
    """Predict a small raster; return the summary and what was logged."""
    raster, said = to / "input.tif", []
    values = np.random.default_rng(5).integers(50, 200, (3, 96, 96)).astype(np.float32)
    place = {"crs": "EPSG:32632", "transform": rasterio.transform.from_origin(5e5, 5e6, 10, 10)}
    with rasterio.open(raster, "w", driver="GTiff", height=96, width=96, count=3, dtype="float32", **place) as file:
        file.write(values)
    request = PredictionRequest(
        str(raster), str(pack), PredictionOutputs(str(to / "p.tif")), bands=(1, 2, 3), **settings
    )
    summary = predict(
        request, lambda e: said.append(e.message) if isinstance(e, Logged) else None, lambda: False
    ).summary
    return summary, " ".join(said)


def test_a_run_says_in_which_precision_and_why_and_the_switch_works(with_int8, tmp_path):
    summary, said = run(with_int8, tmp_path, device="cpu")
    assert summary["precision"] == "int8" and "in int8, because" in said and "moves the pack's F1 by +0.0000" in said
    summary, said = run(with_int8, tmp_path, device="cpu", precision="float32")
    assert summary["precision"] == "float32" and "float32 was asked for" in said


def test_an_int8_graph_that_was_altered_or_is_missing_is_refused(with_int8, tmp_path):
    path = with_int8 / "01-unet" / "graph.int8.onnx"
    model = onnx.load(path, load_external_data=False)
    model.graph.node[0].name = "another"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(PackError, match="graph of member '01-unet' is not the one"):
        run(with_int8, tmp_path)
    path.unlink()
    with pytest.raises(PackError, match=r"lacks its graph\.int8\.onnx"):
        run(with_int8, tmp_path)


def test_weights_elsewhere_are_refused_in_int8_too(with_int8):
    path = with_int8 / "01-unet" / "graph.int8.onnx"
    model = onnx.load(path, load_external_data=False)
    outside = next(t for t in model.graph.initializer if t.data_location == onnx.TensorProto.EXTERNAL)
    next(entry for entry in outside.external_data if entry.key == "location").value = "/etc/passwd"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(PackError, match="does not lie in"):
        load_graph(path.parent, open_pack(str(with_int8)).card.members[0], CHANNELS, "int8")
