"""Graphs from strangers: they cannot read other files, run what no network needs, or take all memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from safetensors.numpy import load_file, save_file

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.openvino_member import load_graph
from deepslide_qgis.engine.networks.graph_file import read_graph
from tests.packs import make_pack


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Path:
    return make_pack(tmp_path_factory.mktemp("graphs") / "pack", ("Unet",), graphs=True)


@pytest.fixture
def pack(original, tmp_path) -> Path:
    return shutil.copytree(original, tmp_path / "pack")


def load(pack: Path) -> None:
    member = open_pack(str(pack)).card.members[0]
    load_graph(pack / member.id, member, 3)


def change(pack: Path, how: Callable[[onnx.GraphProto], object]) -> None:
    path = pack / "01-unet" / "graph.onnx"
    model = onnx.load(path, load_external_data=False)
    how(model.graph)
    path.write_bytes(model.SerializeToString())


def first_weight(graph: onnx.GraphProto) -> TensorProto:
    return next(tensor for tensor in graph.initializer if tensor.external_data)


def place(**values: str) -> Callable[[onnx.GraphProto], None]:
    """Return what writes ``values`` into the place of the first weight."""

    def change_place(graph: onnx.GraphProto) -> None:
        for pair in first_weight(graph).external_data:
            pair.value = values.get(pair.key, pair.value)

    return change_place


def test_a_graph_points_into_the_weights_and_says_whether_it_is_local(pack):
    folder = pack / "01-unet"
    assert (folder / "graph.onnx").stat().st_size < 200_000
    assert not read_graph(folder / "graph.onnx", folder / "model.safetensors").is_local  # its encoder pools globally
    change(pack, lambda graph: [graph.node.remove(node) for node in list(graph.node) if node.op_type == "ReduceMean"])
    assert read_graph(folder / "graph.onnx", folder / "model.safetensors").is_local


@pytest.mark.parametrize("location", ["/etc/passwd", "../../secret", "config.json", ""])
def test_weights_elsewhere_are_refused(pack, location):
    change(pack, place(location=location))
    with pytest.raises(PackError, match=r"does not lie in model\.safetensors"):
        load(pack)


@pytest.mark.parametrize("values", [{"offset": "0"}, {"offset": "99999999999"}, {"length": "4"}, {"length": "-1"}])
def test_places_outside_the_weights_are_refused(pack, values):
    change(pack, place(**values))
    with pytest.raises(PackError, match=r"does not lie in model\.safetensors"):
        load(pack)


def test_operators_that_no_network_needs_are_refused(pack):
    change(pack, lambda graph: graph.node.append(helper.make_node("Loop", ["a"], ["b"])))
    with pytest.raises(PackError, match="it uses Loop"):
        load(pack)
    change(pack, lambda graph: graph.node.append(helper.make_node("Conv", ["a"], ["b"], domain="com.someone")))
    with pytest.raises(PackError, match="another kind than ONNX's own"):
        load(pack)


def test_a_layer_that_would_fill_the_memory_is_refused(pack):
    def enlarge(graph: onnx.GraphProto) -> None:
        name = graph.node[-1].output[0]
        graph.node[-1].output[0] = "small"
        graph.initializer.append(helper.make_tensor("scales", TensorProto.FLOAT, [4], [1, 1, 4096, 4096]))
        graph.node.append(helper.make_node("Resize", ["small", "", "scales"], ["huge"], mode="nearest"))
        graph.node.append(helper.make_node("MaxPool", ["huge"], [name], kernel_shape=[1, 1], strides=[4096, 4096]))

    change(pack, enlarge)
    with pytest.raises(PackError, match="one of its layers holds"):
        load(pack)


@pytest.mark.parametrize("content", [b"", b"\x00", b"\xff" * 64, b"x" * (17 << 20), b"\x3a\x7f"])
def test_what_is_no_graph_is_refused(pack, content):
    (pack / "01-unet" / "graph.onnx").write_bytes(content)
    with pytest.raises(PackError, match="is not accepted"):
        load(pack)


def test_a_graph_cut_anywhere_is_refused(pack):
    path = pack / "01-unet" / "graph.onnx"
    content = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(PackError):
            load(pack)


def test_a_graph_that_is_not_the_card_s_is_refused_in_a_run(run, write_raster, noise, pack):
    change(pack, place(location="model.safetensors", offset="9"))
    with pytest.raises(PackError, match="graph of member '01-unet' is not the one"):
        run(write_raster(noise(64, 64)), pack)


def test_weights_that_are_no_numbers_are_refused(pack):
    weights = pack / "01-unet" / "model.safetensors"
    tensors = load_file(weights)
    tensors["segmentation_head.0.bias"][:] = np.nan
    save_file(tensors, weights)
    with pytest.raises(PackError, match="holds NaN or infinity"):
        load(pack)


def test_a_graph_of_other_inputs_is_refused(pack):
    member = open_pack(str(pack)).card.members[0]
    config = pack / member.id / "config.json"
    config.write_text(config.read_text().replace('"in_channels": 3', '"in_channels": 5'))
    with pytest.raises(PackError, match="graph of member '01-unet' cannot be loaded"):
        load_graph(pack / member.id, member, 5)
