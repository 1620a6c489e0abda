"""Writes a pack as a reproducible .zip: the same pack gives the same bytes on every system."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import IO

from deepslide_qgis.core.errors import OutputError, PackError
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.core.packs.pack_files import ITEM_NAME, LICENCE_NAME, SUMS_NAME, Step, ignore_progress, pack_files
from deepslide_qgis.core.packs.pack_stac import stac_item
from deepslide_qgis.core.run_files import partial_path, publish

TIMESTAMP = (1980, 1, 1, 0, 0, 0)
BLOCK_BYTES = 1 << 20


def write_zip(pack: Pack, target: Path, replace: bool = False, step: Step = ignore_progress) -> None:
    """Write ``pack`` to the .zip ``target`` with its licence, a STAC item and the hashes of all files, completely or
    not at all.

    Entries are stored uncompressed: weights hardly shrink, and compressed bytes depend on the version of zlib. Raises
    PackError for a pack that is damaged or has no licence, OutputError if ``target`` cannot be written.
    """
    pack.check_members(pack.card.members)
    texts = _make_documents(pack)
    if target.exists() and not replace:
        raise OutputError(f"'{target}' is there already.", "Choose another name, or replace it.")
    unfinished = Path(partial_path(str(target)))
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
            _write_entries(archive, pack, texts, step)
        publish(unfinished, target)
    except OSError as error:
        raise OutputError(f"'{target}' cannot be written: {error}.", "Check the folder and its space.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _make_documents(pack: Pack) -> dict[str, str]:
    file = pack.folder / LICENCE_NAME
    licence = file.read_text(encoding="utf-8") if file.is_file() else licence_text(pack.card)
    return {LICENCE_NAME: licence, ITEM_NAME: stac_item(pack.card)}


def licence_text(card: ModelCard) -> str:
    """Return the licence, training data and citation of a pack as text; raise PackError without licence."""
    if not card.licence.strip():
        raise PackError(
            f"The card of '{card.id}' says nothing about its licence, so nobody may pass it on.",
            "Write the field 'licence' in its ensemble.json.",
        )
    parts = (card.title, "Licence", card.licence, "Training data", card.training_data, "Citation", card.citation)
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _write_entries(archive: zipfile.ZipFile, pack: Pack, texts: dict[str, str], step: Step) -> None:
    names = [*(name for name in pack_files(pack) if name not in texts), *texts]
    sums = []
    for index, name in enumerate(names):
        step(index / len(names))
        path = pack.folder / name
        with io.BytesIO(texts[name].encode()) if name in texts else open(path, "rb") as source:
            size = len(texts[name].encode()) if name in texts else path.stat().st_size
            sums.append(f"{_write_entry(archive, f'{pack.card.id}/{name}', source, size)}  {name}\n")
    listing = "".join(sums).encode()
    _write_entry(archive, f"{pack.card.id}/{SUMS_NAME}", io.BytesIO(listing), len(listing))


def _write_entry(archive: zipfile.ZipFile, name: str, source: IO[bytes], size: int) -> str:
    """Write one file of ``size`` bytes; return the hexadecimal sha256 of its content."""
    entry = zipfile.ZipInfo(name, TIMESTAMP)
    entry.external_attr = 0o100644 << 16
    entry.create_system = 3  # the same on every system
    entry.file_size = size
    digest = hashlib.sha256()
    with archive.open(entry, "w") as written:
        for block in iter(lambda: source.read(BLOCK_BYTES), b""):
            digest.update(block)
            written.write(block)
    return digest.hexdigest()
