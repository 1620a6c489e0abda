"""Writes a model pack completely or not at all: the card, and a folder per member with its weights and graph."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch

from deepslide_qgis.core.errors import OutputError, PackError, RequestError
from deepslide_qgis.core.packs.card import Member, ModelCard
from deepslide_qgis.core.packs.pack import CARD_NAME, CONFIG_NAME, WEIGHTS_NAME, file_sha256, open_pack
from deepslide_qgis.engine.networks.architectures import OWN
from deepslide_qgis.engine.networks.network import load_network
from training.packs.graphs import write_graph
from training.planning.plans import MemberPlan

PROBE_PX = 128
LARGEST_CHANGE = {False: 1e-6, True: 2e-2}
"""Of a logit, relative to the largest one if that is above 1; by whether weights are in half precision."""


def check_free(target: Path, replace: bool) -> None:
    """Raise OutputError if ``target`` exists and is not to be replaced."""
    if target.exists() and not replace:
        raise OutputError(f"'{target}' is there already.", "Choose another folder, or give --replace.")


@contextmanager
def new_pack(target: Path, replace: bool = False) -> Iterator[Path]:
    """Yield a temporary folder for the pack, which becomes ``target`` when everything is written.

    Raises OutputError if ``target`` exists or cannot be written.
    """
    check_free(target, replace)
    partial = target.with_name(target.name + ".partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        yield partial
        shutil.rmtree(target, ignore_errors=True)
        partial.replace(target)
    except OSError as error:
        raise OutputError(f"The pack '{target}' cannot be written: {error}.", "Free some space there.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_card(folder: Path, card: ModelCard) -> None:
    """Write the card of the pack in ``folder``."""
    (folder / CARD_NAME).write_text(card.to_json(), encoding="utf-8")


def save_member(
    member_plan: MemberPlan,
    network: torch.nn.Module,
    channels: int,
    pack: Path,
    validation_f1: float,
    notes: str,
    half: bool = True,
    graph: bool = True,
) -> Member:
    """Save ``network`` as the member of ``member_plan`` in the pack's folder, with its graph; return its card entry.

    Raises PackError if the member that the engine loads from the folder has other logits than ``network``.
    """
    folder = pack / member_plan.id
    expected = _probe_logits(network, channels)
    save_network(network, folder, half)
    member = Member(
        id=member_plan.id,
        architecture=member_plan.architecture,
        encoder_name=member_plan.encoder_name,
        sha256=file_sha256(folder / WEIGHTS_NAME),
        validation_f1=round(validation_f1, 4),
        notes=f"{notes}, weights in {'half' if half else 'single'} precision",
    )
    _check_logits(_probe_logits(load_network(folder, member, channels), channels), expected, member_plan.id, half)
    if not graph:
        return member
    try:
        return replace(member, graph=write_graph(folder, member))
    except RequestError as error:
        return replace(member, notes=f"{member.notes}; needs PyTorch: {error.message}")


def _probe_logits(network: torch.nn.Module, channels: int) -> torch.Tensor:
    """Return the logits of one fixed tile of noise."""
    probe = torch.randn(1, channels, PROBE_PX, PROBE_PX, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        return network(probe)


def _check_logits(logits: torch.Tensor, expected: torch.Tensor, member: str, half: bool) -> None:
    change = float((logits - expected).abs().max() / expected.abs().max().clamp(min=1))
    if not change <= LARGEST_CHANGE[half]:
        raise PackError(
            f"The logits of '{member}' change by {change:.2g} of the largest when it is saved.",
            "Its weights need single precision: leave it out, or import it without --half." if half else "Report this.",
        )


def add_graphs(folder: Path) -> ModelCard:
    """Rewrite the graphs of a pack's members and their hashes in its card; return the card. Weights are unchanged."""
    pack = open_pack(str(folder))
    pack.check_members(pack.card.members)
    members = tuple(
        replace(member, graph=write_graph(pack.member_folder(member), member)) for member in pack.card.members
    )
    card = replace(pack.card, members=members)
    write_card(folder, card)
    return card


def save_network(network: torch.nn.Module, folder: Path, half: bool = True) -> None:
    """Save ``network``, in half precision or unchanged, as ``smp.from_pretrained(folder)`` loads it."""
    network = network.half() if half else network
    if type(network).__name__ in OWN:
        _save_own_architecture(network, folder)
    else:
        network.save_pretrained(folder)
    for path in folder.iterdir():
        if path.name not in (CONFIG_NAME, WEIGHTS_NAME):
            path.unlink()


def _save_own_architecture(network: torch.nn.Module, folder: Path) -> None:
    from safetensors.torch import save_model

    folder.mkdir(parents=True, exist_ok=True)
    config = {"_model_class": type(network).__name__, **network.config}
    (folder / CONFIG_NAME).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    save_model(network, str(folder / WEIGHTS_NAME))
