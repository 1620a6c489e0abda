"""The user's choices: the default pack, and the catalogue."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from deepslide_qgis.core.errors import DeepSlideError, PackError
from deepslide_qgis.core.packs.pack import installed_packs
from deepslide_qgis.core.paths import data_folder, resources_folder
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.run_files import write_atomically

BUNDLED_DEFAULT = "l4s-rgb"


@dataclass(frozen=True)
class PackChoice:
    """Empty for the bundled default pack and for the plugin's own catalogue."""

    default: str = ""
    catalogue: str = ""


def read_choice() -> PackChoice:
    """Return the stored choice, or an empty one if the file cannot be read."""
    try:
        return from_plain(PackChoice, json.loads(_choice_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, DeepSlideError):
        return PackChoice()


def default_pack() -> str:
    """Return the id of the pack for predictions that name none; the bundled one if the chosen pack is gone."""
    chosen = read_choice().default
    return chosen if chosen in installed_packs() else BUNDLED_DEFAULT


def choose_default(pack_id: str) -> None:
    """Store ``pack_id`` as the default pack; raise PackError if it is not installed."""
    packs = installed_packs()
    if pack_id not in packs:
        raise PackError(f"There is no installed pack '{pack_id}'.", f"Installed: {', '.join(packs)}.")
    _write_choice(replace(read_choice(), default=pack_id))


def choose_catalogue(place: str) -> None:
    """Store ``place``, a URL or path, as the catalogue; empty for the plugin's own."""
    _write_choice(replace(read_choice(), catalogue=place))


def catalogue_place() -> str:
    """Return the URL or path of the default catalogue."""
    return read_choice().catalogue or str(resources_folder() / "packs" / "catalogue.json")


def _write_choice(choice: PackChoice) -> None:
    try:
        _choice_file().parent.mkdir(parents=True, exist_ok=True)
        write_atomically(_choice_file(), json.dumps(to_plain(choice), indent=2) + "\n")
    except OSError as error:
        raise PackError(f"'{_choice_file()}' cannot be written: {error}.", "Check the folder's permissions.") from error


def _choice_file() -> Path:
    return data_folder() / "packs.json"
