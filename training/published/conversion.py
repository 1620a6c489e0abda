"""A published checkpoint becomes a member of a pack; its logits are the same before and after.

What ``save_member`` compares: the network of today's library with the checkpoint's weights by their mapped names, and
the member that the engine opens from the written pack. That today's network answers as the one of the study's library
did is tested where both libraries are installed (tests/training/published).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from deepslide_qgis.core.packs.card import Member
from training.packs.pack_writing import save_member
from training.planning.networks import make_network
from training.planning.plans import MemberPlan
from training.published.torch_file import open_torch_file
from training.published.weights import load_weights, stored_weights, todays_names


@dataclass(frozen=True)
class Published:
    """One published network: its plan, the file of its weights, and what its names in the file begin with."""

    plan: MemberPlan
    path: Path
    channels: int
    prefixes: Sequence[str] = ("net.",)


@dataclass(frozen=True)
class Conversion:
    """What becomes packs, and how.

    ``settings`` (empty: all); the ``best`` so many members (0: all); weights in ``half`` precision or as they are;
    ``graphs``, with which members run without PyTorch; ``replace``: write over packs that are there.
    """

    settings: tuple[str, ...] = ()
    best: int = 0
    half: bool = False
    graphs: bool = True
    replace: bool = False


def published_network(published: Published) -> torch.nn.Module:
    """Return the network with the published weights, ready to predict; raise RequestError where they do not fit."""
    plan = published.plan
    network = make_network(plan, published.channels)
    with open_torch_file(published.path) as file:
        stored = stored_weights(file.content, published.path)
        named = todays_names(stored, plan.architecture, published.prefixes)
        load_weights(network, file, named, published.path)
    return network.eval().requires_grad_(False)


def convert(published: Published, pack: Path, validation_f1: float, notes: str, how: Conversion) -> Member:
    """Write the network into the folder ``pack``; return its entry in the card.

    Raises RequestError where the weights do not fit, PackError where the written member answers other logits.
    """
    network = published_network(published)
    return save_member(published.plan, network, published.channels, pack, validation_f1, notes, how.half, how.graphs)
