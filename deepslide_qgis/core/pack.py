"""Model packs on disk: find them, open them (folder or .zip), and refuse what was altered."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from deepslide_qgis.core.card import Member, ModelCard
from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.paths import data_folder, resources_folder

CARD_NAME = "ensemble.json"
CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
PICKLE_SUFFIXES = (".pth", ".pt", ".ckpt", ".bin", ".pkl")
MAXIMUM_UNPACKED_BYTES = 20 * 1024**3


@dataclass(frozen=True)
class Pack:
    """A model pack in a folder, with its card."""

    folder: Path
    card: ModelCard

    def member_folder(self, member: Member) -> Path:
        return self.folder / member.id

    def check_members(self, members: tuple[Member, ...]) -> None:
        """Raise PackError where a member's files are missing, altered, or not safetensors."""
        for member in members:
            _check_member(self.member_folder(member), member)


def installed_packs() -> dict[str, Path]:
    """Return the folders of the installed packs by id: the bundled ones, then the user's own."""
    roots = (resources_folder() / "models", data_folder() / "models")
    cards = (card for root in roots for card in sorted(root.glob(f"*/{CARD_NAME}")))
    return {card.parent.name: card.parent for card in cards}


def read_card(source: str) -> ModelCard:
    """Return the card of an installed pack (by id), a pack folder or a pack .zip; unpack nothing."""
    path = _locate(source)
    if path.is_dir():
        return ModelCard.from_json(_read_text(path / CARD_NAME))
    with _open_zip(path) as archive:
        return ModelCard.from_json(archive.read(_card_in(archive, path)).decode("utf-8", "replace"))


def open_pack(source: str) -> Pack:
    """Return the pack named by an id, folder or .zip; a .zip is unpacked once into the user's data folder."""
    path = _locate(source)
    folder = path if path.is_dir() else _unpack(path)
    return Pack(folder, ModelCard.from_json(_read_text(folder / CARD_NAME)))


def file_sha256(path: Path) -> str:
    """Return ``sha256:<hex>`` of a file's content."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return f"sha256:{digest.hexdigest()}"


def _locate(source: str) -> Path:
    packs = installed_packs()
    if source in packs:
        return packs[source]
    path = Path(source).expanduser()
    if (source and path.is_dir()) or (path.suffix.lower() == ".zip" and path.is_file()):
        return path
    raise PackError(
        f"There is no model pack '{source}'.",
        f"Give the id of an installed pack ({', '.join(packs) or 'none is installed'}), or a pack's folder or .zip.",
    )


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(
            f"'{path.parent}' is no model pack: its {CARD_NAME} cannot be read.", "Choose a pack's folder or .zip."
        ) from error


def _open_zip(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise PackError(f"'{path}' is not a readable .zip.", "Download or export the pack again.") from error


def _card_in(archive: zipfile.ZipFile, path: Path) -> str:
    cards = [name for name in archive.namelist() if PurePosixPath(name).name == CARD_NAME]
    if len(cards) != 1:
        raise PackError(f"'{path}' holds {len(cards)} files {CARD_NAME}; a model pack holds one.")
    return cards[0]


def _unpack(path: Path) -> Path:
    target = data_folder() / "unpacked" / file_sha256(path)[7:23]
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        with _open_zip(path) as archive, tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            _extract(archive, path, Path(scratch))
            inner = Path(scratch) / PurePosixPath(_card_in(archive, path)).parent
            staged = Path(tempfile.mkdtemp(dir=target.parent)) / "pack"
            shutil.move(str(inner), str(staged))
            _rename_once(staged, target)
    return target


def _rename_once(staged: Path, target: Path) -> None:
    try:
        os.replace(staged, target)
    except OSError:
        if not target.is_dir():  # otherwise another process was first, with the same content
            raise
    shutil.rmtree(staged.parent, ignore_errors=True)


def _extract(archive: zipfile.ZipFile, path: Path, folder: Path) -> None:
    for entry in archive.infolist():
        inner = PurePosixPath(entry.filename)
        if inner.is_absolute() or ".." in inner.parts or "\\" in entry.filename or ":" in entry.filename:
            raise PackError(f"'{path}' holds the unsafe path '{entry.filename}' and was not unpacked.")
    if sum(entry.file_size for entry in archive.infolist()) > MAXIMUM_UNPACKED_BYTES:
        raise PackError(f"'{path}' would unpack to more than 20 GiB and was not unpacked.")
    try:
        archive.extractall(folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise PackError(f"'{path}' could not be unpacked: {error}.", "Download or export the pack again.") from error


def _check_member(folder: Path, member: Member) -> None:
    weights = folder / WEIGHTS_NAME
    if not weights.is_file():
        pickles = [file.name for file in folder.glob("*") if file.suffix in PICKLE_SUFFIXES]
        if pickles:
            raise PackError(
                f"Member '{member.id}' has its weights as a pickle ({pickles[0]}), which is never loaded.",
                f"Convert it once with `python -m training export`, which writes {WEIGHTS_NAME}.",
            )
        raise PackError(f"Member '{member.id}' is missing: there is no {weights}.", "Install the pack again.")
    if not (folder / CONFIG_NAME).is_file():
        raise PackError(f"Member '{member.id}' lacks its {CONFIG_NAME}.", "Install the pack again.")
    if file_sha256(weights) != member.sha256:
        raise PackError(
            f"The weights of member '{member.id}' are not those that the card lists (sha256 differs).",
            "The file was altered or damaged: install the pack again from its source.",
        )
    with open(weights, "rb") as file:
        head = file.read(9)
    if len(head) < 9 or head[8:9] != b"{":
        raise PackError(
            f"The weights of member '{member.id}' are not in the safetensors format.",
            "Export the pack again; pickles are never loaded.",
        )
