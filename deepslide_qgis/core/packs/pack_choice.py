"""What the user chose about packs: the default one, and the catalogue of an organisation's own."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from deepslide_qgis.core.errors import DeepSlideError, PackError
from deepslide_qgis.core.packs.pack import installed_packs
from deepslide_qgis.core.paths import data_folder, resources_folder
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.run_files import write_whole

BUNDLED_DEFAULT = "l4s-rgb"


@dataclass(frozen=True)
class PackChoice:
    """Empty where nothing was chosen: the bundled default, the plugin's own catalogue."""

    default: str = ""
    catalogue: str = ""


def read_choice() -> PackChoice:
    """Return what was chosen; a file that cannot be read chooses nothing."""
    try:
        return from_plain(PackChoice, json.loads(_choice_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, DeepSlideError):
        return PackChoice()


def default_pack() -> str:
    """Return the id of the pack that predicts where none is named; the bundled one where the chosen one is gone."""
    chosen = read_choice().default
    return chosen if chosen in installed_packs() else BUNDLED_DEFAULT


def choose_default(pack_id: str) -> None:
    """Let ``pack_id`` predict where no pack is named; raise PackError where it is not installed."""
    packs = installed_packs()
    if pack_id not in packs:
        raise PackError(f"There is no installed pack '{pack_id}'.", f"Installed: {', '.join(packs)}.")
    _write(replace(read_choice(), default=pack_id))


def choose_catalogue(place: str) -> None:
    """Let ``place``, an address or a path, be the catalogue; an empty one is the plugin's own."""
    _write(replace(read_choice(), catalogue=place))


def catalogue_place() -> str:
    """Return the address or path of the catalogue that is looked into where none is named."""
    return read_choice().catalogue or str(resources_folder() / "packs" / "catalogue.json")


def _write(choice: PackChoice) -> None:
    try:
        _choice_file().parent.mkdir(parents=True, exist_ok=True)
        write_whole(_choice_file(), json.dumps(to_plain(choice), indent=2) + "\n")
    except OSError as error:
        raise PackError(f"'{_choice_file()}' cannot be written: {error}.", "Check the folder's permissions.") from error


def _choice_file() -> Path:
    return data_folder() / "packs.json"
