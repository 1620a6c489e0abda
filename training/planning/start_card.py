"""What the card of a pack that was trained further says: what stays true, and what is told as the first pack's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from deepslide_qgis.core.packs.card import ModelCard
from training.planning.plans import CardPlan

STAYS_TRUE = ("nodata", "gsd_m", "tile_px", "margin_px", "combine", "for_mapping", "licence")


def kept_card(pack: ModelCard) -> dict[str, Any]:
    """Return the card of an experiment that starts from ``pack`` and says nothing of its own."""
    return {name: getattr(pack, name) for name in STAYS_TRUE} | {
        "title": f"{pack.title}, trained further",
        "description": f"Members of the pack '{pack.id}', trained further.",
    }


def with_lineage(card: CardPlan, pack: ModelCard, data_title: str) -> CardPlan:
    """Return ``card`` with where its members come from, where it does not say so itself.

    Training data and places of ``pack`` come first; its limits, which were measured on other weights, and its
    citation are told as its own.
    """
    return replace(
        card,
        training_data=card.training_data or f"{pack.training_data or _those_of(pack)} Then: {data_title}.",
        limits=card.limits or _told_as_its_own(pack, pack.limits, ", and not measured again"),
        citation=card.citation or _told_as_its_own(pack, pack.citation),
        training_places=pack.training_places + card.training_places,
    )


def _those_of(pack: ModelCard) -> str:
    return f"Those of the pack '{pack.id}'."


def _told_as_its_own(pack: ModelCard, text: str, remark: str = "") -> str:
    return f"Of the pack '{pack.id}', from which the members begin{remark}: {text}" if text else ""
