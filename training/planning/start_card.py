"""The card of a pack whose members were trained further: what it inherits and what it attributes to the first pack."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from deepslide_qgis.core.packs.card import ModelCard
from training.planning.plans import CardPlan

INHERITED = ("nodata", "gsd_m", "tile_px", "margin_px", "combine", "for_mapping", "licence")


def inherit_card(pack: ModelCard) -> dict[str, Any]:
    """Return the card table of an experiment that starts from ``pack`` and has no card of its own."""
    return {name: getattr(pack, name) for name in INHERITED} | {
        "title": f"{pack.title}, trained further",
        "description": f"Members of the pack '{pack.id}', trained further.",
    }


def add_lineage(card: CardPlan, pack: ModelCard, data_title: str) -> CardPlan:
    """Return ``card`` with the origin of its members filled into empty fields.

    Training data and places of ``pack`` come first. Its limits, measured on other weights, and its citation are
    attributed to it.
    """
    return replace(
        card,
        training_data=card.training_data or f"{pack.training_data or _default_training_data(pack)} Then: {data_title}.",
        limits=card.limits or _attribute_to_pack(pack, pack.limits, ", and not measured again"),
        citation=card.citation or _attribute_to_pack(pack, pack.citation),
        training_places=pack.training_places + card.training_places,
    )


def _default_training_data(pack: ModelCard) -> str:
    return f"Those of the pack '{pack.id}'."


def _attribute_to_pack(pack: ModelCard, text: str, remark: str = "") -> str:
    return f"Of the pack '{pack.id}', from which the members begin{remark}: {text}" if text else ""
