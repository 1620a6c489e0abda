"""Model packs on disk: find them, open them (folder or .zip), and refuse altered files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member, ModelCard
from deepslide_qgis.core.packs.pack_zip import MAXIMUM_CARD_BYTES, card_text, unpack
from deepslide_qgis.core.paths import data_folder, resources_folder

CARD_NAME = "ensemble.json"
CONFIG_NAME = "config.json"
WEIGHTS_NAME = "model.safetensors"
GRAPH_NAME = "graph.onnx"
INT8_GRAPH_NAME = "graph.int8.onnx"
PICKLE_SUFFIXES = (".pth", ".pt", ".ckpt", ".bin", ".pkl")


@dataclass(frozen=True)
class Pack:
    """A model pack in a folder, with its card."""

    folder: Path
    card: ModelCard

    def member_folder(self, member: Member) -> Path:
        return self.folder / member.id

    def check_members(self, members: tuple[Member, ...]) -> None:
        """Raise PackError if a member's files are missing, altered, or not safetensors."""
        for member in members:
            _check_member(self.member_folder(member), member)


def bundled_folder() -> Path:
    """Return the folder of the packs that come with the plugin."""
    return resources_folder() / "models"


def own_folder() -> Path:
    """Return the folder of the packs that the user installed."""
    return data_folder() / "models"


def installed_packs() -> dict[str, Path]:
    """Return the folders of the installed packs by id; the user's packs override bundled ones."""
    cards = (card for root in (bundled_folder(), own_folder()) for card in sorted(root.glob(f"*/{CARD_NAME}")))
    return {card.parent.name: card.parent for card in cards}


def read_card(source: str) -> ModelCard:
    """Return the card of an installed pack (by id), a pack folder or a pack .zip, without unpacking."""
    path = _locate(source)
    if path.is_dir():
        return ModelCard.from_json(_read_text(path / CARD_NAME))
    return ModelCard.from_json(card_text(path, CARD_NAME))


def open_pack(source: str) -> Pack:
    """Return the pack named by an id, folder or .zip; a .zip is unpacked once into the user's data folder."""
    path = _locate(source)
    return open_folder(path if path.is_dir() else _unpack_once(path))


def open_folder(folder: Path) -> Pack:
    """Return the pack in ``folder``; raise PackError if its card cannot be read."""
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
    path = _find_pack_path(source)
    if path is not None:
        return path
    raise PackError(
        f"There is no model pack '{source}'.",
        f"Give the id of an installed pack ({', '.join(packs) or 'none is installed'}), or a pack's folder or .zip.",
    )


def _find_pack_path(source: str) -> Optional[Path]:
    """Return ``source`` as a path if it is a folder or an existing .zip, else None."""
    try:
        path = Path(source).expanduser()
        is_pack = (source and path.is_dir()) or (path.suffix.lower() == ".zip" and path.is_file())
    except (OSError, ValueError, RuntimeError):  # not a valid file name, or ~ of an unknown user
        return None
    return path if is_pack else None


def _read_text(path: Path) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(MAXIMUM_CARD_BYTES)  # a larger file is cut, and so fails as JSON
    except (OSError, ValueError) as error:
        raise PackError(
            f"'{path.parent}' is no model pack: its {CARD_NAME} cannot be read.", "Choose a pack's folder or .zip."
        ) from error


def _unpack_once(path: Path) -> Path:
    target = data_folder() / "unpacked" / _sha256_of(path)[7:23]
    if not target.is_dir():
        try:
            unpack(path, target, CARD_NAME)
        except OSError as error:
            raise PackError(
                f"'{path}' could not be unpacked into '{target}': {error}.",
                "Check the space and permissions there, or let DEEPSLIDE_DATA name another folder.",
            ) from error
    return target


def _sha256_of(path: Path) -> str:
    try:
        return file_sha256(path)
    except OSError as error:
        raise PackError(f"'{path}' cannot be read: {error}.", "Check the file and its permissions.") from error


def _check_member(folder: Path, member: Member) -> None:
    weights = folder / WEIGHTS_NAME
    if not weights.is_file():
        pickles = [file.name for file in folder.glob("*") if file.suffix in PICKLE_SUFFIXES]
        if pickles:
            raise PackError(
                f"Member '{member.id}' has its weights as a pickle ({pickles[0]}), which is never loaded.",
                f"Ask its maker for a pack with {WEIGHTS_NAME}, which DeepSlide's training exports.",
            )
        raise PackError(f"Member '{member.id}' is missing: there is no {weights}.", "Install the pack again.")
    if not (folder / CONFIG_NAME).is_file():
        raise PackError(f"Member '{member.id}' lacks its {CONFIG_NAME}.", "Install the pack again.")
    if _sha256_of(weights) != member.sha256:
        raise PackError(
            f"The weights of member '{member.id}' are not those that the card lists (sha256 differs).",
            "The file was altered or damaged: install the pack again from its source.",
        )
    for name, digest in ((GRAPH_NAME, member.graph), (INT8_GRAPH_NAME, member.int8_graph)):
        if digest:
            _check_graph(folder / name, member, digest)
    with open(weights, "rb") as file:
        head = file.read(9)
    if len(head) < 9 or head[8:9] != b"{":
        raise PackError(
            f"The weights of member '{member.id}' are not in the safetensors format.",
            "Export the pack again; pickles are never loaded.",
        )


def _check_graph(path: Path, member: Member, digest: str) -> None:
    if not path.is_file():
        raise PackError(f"Member '{member.id}' lacks its {path.name}.", "Install the pack again.")
    if _sha256_of(path) != digest:
        raise PackError(
            f"The graph of member '{member.id}' is not the one that the card lists (sha256 differs).",
            "The file was altered or damaged: install the pack again from its source.",
        )
