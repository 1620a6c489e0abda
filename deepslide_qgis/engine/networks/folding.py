"""Batch normalisation folded into the convolutions before it: half of the time of light networks on a CPU.

In prediction a batch normalisation is a scale and a shift per channel, which the convolution before it can do itself.
Which convolution feeds which normalisation is seen by running the network once, so that every architecture and encoder
can be folded without knowing it; the result is compared with the original's.
"""

from __future__ import annotations

import torch
from torch.nn.utils.fusion import fuse_conv_bn_weights

LARGEST_CHANGE = 1e-3
"""Of a logit, relative to the largest where that is above 1: folding rounds differently."""
PROBE_PX = 128

Convolution = (torch.nn.Conv2d, torch.nn.ConvTranspose2d)


def fold(network: torch.nn.Module, channels: int) -> bool:
    """Fold the batch normalisations of the evaluated ``network``, where it is; return whether it answers as before.

    If not, it is of no use any more.
    """
    probe = torch.randn(1, channels, PROBE_PX, PROBE_PX, generator=torch.Generator().manual_seed(0))
    probe = probe.to(next(network.parameters()).device)
    with torch.no_grad():
        pairs, expected = _pairs(network, probe)
        _replace(network, {norm: _fold(convolution, norm) for convolution, norm in pairs})
        change = (network(probe) - expected).abs().max() / expected.abs().max().clamp(min=1)
    return bool(change <= LARGEST_CHANGE)


def _pairs(
    network: torch.nn.Module, probe: torch.Tensor
) -> tuple[list[tuple[torch.nn.Module, torch.nn.Module]], torch.Tensor]:
    """Return convolutions with the normalisation that takes their output, each run just once, and the answer."""
    made: dict[int, torch.nn.Module] = {}
    kept: list[torch.Tensor] = []  # so that no two tensors get one identity
    runs: dict[torch.nn.Module, int] = {}
    pairs: list[tuple[torch.nn.Module, torch.nn.Module]] = []

    def after_convolution(module: torch.nn.Module, _inputs: tuple, output: torch.Tensor) -> None:
        runs[module] = runs.get(module, 0) + 1
        made[id(output)] = module
        kept.append(output)

    def before_normalisation(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        runs[module] = runs.get(module, 0) + 1
        if id(inputs[0]) in made:
            pairs.append((made.pop(id(inputs[0])), module))

    handles = [m.register_forward_hook(after_convolution) for m in network.modules() if isinstance(m, Convolution)]
    handles += [m.register_forward_pre_hook(before_normalisation) for m in network.modules() if _is_normalisation(m)]
    answer = network(probe)
    for handle in handles:
        handle.remove()
    return [pair for pair in pairs if all(runs[module] == 1 for module in pair)], answer


def _is_normalisation(module: torch.nn.Module) -> bool:
    """timm's BatchNormAct2d is a BatchNorm2d with an activation behind it."""
    return isinstance(module, torch.nn.BatchNorm2d) and module.track_running_stats and module.affine


def _fold(convolution: torch.nn.Module, normalisation: torch.nn.Module) -> torch.nn.Module:
    """Move scale and shift of ``normalisation`` into ``convolution``; return what is left of the former."""
    weight, bias = fuse_conv_bn_weights(
        convolution.weight,
        convolution.bias,
        normalisation.running_mean,
        normalisation.running_var,
        normalisation.eps,
        normalisation.weight,
        normalisation.bias,
        transpose=isinstance(convolution, torch.nn.ConvTranspose2d),
    )
    convolution.weight, convolution.bias = torch.nn.Parameter(weight, False), torch.nn.Parameter(bias, False)
    left = (getattr(normalisation, name, None) for name in ("drop", "act"))
    return torch.nn.Sequential(*(module for module in left if module is not None))


def _replace(network: torch.nn.Module, activations: dict[torch.nn.Module, torch.nn.Module]) -> None:
    """Put what is left of each normalisation into its place."""
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if child in activations:
                setattr(parent, name, activations[child])
