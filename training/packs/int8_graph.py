"""Writes a member's int8 graph: QuantizeLinear and DequantizeLinear around the inputs of convolutions.

The weights stay in the safetensors file; only scales are added, measured on training tiles. A runtime with fast int8
computes the convolutions in int8 and the rest in float32.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import openvino
from onnx import helper, numpy_helper

from deepslide_qgis.core.packs.pack import GRAPH_NAME, INT8_GRAPH_NAME, WEIGHTS_NAME, file_sha256
from deepslide_qgis.engine.members.openvino_member import settings
from deepslide_qgis.engine.process.libraries import openvino_core
from training.packs.graphs import locate_tensors

WEIGHT_STEPS = 63
"""Seven bits (of 127 steps), so that sums of two products fit in 16 bits on processors without VNNI."""
ACTIVATION_STEPS = 255
PASSING = ("MaxPool", "Pad")
"""Operators that do not change values: quantisation is placed before them, so that they pass int8."""
SMALLEST_SCALE = 1e-12
Range = tuple[float, float]


def write_int8_graph(folder: Path, tiles: Iterable[np.ndarray]) -> str:
    """Write ``graph.int8.onnx`` beside the graph in ``folder``; return its hash.

    ``tiles`` are batches (N, C, H, W) of normalised training tiles that set the scales.
    """
    model = onnx.load(folder / GRAPH_NAME, load_external_data=False)
    quantiser = _Quantiser(model, weights_of(folder))
    ranges = measure_ranges(folder, quantiser.activations, tiles)
    path = folder / INT8_GRAPH_NAME
    path.write_bytes(quantiser.quantise(ranges).SerializeToString())
    return file_sha256(path)


def weights_of(folder: Path) -> dict[str, np.ndarray]:
    """Return the floating-point weights of a member by name, as float32."""
    data = np.memmap(folder / WEIGHTS_NAME, np.uint8, "r")
    types = {onnx.TensorProto.FLOAT: np.float32, onnx.TensorProto.FLOAT16: np.float16}
    return {
        name: np.frombuffer(data[at.offset : at.offset + at.length].tobytes(), types[at.dtype])
        .reshape(at.shape)
        .astype(np.float32)
        for name, at in locate_tensors(folder / WEIGHTS_NAME).items()
    }


def measure_ranges(folder: Path, names: list[str], tiles: Iterable[np.ndarray]) -> dict[str, Range]:
    """Return lowest and highest value of the graph's tensors ``names``, of each tile, averaged over ``tiles``."""
    core = openvino_core()
    model = core.read_model(folder / GRAPH_NAME)
    operators = openvino.opset13
    outputs = []
    for name in names:
        tensor = next(out for node in model.get_ops() for out in node.outputs() if name in out.get_names())
        axes = np.array([1, 2, 3])
        outputs += [operators.reduce_min(tensor, axes), operators.reduce_max(tensor, axes)]
    measuring = openvino.Model([operators.result(node.output(0)) for node in outputs], model.get_parameters())
    compiled = core.compile_model(measuring, "CPU", settings())
    ranges = [np.stack([np.asarray(value) for value in compiled(batch).values()]) for batch in tiles]
    mean = np.concatenate(ranges, axis=1).mean(axis=1)
    return {name: (float(mean[2 * i]), float(mean[2 * i + 1])) for i, name in enumerate(names)}


class _Quantiser:
    """Quantises the convolutions of ``model`` and their inputs, except the first convolution and the head."""

    def __init__(self, model: onnx.ModelProto, weights: dict[str, np.ndarray]):
        self._model, self._weights = model, weights
        self._producer = {name: node for node in model.graph.node for name in node.output}
        inputs = {value.name for value in model.graph.input}
        convolutions = [node for node in model.graph.node if node.op_type == "Conv" and node.input[1] in weights]
        self._convolutions = [node for node in convolutions[1:] if len(weights[node.input[1]]) > 1]
        sources = dict.fromkeys(self._find_source(node.input[0]) for node in self._convolutions)
        self.activations = [name for name in sources if name not in inputs]

    def _find_source(self, name: str) -> str:
        """Return the tensor that ``name`` passes on unchanged."""
        node = self._producer.get(name)
        return name if node is None or node.op_type not in PASSING else self._find_source(node.input[0])

    def quantise(self, ranges: dict[str, Range]) -> onnx.ModelProto:
        """Return the model with two nodes after each tensor of ``ranges`` (lowest, highest) and each weight."""
        graph = self._model.graph
        initializers = [tensor.name for tensor in graph.initializer]
        weights = [node.input[1] for node in self._convolutions]
        pairs = {name: self._quantise_activation(name, *ranges[name]) for name in ranges}
        pairs |= {name: self._quantise_weight(name) for name in weights}
        renamed = {name: f"{name}.int8" for name in pairs}
        nodes = [node for name in initializers for node in pairs.pop(name, [])]
        for node in list(graph.node):
            if node.op_type != "Shape":
                node.input[:] = [renamed.get(name, name) for name in node.input]
            nodes.append(node)
            for name in node.output:
                nodes += pairs.pop(name, [])
        del graph.node[:]
        graph.node.extend(nodes)
        return self._model

    def _quantise_activation(self, name: str, low: float, high: float) -> list[onnx.NodeProto]:
        low, high = min(low, 0.0), max(high, 0.0)
        scale = np.float32(max((high - low) / ACTIVATION_STEPS, SMALLEST_SCALE))
        return self._make_node_pair(name, scale, np.uint8(round(-low / scale)))

    def _quantise_weight(self, name: str) -> list[onnx.NodeProto]:
        weights = self._weights[name]
        largest = np.abs(weights).reshape(len(weights), -1).max(axis=1)
        scale = np.maximum(largest / WEIGHT_STEPS, SMALLEST_SCALE).astype(np.float32)
        return self._make_node_pair(name, scale, np.zeros(len(scale), np.int8), axis=0)

    def _make_node_pair(self, name: str, scale: np.ndarray, zero: np.ndarray, **options: int) -> list[onnx.NodeProto]:
        """Return the nodes that round ``name`` to int8 and back; add their constants to the graph."""
        names = f"{name}.scale", f"{name}.zero"
        for constant, value in zip(names, (scale, zero), strict=True):
            self._model.graph.initializer.append(numpy_helper.from_array(np.asarray(value), constant))
        rounded = f"{name}.rounded"
        return [
            helper.make_node("QuantizeLinear", [name, *names], [rounded], **options),
            helper.make_node("DequantizeLinear", [rounded, *names], [f"{name}.int8"], **options),
        ]
