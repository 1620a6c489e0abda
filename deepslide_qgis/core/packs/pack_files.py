"""The files of a model pack, and the list of their hashes (``SHA256SUMS``, the format of ``sha256sum -c``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import PackError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import CARD_NAME, WEIGHTS_NAME, Pack, file_sha256
from deepslide_qgis.core.packs.pack_zip import ANEW, MAXIMUM_CARD_BYTES

SUMS_NAME = "SHA256SUMS"
LICENCE_NAME = "LICENCE.txt"
ITEM_NAME = "stac-item.json"
ORIGIN_NAME = "origin.json"
"""Records where an installed pack came from; not part of an exported pack."""
DOCUMENTS = (LICENCE_NAME, ITEM_NAME)
MEMBER_SUFFIXES = (".json", ".safetensors", ".onnx", ".txt", ".md")
LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")

Step = Callable[[float], None]
"""Callback that receives the finished share, and may raise Cancelled."""


def ignore_progress(_: float) -> None:
    """Ignore progress."""


def pack_files(pack: Pack) -> tuple[str, ...]:
    """Return the files of a pack except the list of hashes: paths relative to its folder, the card first."""
    documents = (name for name in DOCUMENTS if _is_plain_file(pack.folder / name))
    members = (name for member in pack.card.members for name in _member_files(pack, member))
    return (CARD_NAME, *documents, *members)


def _member_files(pack: Pack, member: Member) -> list[str]:
    folder = pack.member_folder(member)
    if not (folder / WEIGHTS_NAME).is_file():
        pack.check_members((member,))  # raises PackError that names the files found instead
    files = [file for file in sorted(folder.iterdir()) if file.suffix in MEMBER_SUFFIXES and _is_plain_file(file)]
    return [f"{member.id}/{file.name}" for file in files]


def _is_plain_file(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and not file.name.startswith(".")


def check_pack(pack: Pack, step: Step = ignore_progress) -> None:
    """Raise PackError if a file is missing, altered, or does not match the list of hashes."""
    pack.check_members(pack.card.members)
    listed = _read_sums(pack.folder / SUMS_NAME)
    if listed is None:
        return
    names = set(pack_files(pack))
    for complaint, wrong in (("lists", set(listed) - names), ("does not list", names - set(listed))):
        if wrong:
            raise PackError(
                f"The {SUMS_NAME} of the pack '{pack.card.id}' {complaint} '{sorted(wrong)[0][:100]}'.", ANEW
            )
    for index, (name, digest) in enumerate(listed.items()):
        step(index / len(listed))
        if file_sha256(pack.folder / name) != digest:
            raise PackError(f"'{name}' of the pack '{pack.card.id}' was altered or damaged (sha256 differs).", ANEW)


def _read_sums(path: Path) -> Optional[dict[str, str]]:
    """Return the listed hashes by file; None if the pack has no list."""
    if not path.is_file():
        return None
    if path.stat().st_size > MAXIMUM_CARD_BYTES:
        raise PackError(f"'{path}' is too large to be a list of hashes.", ANEW)
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    matches = [LINE.fullmatch(line) for line in lines]
    if not all(matches):
        raise PackError(f"'{path}' is no list of hashes.", ANEW)
    return {match[2]: f"sha256:{match[1]}" for match in matches if match}
