"""A member's ``config.json``: the arguments of its network, which every runtime checks against the card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import CONFIG_NAME

LARGEST_UPSAMPLING = 32
INSTALL_AGAIN = "Install the pack again, or update the plugin."


def read_config(folder: Path, member: Member, channels: int) -> dict[str, Any]:
    """Return the arguments of the network; raise PackError if they contradict the card or give no logits."""
    try:
        config = json.loads((folder / CONFIG_NAME).read_text(encoding="utf-8"))
        actual = config["_model_class"], config["encoder_name"], config["in_channels"], config["classes"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackError(
            f"The {CONFIG_NAME} of member '{member.id}' cannot be read: {error!r}.", INSTALL_AGAIN
        ) from error
    expected = member.architecture, member.encoder_name, channels, 1
    if actual != expected:
        raise PackError(
            f"Member '{member.id}' is {actual} by its {CONFIG_NAME}, but {expected} by the card.", "Export it again."
        )
    if config.get("activation") or config.get("aux_params"):
        raise PackError(f"Member '{member.id}' does not answer logits by its {CONFIG_NAME}.", "Export it again.")
    upsampling = config.get("upsampling") or 1
    if not isinstance(upsampling, (int, float)) or not 0 < upsampling <= LARGEST_UPSAMPLING:
        raise PackError(f"Member '{member.id}' enlarges its answer {upsampling!r} times.", "Export it again.")
    arguments = {key: value for key, value in config.items() if not key.startswith("_")}
    return {**arguments, "encoder_weights": None}
