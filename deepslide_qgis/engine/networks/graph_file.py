"""Safety check of a member's graph file before a runtime reads it: operators, and the location of the weights.

``graph.onnx`` is an ONNX model without weights: its initialisers refer to ``model.safetensors`` beside it. A runtime
would follow such references anywhere and run any operator. The file is therefore parsed here, as far as needed, as a
protocol buffer (https://protobuf.dev/programming-guides/encoding), and refused if it holds more than a network needs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.errors import PackError

LARGEST_GRAPH_BYTES = 16 << 20
HALF = ".half"
"""Suffix of weights stored in half precision; a Cast restores the float32 tensor of the state dictionary."""
EXPORT_AGAIN = "Get the pack from its source again, or export it again."
LOCAL_OPERATORS = """
Add AveragePool BatchNormalization Cast Ceil Clip Concat Constant ConstantOfShape Conv ConvTranspose DequantizeLinear
Div Elu Erf Expand Floor Gather HardSigmoid HardSwish Identity LeakyRelu MaxPool Mul PRelu Pad Pow QuantizeLinear Relu
Reshape Resize Shape Sigmoid Slice Split Sqrt Squeeze Sub Tanh Transpose Unsqueeze
"""
"""Operators that read a neighbourhood of each pixel, and arithmetic on sizes."""
GLOBAL_OPERATORS = """
And Einsum Equal Flatten Gemm GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GroupNormalization
InstanceNormalization LayerNormalization Less LessOrEqual MatMul Max Min Mod Neg Not Range ReduceL2 ReduceMax ReduceMean
ReduceSum Softmax Where
"""
"""Operators that may make a logit depend on the whole tile: the result then changes with the tile size."""
BYTES_OF_TYPE = {1: 4, 10: 2}
"""Bytes per weight, by ONNX's code of float and float16."""
DIMENSION, TYPE, NAME, EXTERNAL, EXTERNAL_KIND = 1, 2, 8, 13, 14
"""Field numbers of an ONNX tensor."""


@dataclass(frozen=True)
class GraphFile:
    """The checked graph file of a network."""

    path: Path
    operators: frozenset[str]

    @property
    def is_local(self) -> bool:
        """Return True if each logit depends on a neighbourhood only, so that tiles may be larger than in training."""
        return self.operators <= set(LOCAL_OPERATORS.split())


def read_graph(path: Path, weights: Path) -> GraphFile:
    """Check the graph ``path`` with its ``weights``; raise PackError if it holds more than a network needs."""
    if path.stat().st_size > LARGEST_GRAPH_BYTES:
        raise _make_error(path, f"it has {path.stat().st_size} bytes, and no graph without weights is as large")
    try:
        graphs = [value for field, value in _parse_fields(path.read_bytes()) if field == 7]
        others = {field for field, _ in _parse_fields(path.read_bytes())} - {1, 2, 3, 5, 6, 7, 8, 14}
        if len(graphs) != 1 or others:
            raise _make_error(path, "it is not one plain graph")
        operators = frozenset(_check_field(path, weights, *part) for part in _parse_fields(graphs[0])) - {""}
    except (ValueError, IndexError, TypeError, UnicodeDecodeError) as error:
        raise _make_error(path, f"it is no ONNX file ({error})") from error
    strange = operators - set(LOCAL_OPERATORS.split()) - set(GLOBAL_OPERATORS.split())
    if strange:
        raise _make_error(path, f"it uses {', '.join(sorted(strange))[:200]}, which no network of a pack needs")
    return GraphFile(path, operators)


def _check_field(path: Path, weights: Path, field: int, value: bytes | int) -> str:
    """Check one field of a graph; return the operator of a node, else an empty text."""
    if field == 5:
        _check_tensor(path, weights, value)
    elif field == 15:
        raise _make_error(path, "it holds sparse weights")
    return _check_node(path, value) if field == 1 else ""


def _check_node(path: Path, node: bytes) -> str:
    parts = list(_parse_fields(node))
    if any(value for field, value in parts if field == 7):
        raise _make_error(path, "it uses operators of another kind than ONNX's own")
    for attribute in (value for field, value in parts if field == 5):
        for field, value in _parse_fields(attribute):
            if field in (5, 10) and any(inner in (EXTERNAL, EXTERNAL_KIND) for inner, _ in _parse_fields(value)):
                raise _make_error(path, "one of its constants lies in another file")
            if field in (6, 11, 22, 23):
                raise _make_error(path, "it holds a graph within a graph, or a sparse constant")
    return next(value for field, value in parts if field == 4).decode("ascii")


def _check_tensor(path: Path, weights: Path, tensor: bytes) -> None:
    parts = list(_parse_fields(tensor))
    if not any(field in (EXTERNAL, EXTERNAL_KIND) for field, _ in parts):
        return  # a small constant stored in the graph
    pairs = [dict(_parse_fields(value)) for field, value in parts if field == EXTERNAL]
    reference = {pair[1].decode("utf-8"): pair[2].decode("utf-8") for pair in pairs}
    shape = _read_dimensions(parts)
    needed = math.prod(shape) * BYTES_OF_TYPE.get(next((v for f, v in parts if f == TYPE), 0), 0)
    start, length = int(reference.get("offset", "0")), int(reference.get("length", "0"))
    is_inside = start > 8 and length > 0 and start + length <= weights.stat().st_size
    if reference.get("location") != weights.name or not is_inside or length != needed:
        name = next((bytes(v) for f, v in parts if f == NAME), b"?").decode("utf-8", "replace")[:100]
        raise _make_error(path, f"its weight '{name}' does not lie in {weights.name} as it says")


def _read_dimensions(parts: list[tuple[int, bytes | int]]) -> list[int]:
    dimensions: list[int] = []
    for field, value in parts:
        if field == DIMENSION:
            dimensions += [value] if isinstance(value, int) else _unpack_varints(value)
    return dimensions


def _unpack_varints(data: bytes) -> list[int]:
    numbers, at = [], 0
    while at < len(data):
        number, at = _read_varint(data, at)
        numbers.append(number)
    return numbers


def _parse_fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield (field number, value) of a message; raise ValueError if it cannot be parsed."""
    at = 0
    while at < len(message):
        key, at = _read_varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _read_varint(message, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            value, at = message[at : at + size], at + size
        elif kind == 2:
            size, at = _read_varint(message, at)
            value, at = message[at : at + size], at + size
        else:
            raise ValueError(f"a field of the kind {kind}")
        if at > len(message):
            raise ValueError("cut short")
        yield key >> 3, value


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number at ``at`` and the position of the next one."""
    number = shift = 0
    while True:
        number |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return number, at
        if shift > 63:
            raise ValueError("an endless number")


def _make_error(path: Path, reason: str) -> PackError:
    return PackError(f"The graph '{path.parent.name}/{path.name}' is not accepted: {reason}.", EXPORT_AGAIN)
