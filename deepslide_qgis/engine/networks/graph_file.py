"""A member's graph file, looked through before a runtime sees it: what it may do, and where its weights lie.

``graph.onnx`` is an ONNX model without weights: its initialisers point into ``model.safetensors`` beside it. A runtime
would follow such a pointer anywhere and run whatever operators it knows, so the file is read here, as far as needed,
by the rules of protocol buffers (https://protobuf.dev/programming-guides/encoding), and refused where it holds more
than a network needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.errors import PackError

LARGEST_GRAPH_BYTES = 16 << 20
HALF = ".half"
"""Ends the names of weights in half precision, which a Cast makes float32 under the name of the state dictionary."""
EXPORT_AGAIN = "Get the pack from its source again, or export it again."
LOCAL_OPERATORS = """
Add AveragePool BatchNormalization Cast Ceil Clip Concat Constant ConstantOfShape Conv ConvTranspose DequantizeLinear
Div Elu Erf Expand Floor Gather HardSigmoid HardSwish Identity LeakyRelu MaxPool Mul PRelu Pad Pow QuantizeLinear Relu
Reshape Resize Shape Sigmoid Slice Split Sqrt Squeeze Sub Tanh Transpose Unsqueeze
"""
"""What only looks at a neighbourhood of each pixel, and arithmetic on sizes."""
GLOBAL_OPERATORS = """
And Einsum Equal Flatten Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GroupNormalization
InstanceNormalization LayerNormalization Less LessOrEqual MatMul Max Min Mod Neg Not Range ReduceL2 ReduceMax ReduceMean
ReduceSum Softmax Where
"""
"""What may let a pixel's logit depend on the whole tile: then a larger tile is another question to the network."""
BYTES_OF_TYPE = {1: 4, 10: 2}
"""Of weights, by ONNX's number for float and float16."""
DIMENSION, TYPE, NAME, EXTERNAL, EXTERNAL_KIND = 1, 2, 8, 13, 14
"""Fields of an ONNX tensor."""


@dataclass(frozen=True)
class GraphFile:
    """What a graph file says of its network."""

    path: Path
    operators: frozenset[str]

    @property
    def is_local(self) -> bool:
        """Whether each logit depends on a neighbourhood only, so that tiles may be larger than those of training."""
        return self.operators <= set(LOCAL_OPERATORS.split())


def read_graph(path: Path, weights: Path) -> GraphFile:
    """Read the graph ``path`` whose weights are ``weights``; raise PackError where it holds more than a network may."""
    if path.stat().st_size > LARGEST_GRAPH_BYTES:
        raise _refusal(path, f"it has {path.stat().st_size} bytes, and no graph without weights is as large")
    try:
        graphs = [value for field, value in _fields(path.read_bytes()) if field == 7]
        others = {field for field, _ in _fields(path.read_bytes())} - {1, 2, 3, 5, 6, 7, 8, 14}
        if len(graphs) != 1 or others:
            raise _refusal(path, "it is not one plain graph")
        operators = frozenset(_check_part(path, weights, *part) for part in _fields(graphs[0])) - {""}
    except (ValueError, IndexError, TypeError, UnicodeDecodeError) as error:
        raise _refusal(path, f"it is no ONNX file ({error})") from error
    strange = operators - set(LOCAL_OPERATORS.split()) - set(GLOBAL_OPERATORS.split())
    if strange:
        raise _refusal(path, f"it uses {', '.join(sorted(strange))[:200]}, which no network of a pack needs")
    return GraphFile(path, operators)


def _check_part(path: Path, weights: Path, field: int, value: bytes | int) -> str:
    """Check one field of a graph; return the operator where it is a node, else nothing."""
    if field == 5:
        _check_tensor(path, weights, value)
    elif field == 15:
        raise _refusal(path, "it holds sparse weights")
    return _operator(path, value) if field == 1 else ""


def _operator(path: Path, node: bytes) -> str:
    parts = list(_fields(node))
    if any(value for field, value in parts if field == 7):
        raise _refusal(path, "it uses operators of another kind than ONNX's own")
    for attribute in (value for field, value in parts if field == 5):
        for field, value in _fields(attribute):
            if field in (5, 10) and any(inner in (EXTERNAL, EXTERNAL_KIND) for inner, _ in _fields(value)):
                raise _refusal(path, "one of its constants lies in another file")
            if field in (6, 11, 22, 23):
                raise _refusal(path, "it holds a graph within a graph, or a sparse constant")
    return next(value for field, value in parts if field == 4).decode("ascii")


def _check_tensor(path: Path, weights: Path, tensor: bytes) -> None:
    parts = list(_fields(tensor))
    if not any(field in (EXTERNAL, EXTERNAL_KIND) for field, _ in parts):
        return  # a small constant within the graph
    pairs = [dict(_fields(value)) for field, value in parts if field == EXTERNAL]
    told = {pair[1].decode("utf-8"): pair[2].decode("utf-8") for pair in pairs}
    shape = _dimensions(parts)
    needed = math.prod(shape) * BYTES_OF_TYPE.get(next((v for f, v in parts if f == TYPE), 0), 0)
    start, length = int(told.get("offset", "0")), int(told.get("length", "0"))
    is_inside = start > 8 and length > 0 and start + length <= weights.stat().st_size
    if told.get("location") != weights.name or not is_inside or length != needed:
        name = next((bytes(v) for f, v in parts if f == NAME), b"?").decode("utf-8", "replace")[:100]
        raise _refusal(path, f"its weight '{name}' does not lie in {weights.name} as it says")


def _dimensions(parts: list[tuple[int, bytes | int]]) -> list[int]:
    found: list[int] = []
    for field, value in parts:
        if field == DIMENSION:
            found += [value] if isinstance(value, int) else _packed(value)
    return found


def _packed(data: bytes) -> list[int]:
    numbers, at = [], 0
    while at < len(data):
        number, at = _varint(data, at)
        numbers.append(number)
    return numbers


def _fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield (field number, value) of a message; raise ValueError where it is none."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(message, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = message[at : at + size], at + size
        elif kind == 2:
            size, at = _varint(message, at)
            value, at = message[at : at + size], at + size
        else:
            raise ValueError(f"a field of the kind {kind}")
        if at > len(message):
            raise ValueError("cut short")
        yield key >> 3, value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at ``at`` and where the next one begins."""
    number = shift = 0
    while True:
        number |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return number, at
        if shift > 63:
            raise ValueError("an endless number")


def _refusal(path: Path, reason: str) -> PackError:
    return PackError(f"The graph '{path.parent.name}/{path.name}' is not accepted: {reason}.", EXPORT_AGAIN)
