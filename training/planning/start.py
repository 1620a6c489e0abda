"""Training that starts from a model pack: its bands, its normalisation, and the weights of its members."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import torch

from deepslide_qgis.core.errors import PackError, RequestError
from deepslide_qgis.core.packs.card import Member, ModelCard
from deepslide_qgis.core.packs.pack import CONFIG_NAME, Pack, open_pack
from deepslide_qgis.core.records import from_plain
from deepslide_qgis.engine.networks.network import load_network
from training.planning.plans import MemberPlan, NormalisationPlan, Start
from training.planning.start_card import inherit_card

NOT_ARGUMENTS = ("encoder_name", "encoder_weights", "in_channels", "classes", "activation", "aux_params")
"""Keys of a member's ``config.json`` that the plan or the card provides."""


@lru_cache(maxsize=8)
def pack_card(source: str) -> ModelCard:
    """Return the card of a pack: an installed one (by id), a folder or a .zip; raise PackError."""
    return open_pack(source).card


def pack_as_experiment(plain: Any) -> dict[str, Any]:
    """Return the experiment's tables that follow from its table ``start``, given as ``plain``.

    Raises RequestError if the table, or a member it names, is invalid; PackError for a broken pack.
    """
    start = from_plain(Start, plain, "The table 'start'")
    if not start.pack:
        return {}
    card = pack_card(start.pack)
    members = [_find_member(card, name) for name in start.members or [member.id for member in card.members]]
    return {
        "setting": card.setting.name,
        "members": [_make_member_table(start.pack, member) for member in members],
        "card": inherit_card(card),
    }


def check_start(
    start: Start, members: Sequence[MemberPlan], settings: Sequence[str], normalisation: NormalisationPlan
) -> None:
    """Raise RequestError if bands, normalisation or networks differ from the pack's."""
    card = pack_card(start.pack)
    other = [name for name in settings if name != card.setting.name]
    if other:
        raise RequestError(
            f"The pack '{card.id}' reads the bands '{card.setting.name}', the experiment '{other[0]}'.",
            "Leave 'setting' away, or start from a pack for these bands.",
        )
    if normalisation != NormalisationPlan():
        raise RequestError(
            f"The pack '{card.id}' brings its own normalisation, and the experiment another one.",
            "Leave the table 'normalisation' away; the recipe fine-tune has none.",
        )
    for member_plan in members:
        if member_plan.begin_from:
            _check_network(member_plan, _find_member(card, member_plan.begin_from))


def initialise_network(network: torch.nn.Module, member_plan: MemberPlan, start: Start) -> None:
    """Load all weights of the pack's member ``member_plan.begin_from`` into ``network``.

    Raises PackError if the pack's files were altered, RequestError if the networks differ.
    """
    pack = open_pack(start.pack)
    member = _find_member(pack.card, member_plan.begin_from)
    pack.check_members((member,))
    source = load_network(pack.member_folder(member), member, pack.card.normalisation.channels)
    try:
        network.load_state_dict(source.state_dict(), strict=True)
    except RuntimeError as error:
        reason = str(error).splitlines()[-1].strip()
        raise RequestError(
            f"The network of '{member_plan.id}' is not that of '{member.id}' in the pack '{pack.card.id}': {reason}",
            "Leave the member's arguments away, so that the pack's are taken.",
        ) from error


def _find_member(card: ModelCard, name: str) -> Member:
    for member in card.members:
        if member.id == name:
            return member
    known = ", ".join(member.id for member in card.members)
    raise RequestError(f"The pack '{card.id}' has no member '{name}'.", f"Members: {known}.")


def _make_member_table(source: str, member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "architecture": member.architecture,
        "encoder_name": member.encoder_name,
        "arguments": _read_network_arguments(open_pack(source), member),
        "begin_from": member.id,
    }


def _read_network_arguments(pack: Pack, member: Member) -> dict[str, Any]:
    path = pack.member_folder(member) / CONFIG_NAME
    try:
        config = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise PackError(f"'{path}' cannot be read: {error}.", "Install the pack again.") from error
    return {name: value for name, value in config.items() if name[:1] != "_" and name not in NOT_ARGUMENTS}


def _check_network(member_plan: MemberPlan, member: Member) -> None:
    if (member_plan.architecture, member_plan.encoder_name) != (member.architecture, member.encoder_name):
        raise RequestError(
            f"Member '{member_plan.id}' is a {member_plan.architecture} with {member_plan.encoder_name}; "
            f"'{member.id}', which it begins from, is a {member.architecture} with {member.encoder_name}.",
            "Give it the same network, or let it begin from another member.",
        )
