"""Maps the weights of a foreign checkpoint to the parameter names of current networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch

from deepslide_qgis.core.errors import RequestError
from training.published.restricted_pickle import StoredTensor
from training.published.torch_file import TorchFile

RENAMED = {
    "DeepLabV3": {"decoder.0.": "decoder.aspp.", "decoder.1.": "decoder.conv.", "decoder.2.": "decoder.bn."},
}
"""Names that changed between segmentation-models-pytorch 0.3 and 0.6, by architecture; the values did not."""
SHOWN = 8


def stored_weights(content: Any, path: Path) -> dict[str, StoredTensor]:
    """Return the tensors by name of a Lightning checkpoint (``state_dict``) or of a plain state dictionary."""
    state = content.get("state_dict", content) if isinstance(content, dict) else None
    if not isinstance(state, dict) or not any(isinstance(value, StoredTensor) for value in state.values()):
        raise RequestError(f"'{path}' holds no state dictionary.", "Give a checkpoint or a state dictionary.")
    return {str(name): value for name, value in state.items() if isinstance(value, StoredTensor)}


def shapes_of(network: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the network's weights by name."""
    return {name: tuple(value.shape) for name, value in network.state_dict().items()}


def current_names(
    stored: Mapping[str, StoredTensor], architecture: str, prefixes: Iterable[str]
) -> dict[str, StoredTensor]:
    """Return the weights below the first of ``prefixes`` that occurs, without the prefix, under current names."""
    for prefix in prefixes:
        below = {name.removeprefix(prefix): value for name, value in stored.items() if name.startswith(prefix)}
        if below:
            return {_rename(name, RENAMED.get(architecture, {})): value for name, value in below.items()}
    return {}


def differences(stored: Mapping[str, StoredTensor], expected: Mapping[str, tuple[int, ...]]) -> str:
    """Describe how stored weights differ from the expected names and shapes; empty if they agree."""
    shapes = {name: tuple(value.shape) for name, value in stored.items()}
    parts = {
        "missing": [name for name in expected if name not in shapes],
        "not of this network": [name for name in shapes if name not in expected],
        "of another shape": [
            f"{name} {shapes[name]} instead of {shape}"
            for name, shape in expected.items()
            if name in shapes and shapes[name] != shape
        ],
    }
    return "; ".join(f"{len(names)} {what}: {_format_names(names)}" for what, names in parts.items() if names)


def load_weights(network: torch.nn.Module, file: TorchFile, stored: Mapping[str, StoredTensor], path: Path) -> None:
    """Load the stored weights into ``network``; raise RequestError that names those that do not fit exactly."""
    differing = differences(stored, shapes_of(network))
    if differing:
        raise RequestError(
            f"'{path}' does not fit {type(network).__name__} exactly. {differing}.",
            "It is another network than its configuration says, or of another version of segmentation-models-pytorch.",
        )
    network.load_state_dict({name: file.tensor(value) for name, value in stored.items()}, strict=True)


def _rename(name: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        if name.startswith(old):
            return new + name.removeprefix(old)
    return name


def _format_names(names: list[str]) -> str:
    more = f" … and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
