"""Writes a member's graph: its network as ONNX without weights, which stay in the safetensors file.

Each initialiser keeps its name of the state dictionary and refers to ``model.safetensors`` as ONNX external data; a
Cast follows weights in half precision. So a pack contains its weights once, for torch and for every ONNX runtime.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper

from deepslide_qgis.core.errors import DeepSlideError, RequestError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import CONFIG_NAME, GRAPH_NAME, WEIGHTS_NAME, file_sha256
from deepslide_qgis.engine.members.openvino_member import load_graph
from deepslide_qgis.engine.networks.graph_file import HALF
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.prediction.ensemble import sigmoid

OPSET = 18
LARGEST_DIFFERENCE = 1e-3
"""Of a probability between torch and the graph."""
TRACED_SHAPE, OTHER_SHAPES = (2, 128, 160), ((1, 192, 128), (3, 128, 128))
"""Tiles, height and width: traced with one shape, compared on others to detect dimensions that became constant."""
DTYPES = {"F32": TensorProto.FLOAT, "F16": TensorProto.FLOAT16}


@dataclass(frozen=True)
class TensorLocation:
    """Position of a tensor in a safetensors file."""

    dtype: int
    shape: tuple[int, ...]
    offset: int
    length: int


def write_graph(folder: Path, member: Member) -> str:
    """Write ``graph.onnx`` into the member's ``folder``; return its hash.

    Raises RequestError if the network cannot be exported, or if the graph's answers differ from torch's.
    """
    channels = int(json.loads((folder / CONFIG_NAME).read_text(encoding="utf-8"))["in_channels"])
    network = load_network(folder, member, channels)
    try:
        model = trace_network(network, channels)
    except (RuntimeError, TypeError, ValueError) as error:
        raise RequestError(
            f"Member '{member.id}' cannot be exported as a graph: {str(error).splitlines()[0]}"
        ) from error
    _externalise_weights(model, locate_tensors(folder / WEIGHTS_NAME))
    path = folder / GRAPH_NAME
    path.write_bytes(model.SerializeToString())
    try:
        _check_graph(network, folder, member, channels)
    except DeepSlideError:
        path.unlink()
        raise
    return file_sha256(path)


def locate_tensors(path: Path) -> dict[str, TensorLocation]:
    """Return the position of each floating-point tensor (https://github.com/huggingface/safetensors)."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    return {name: _make_location(entry, 8 + size) for name, entry in header.items() if entry.get("dtype") in DTYPES}


def _make_location(entry: dict[str, Any], data: int) -> TensorLocation:
    """Return the position of a tensor; ``data`` is the file offset of the tensor data."""
    start, end = entry["data_offsets"]
    return TensorLocation(DTYPES[entry["dtype"]], tuple(entry["shape"]), data + start, end - start)


@contextlib.contextmanager
def _exportable_pooling() -> Iterator[None]:
    """Replace adaptive pooling, while the context lasts, by operations that ONNX exports for any tile size."""
    functional = torch.nn.functional
    original = functional.adaptive_avg_pool2d
    functional.adaptive_avg_pool2d = lambda features, size: (
        original(features, size) if size in (1, (1, 1)) else _pool_by_matrices(features, size)
    )
    try:
        yield
    finally:
        functional.adaptive_avg_pool2d = original


def _pool_by_matrices(features: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """Return adaptive average pooling of (N, C, H, W) as two matrix products."""
    down, across = (_bin_weights(features.shape[axis], bins, features) for axis, bins in zip((2, 3), size, strict=True))
    return down @ features @ across.transpose(0, 1)


def _bin_weights(length: torch.Tensor, bins: int, like: torch.Tensor) -> torch.Tensor:
    """Return (bins, length): bin i averages pixels floor(i · length / bins) to ceil((i + 1) · length / bins)."""
    first = torch.arange(bins, device=like.device).unsqueeze(1)
    pixel = torch.arange(length, device=like.device).unsqueeze(0)
    low, high = (first * length / bins).floor(), ((first + 1) * length / bins).ceil()
    inside = ((pixel >= low) & (pixel < high)).to(like.dtype)
    return inside / inside.sum(dim=1, keepdim=True)


def trace_network(network: torch.nn.Module, channels: int) -> onnx.ModelProto:
    """Return ``network`` as ONNX with its weights, for any number and size of tiles."""
    tiles, height, width = TRACED_SHAPE
    file = io.BytesIO()
    axes = {0: "tiles", 2: "height", 3: "width"}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    quiet = warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO())
    with quiet[0], quiet[1], _exportable_pooling(), torch.no_grad():
        warnings.simplefilter("ignore")  # about traced constants; _check_graph tells whether they matter
        torch.onnx.export(
            network,
            (torch.zeros(tiles, channels, height, width),),
            file,
            dynamo=False,
            opset_version=OPSET,
            training=torch.onnx.TrainingMode.PRESERVE,  # the network is in eval mode; folding would change the weights
            do_constant_folding=False,
            input_names=["bands"],
            output_names=["logits"],
            dynamic_axes={"bands": axes, "logits": axes},
        )
    return onnx.load_from_string(file.getvalue())


def _externalise_weights(model: onnx.ModelProto, locations: dict[str, TensorLocation]) -> None:
    """Let the weights of ``model`` refer to the safetensors file."""
    graph, casts = model.graph, []
    for tensor in [tensor for tensor in graph.initializer if tensor.name in locations]:
        location = locations[tensor.name]
        external = TensorProto(name=tensor.name, data_type=location.dtype, dims=location.shape)
        external.data_location = TensorProto.EXTERNAL
        for key, value in (("location", WEIGHTS_NAME), ("offset", location.offset), ("length", location.length)):
            external.external_data.add(key=key, value=str(value))
        if location.dtype != TensorProto.FLOAT:
            external.name += HALF
            casts.append(helper.make_node("Cast", [external.name], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.remove(tensor)
        graph.initializer.append(external)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def _check_graph(network: torch.nn.Module, folder: Path, member: Member, channels: int) -> None:
    """Raise RequestError if the written graph's answers differ from those of ``network`` on any shape."""
    running = load_graph(folder, member, channels)
    for tiles, height, width in (TRACED_SHAPE, *OTHER_SHAPES):
        random = torch.Generator().manual_seed(height)
        batch = torch.randn(tiles, channels, height, width, generator=random)
        with torch.inference_mode():
            expected = sigmoid(network(batch)[:, 0].numpy())
        difference = abs(sigmoid(running.logits(batch.numpy())) - expected).max()
        if not difference <= LARGEST_DIFFERENCE:
            raise RequestError(
                f"The graph of member '{member.id}' answers otherwise than torch on {height} × {width} pixels: "
                f"probabilities differ by {difference:.2g}.",
                "It cannot run without torch; export it without a graph.",
            )
