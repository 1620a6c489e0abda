"""Folding of batch normalisation into the preceding convolution, which halves the time of light networks on a CPU.

In prediction, batch normalisation is a scale and a shift per channel, which can be moved into the convolution's
weights. One run of the network shows which convolution feeds which normalisation, so that any architecture and encoder
can be folded; the result is compared with the original output.
"""

from __future__ import annotations

import torch
from torch.nn.utils.fusion import fuse_conv_bn_weights

LARGEST_CHANGE = 1e-3
"""Largest change of a logit by rounding, relative to the largest logit if that is above 1."""
PROBE_PX = 128

Convolution = (torch.nn.Conv2d, torch.nn.ConvTranspose2d)


def fold(network: torch.nn.Module, channels: int) -> bool:
    """Fold the batch normalisations of ``network`` (in eval mode) in place; return True if its output is unchanged.

    A network whose output changed must be discarded.
    """
    probe = torch.randn(1, channels, PROBE_PX, PROBE_PX, generator=torch.Generator().manual_seed(0))
    probe = probe.to(next(network.parameters()).device)
    with torch.no_grad():
        pairs, expected = _find_pairs(network, probe)
        _replace_modules(network, {norm: _fold_pair(convolution, norm) for convolution, norm in pairs})
        change = (network(probe) - expected).abs().max() / expected.abs().max().clamp(min=1)
    return bool(change <= LARGEST_CHANGE)


def _find_pairs(
    network: torch.nn.Module, probe: torch.Tensor
) -> tuple[list[tuple[torch.nn.Module, torch.nn.Module]], torch.Tensor]:
    """Return (convolution, normalisation) pairs of modules that each run once, and the network's output."""
    producers: dict[int, torch.nn.Module] = {}
    outputs: list[torch.Tensor] = []  # kept alive, so that no id is reused
    runs: dict[torch.nn.Module, int] = {}
    pairs: list[tuple[torch.nn.Module, torch.nn.Module]] = []

    def after_convolution(module: torch.nn.Module, _inputs: tuple, output: torch.Tensor) -> None:
        runs[module] = runs.get(module, 0) + 1
        producers[id(output)] = module
        outputs.append(output)

    def before_normalisation(module: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
        runs[module] = runs.get(module, 0) + 1
        if id(inputs[0]) in producers:
            pairs.append((producers.pop(id(inputs[0])), module))

    handles = [m.register_forward_hook(after_convolution) for m in network.modules() if isinstance(m, Convolution)]
    handles += [m.register_forward_pre_hook(before_normalisation) for m in network.modules() if _is_normalisation(m)]
    result = network(probe)
    for handle in handles:
        handle.remove()
    return [pair for pair in pairs if all(runs[module] == 1 for module in pair)], result


def _is_normalisation(module: torch.nn.Module) -> bool:
    """Return True for a BatchNorm2d; this includes timm's BatchNormAct2d, which adds an activation."""
    return isinstance(module, torch.nn.BatchNorm2d) and module.track_running_stats and module.affine


def _fold_pair(convolution: torch.nn.Module, normalisation: torch.nn.Module) -> torch.nn.Module:
    """Move scale and shift of ``normalisation`` into ``convolution``; return its remaining dropout and activation."""
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
    remaining = (getattr(normalisation, name, None) for name in ("drop", "act"))
    return torch.nn.Sequential(*(module for module in remaining if module is not None))


def _replace_modules(network: torch.nn.Module, activations: dict[torch.nn.Module, torch.nn.Module]) -> None:
    """Replace each normalisation by its remaining modules."""
    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if child in activations:
                setattr(parent, name, activations[child])
