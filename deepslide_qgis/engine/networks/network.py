"""A member's network from its two files, neither of which is trusted: nothing in them can run, or take all memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import WEIGHTS_NAME
from deepslide_qgis.engine.networks.architectures import architecture_named
from deepslide_qgis.engine.networks.member_config import INSTALL_AGAIN, read_config
from deepslide_qgis.engine.process.failures import NO_WAY_TO_COMPUTE, is_out_of_memory

CPU = torch.device("cpu")
PROBE_PX = 128
REFUSALS = (RuntimeError, TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError)
"""What torch, smp and timm raise at arguments, weights or shapes that do not fit each other."""
OF_A_DEVICE = ("CUDA", "cuDNN", "CUBLAS", "MPS", NO_WAY_TO_COMPUTE)
"""Words of errors that a graphics card or its driver is the reason for."""


def load_network(folder: Path, member: Member, channels: int, device: torch.device = CPU) -> torch.nn.Module:
    """Build the network that ``config.json`` describes and the card confirms, with the weights of the safetensors.

    It is on ``device``. Raises PackError for anything that does not fit, before memory is taken for it; what a device
    lacks memory for is torch's own error.
    """
    from safetensors import SafetensorError

    arguments = read_config(folder, member, channels)
    try:
        network = _build(member, arguments, _read_weights(folder, member, device)).to(device).eval()
        answer = _probe(network, channels, device)
    except (SafetensorError, *REFUSALS) as error:
        if is_out_of_memory(error) or any(word in str(error) for word in OF_A_DEVICE):
            raise  # not the pack's fault
        raise _refusal(member, str(error).splitlines()[0] if str(error) else repr(error)) from error
    if answer != (1, 1, PROBE_PX, PROBE_PX):
        raise _refusal(member, f"it answers {answer} to {PROBE_PX} × {PROBE_PX} pixels")
    return network


def _read_weights(folder: Path, member: Member, device: torch.device) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    weights = load_file(folder / WEIGHTS_NAME, "cpu" if device.type == "mps" else str(device))  # which has no float64
    weights = {name: value.float() if value.is_floating_point() else value for name, value in weights.items()}
    finite = {name: value.isfinite().all() for name, value in weights.items() if value.is_floating_point()}
    if finite and not torch.stack(list(finite.values())).all():  # asked once: a graphics card is waited for
        broken = next(name for name, is_finite in finite.items() if not is_finite)
        raise PackError(
            f"The weights of member '{member.id}' are not all numbers ({broken} holds NaN or infinity).",
            "Its training failed: use another pack, or train it again.",
        )
    return weights


def _build(member: Member, arguments: dict[str, Any], weights: dict[str, torch.Tensor]) -> torch.nn.Module:
    """Build without memory, so that a config of giant layers takes none, and put the weights in place."""
    kind = architecture_named(member.architecture)
    try:
        with torch.device("meta"):
            network = kind(**arguments)
    except (RuntimeError, NotImplementedError) as error:
        if "meta" not in str(error):
            raise
        network = None  # an encoder that calculates with values while it is built
    if network is not None:
        network.load_state_dict(weights, strict=True, assign=True)
        if not any(tensor.is_meta for tensor in (*network.parameters(), *network.buffers())):
            return network.requires_grad_(False)
    network = kind(**arguments)
    network.load_state_dict(weights, strict=True)
    return network.requires_grad_(False)


def _probe(network: torch.nn.Module, channels: int, device: torch.device) -> tuple[int, ...]:
    """Return the shape of the network's answer to one tile."""
    with torch.inference_mode():
        return tuple(network(torch.zeros(1, channels, PROBE_PX, PROBE_PX, device=device)).shape)


def _refusal(member: Member, reason: str) -> PackError:
    return PackError(f"Member '{member.id}' cannot be loaded: {reason}.", INSTALL_AGAIN)
