"""List of all packs, installed and available, with the details that a user needs to choose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.catalogue import Catalogue, CatalogueEntry
from deepslide_qgis.core.packs.pack import bundled_folder, installed_packs, open_folder
from deepslide_qgis.core.packs.pack_choice import default_pack
from deepslide_qgis.core.packs.pack_files import check_pack
from deepslide_qgis.core.packs.pack_store import read_origin

BUNDLED, INSTALLED, UPDATABLE, AVAILABLE, DAMAGED = "bundled", "installed", "update available", "available", "damaged"
NUMBERS = re.compile(r"\d{1,9}(\.\d{1,9})*")


@dataclass(frozen=True)
class ListedPack:
    """One pack; ``complaint`` describes the damage of a damaged pack, ``folder`` is empty if not installed."""

    id: str
    state: str
    title: str = ""
    version: str = ""
    setting: str = ""
    gsd_m: float = 0.0
    members: int = 0
    size_bytes: int = 0
    is_default: bool = False
    for_mapping: bool = True
    licence: str = ""
    origin: str = ""
    folder: str = ""
    complaint: str = ""


def list_packs(catalogue: Optional[Catalogue] = None, check_files: bool = False) -> tuple[ListedPack, ...]:
    """Return the installed packs, then the other packs of ``catalogue``; ``check_files`` verifies all installed
    files."""
    offered = {entry.id: entry for entry in catalogue.packs} if catalogue else {}
    folders = installed_packs()
    chosen = default_pack()
    present = [
        _list_installed(name, path, offered.get(name), name == chosen, check_files) for name, path in folders.items()
    ]
    return (*present, *(_list_available(entry) for name, entry in offered.items() if name not in folders))


def has_update(folder: Path, card: ModelCard, entry: CatalogueEntry) -> bool:
    """Return True if the catalogue has a later pack of this id.

    If the versions are equal or not numeric, a different .zip (or, for a pack from a folder, a different version)
    counts as later; a bundled pack is only replaced by a higher number.
    """
    origin = read_origin(folder)
    digest = origin.sha256 if origin is not None else ""
    installed, offered = _parse_version(card.version), _parse_version(entry.version)
    if digest == entry.sha256:
        return False
    if installed and offered and installed != offered:
        return offered > installed
    if _is_bundled(folder):
        return False
    return bool(digest) or (bool(entry.version) and entry.version != card.version)


def _parse_version(version: str) -> tuple[int, ...]:
    """Return the numbers of a version such as 1.10 without trailing zeros; empty for other texts."""
    numbers = [int(number) for number in version.split(".")] if NUMBERS.fullmatch(version) else []
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _is_bundled(folder: Path) -> bool:
    return folder.parent == bundled_folder()


def _list_installed(
    name: str, folder: Path, entry: Optional[CatalogueEntry], is_default: bool, check_files: bool
) -> ListedPack:
    origin = read_origin(folder)
    source = origin.source if origin is not None else ""
    try:
        pack = open_folder(folder)
        if check_files:
            check_pack(pack)
    except PackError as error:
        return ListedPack(
            name, DAMAGED, is_default=is_default, origin=source, folder=str(folder), complaint=error.message
        )
    card = pack.card
    is_old = entry is not None and has_update(folder, card, entry)
    return ListedPack(
        name,
        UPDATABLE if is_old else BUNDLED if _is_bundled(folder) else INSTALLED,
        card.title,
        card.version,
        card.setting.title or card.setting.name,
        card.gsd_m,
        len(card.members),
        sum(_sizes(folder)),
        is_default,
        card.for_mapping,
        card.licence,
        source,
        str(folder),
    )


def _sizes(folder: Path) -> Iterator[int]:
    return (file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _list_available(entry: CatalogueEntry) -> ListedPack:
    return ListedPack(
        entry.id,
        AVAILABLE,
        entry.title,
        entry.version,
        entry.setting,
        entry.gsd_m,
        entry.members,
        entry.size_bytes,
        False,
        entry.for_mapping,
        entry.licence,
        redact_secrets(entry.url),
    )
