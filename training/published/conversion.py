"""Converts a published checkpoint into a member of a pack with the same logits.

``save_member`` compares two networks: that of the current library with the checkpoint's weights under their mapped
names, and that which the engine loads from the written pack. Whether the current library agrees with the study's
library is tested where both are installed (tests/training/published).
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
from training.published.weights import current_names, load_weights, stored_weights


@dataclass(frozen=True)
class Published:
    """One published network: its plan, its weights file, and the possible prefixes of the weights' names."""

    plan: MemberPlan
    path: Path
    channels: int
    prefixes: Sequence[str] = ("net.",)


@dataclass(frozen=True)
class Conversion:
    """Which members become packs, and how.

    ``settings`` (empty: all); the ``best`` so many members (0: all); weights in ``half`` precision or unchanged;
    ``graphs``, with which members run without PyTorch; ``replace``: overwrite existing packs.
    """

    settings: tuple[str, ...] = ()
    best: int = 0
    half: bool = False
    graphs: bool = True
    replace: bool = False


def load_published_network(published: Published) -> torch.nn.Module:
    """Return the network with the published weights in eval mode; raise RequestError if they do not fit."""
    member_plan = published.plan
    network = make_network(member_plan, published.channels)
    with open_torch_file(published.path) as file:
        stored = stored_weights(file.content, published.path)
        named = current_names(stored, member_plan.architecture, published.prefixes)
        load_weights(network, file, named, published.path)
    return network.eval().requires_grad_(False)


def convert(published: Published, pack: Path, validation_f1: float, notes: str, how: Conversion) -> Member:
    """Write the network into the folder ``pack``; return its entry in the card.

    Raises RequestError if the weights do not fit, PackError if the written member has other logits.
    """
    network = load_published_network(published)
    return save_member(published.plan, network, published.channels, pack, validation_f1, notes, how.half, how.graphs)
