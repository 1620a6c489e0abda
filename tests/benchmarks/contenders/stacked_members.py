"""Members of one architecture one after the other, and in one call. ``… stacked_members stacked|separate TILES``."""

from __future__ import annotations

import copy
import sys

import torch

from deepslide_qgis.engine.process.libraries import import_smp
from tests.benchmarks.contenders.clock import measured

MEMBERS, CALLS, BANDS, TILE_PX = 4, 20, 14, 256


def main(how: str, tiles: str, device: str = "cuda", calls: int = CALLS) -> None:
    """Show the same batch to four Unets again and again; compiling and searching is done before."""
    smp = import_smp()
    networks = [
        smp.Unet("resnet34", encoder_weights=None, in_channels=BANDS, classes=1).eval().to(device)
        for _ in range(MEMBERS)
    ]
    batch = torch.randn(int(tiles), BANDS, TILE_PX, TILE_PX, device=device)
    show = stacked(networks) if how == "stacked" else lambda shown: [network(shown) for network in networks]
    with torch.inference_mode():
        _last(show(batch))
        with measured():
            for _ in range(calls):
                answer = show(batch)
            _last(answer)


def stacked(networks: list[torch.nn.Module]):
    """Return a function that gives the answers of all ``networks`` (members, N, 1, H, W) in one call."""
    parameters, buffers = torch.func.stack_module_state(networks)
    empty = copy.deepcopy(networks[0]).to("meta")

    def one(weights: dict, kept: dict, shown: torch.Tensor) -> torch.Tensor:
        return torch.func.functional_call(empty, (weights, kept), (shown,))

    return lambda shown: torch.vmap(one, (0, 0, None))(parameters, buffers, shown)


def _last(answers) -> float:
    """Wait until the last answer is there."""
    return float(answers[-1].sum())


if __name__ == "__main__":
    main(*sys.argv[1:])
