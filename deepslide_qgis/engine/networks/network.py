"""A member's torch network from its two untrusted files: neither can run code or exhaust the memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import WEIGHTS_NAME
from deepslide_qgis.engine.networks.architectures import get_architecture
from deepslide_qgis.engine.networks.member_config import INSTALL_AGAIN, read_config
from deepslide_qgis.engine.process.failures import NO_WAY_TO_COMPUTE, is_out_of_memory

CPU = torch.device("cpu")
PROBE_PX = 128
REFUSALS = (RuntimeError, TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError)
"""Exceptions of torch, smp and timm for arguments, weights or shapes that do not fit."""
DEVICE_ERRORS = ("CUDA", "cuDNN", "CUBLAS", "MPS", NO_WAY_TO_COMPUTE)
"""Words in error messages caused by a graphics card or its driver."""


def load_network(folder: Path, member: Member, channels: int, device: torch.device = CPU) -> torch.nn.Module:
    """Build the network described by ``config.json`` and confirmed by the card, with its weights, on ``device``.

    Raises PackError for anything that does not fit, before allocating memory for it. Out-of-memory errors of a device
    are raised as torch's own errors.
    """
    from safetensors import SafetensorError

    arguments = read_config(folder, member, channels)
    try:
        network = _build(member, arguments, _read_weights(folder, member, device)).to(device).eval()
        output_shape = _probe_output_shape(network, channels, device)
    except (SafetensorError, *REFUSALS) as error:
        if is_out_of_memory(error) or any(phrase in str(error) for phrase in DEVICE_ERRORS):
            raise  # not the pack's fault
        raise _make_error(member, str(error).splitlines()[0] if str(error) else repr(error)) from error
    if output_shape != (1, 1, PROBE_PX, PROBE_PX):
        raise _make_error(member, f"it answers {output_shape} to {PROBE_PX} × {PROBE_PX} pixels")
    return network


def _read_weights(folder: Path, member: Member, device: torch.device) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    weights = load_file(folder / WEIGHTS_NAME, "cpu" if device.type == "mps" else str(device))  # MPS has no float64
    weights = {name: value.float() if value.is_floating_point() else value for name, value in weights.items()}
    finite = {name: value.isfinite().all() for name, value in weights.items() if value.is_floating_point()}
    if finite and not torch.stack(list(finite.values())).all():  # one check for all: each one synchronises with the GPU
        broken = next(name for name, is_finite in finite.items() if not is_finite)
        raise PackError(
            f"The weights of member '{member.id}' are not all numbers ({broken} holds NaN or infinity).",
            "Its training failed: use another pack, or train it again.",
        )
    return weights


def _build(member: Member, arguments: dict[str, Any], weights: dict[str, torch.Tensor]) -> torch.nn.Module:
    """Build the network on the meta device, so that giant layers take no memory, then assign the weights."""
    architecture = get_architecture(member.architecture)
    try:
        with torch.device("meta"):
            network = architecture(**arguments)
    except (RuntimeError, NotImplementedError) as error:
        if "meta" not in str(error):
            raise
        network = None  # an encoder that computes with values in its constructor
    if network is not None:
        network.load_state_dict(weights, strict=True, assign=True)
        if not any(tensor.is_meta for tensor in (*network.parameters(), *network.buffers())):
            return network.requires_grad_(False)
    network = architecture(**arguments)
    network.load_state_dict(weights, strict=True)
    return network.requires_grad_(False)


def _probe_output_shape(network: torch.nn.Module, channels: int, device: torch.device) -> tuple[int, ...]:
    """Return the shape of the network's output for one tile."""
    with torch.inference_mode():
        return tuple(network(torch.zeros(1, channels, PROBE_PX, PROBE_PX, device=device)).shape)


def _make_error(member: Member, reason: str) -> PackError:
    return PackError(f"Member '{member.id}' cannot be loaded: {reason}.", INSTALL_AGAIN)
