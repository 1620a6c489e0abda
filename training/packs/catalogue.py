"""Writes the catalogue of a folder of packs, for an organisation that publishes its own."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.packs.catalogue import Catalogue, CatalogueEntry, check_address
from deepslide_qgis.core.packs.pack import file_sha256, read_card
from deepslide_qgis.core.run_files import write_atomically

CATALOGUE_NAME = "catalogue.json"


def write_catalogue(folder: Path, title: str, base: str = "") -> Catalogue:
    """Write ``catalogue.json`` for the packs in ``folder``; their addresses are below ``base``, or relative.

    Raises RequestError if there are none, PackError for a .zip that is not a pack, OutputError if it cannot be written.
    """
    archives = sorted(folder.glob("*.zip"))
    if not archives:
        raise RequestError(f"There are no packs as .zip in '{folder}'.", "Write some with `python -m training pack`.")
    if base:
        check_address(base)
    written = Catalogue(title, tuple(_make_entry(path, base) for path in archives))
    try:
        write_atomically(folder / CATALOGUE_NAME, written.to_json())
    except OSError as error:
        raise OutputError(f"'{folder / CATALOGUE_NAME}' cannot be written: {error}.", "Check the folder.") from error
    return written


def _make_entry(path: Path, base: str) -> CatalogueEntry:
    card = read_card(str(path))
    return CatalogueEntry(
        id=card.id,
        title=card.title,
        url=f"{base.rstrip('/')}/{quote(path.name)}" if base else path.name,
        size_bytes=path.stat().st_size,
        sha256=file_sha256(path),
        licence=card.licence,
        version=card.version,
        setting=card.setting.title or card.setting.name,
        gsd_m=card.gsd_m,
        members=len(card.members),
        for_mapping=card.for_mapping,
    )
