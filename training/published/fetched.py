"""What a fetch leaves beside its files: which record they come from, its licence, its citation, and their checksums."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain, to_plain
from training.planning.run_folder import read_json, write_json

NAME = "fetched.json"
PAGE = "FETCHED.md"


@dataclass(frozen=True)
class FetchedFile:
    """One file of the record: its ``checksum`` (``md5:…``, ``sha256:…``), and what was unpacked of it, by size."""

    name: str
    size: int
    checksum: str
    unpacked: dict[str, int]


@dataclass(frozen=True)
class Fetched:
    """One record that lies in a folder."""

    source: str
    title: str
    address: str
    version: str
    licence: str
    citation: str
    files: tuple[FetchedFile, ...]

    def is_whole(self, folder: Path) -> bool:
        """Return whether all that was fetched is still there in its size."""
        sizes: dict[str, int] = {}
        for file in self.files:
            sizes.update(file.unpacked or {file.name: file.size})
        return all((folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items())

    def page(self) -> str:
        """Return what a person should know about the files, as Markdown."""
        names = ", ".join(f"{file.name} ({file.size / 1e6:.1f} MB, {file.checksum})" for file in self.files)
        return (
            f"# {self.title}\n\nSource: {self.address} ({self.version})\n\nLicence: {self.licence}\n\n"
            f"Cite: {self.citation}\n\nFiles: {names}\n"
        )


def read_fetched(folder: Path) -> Fetched | None:
    """Return what was fetched into ``folder``; None where nothing was, or the note is broken."""
    if not (folder / NAME).is_file():
        return None
    try:
        return from_plain(Fetched, read_json(folder / NAME))
    except RequestError:
        return None


def keep_fetched(fetched: Fetched, folder: Path) -> None:
    """Write the note, for programs and for people."""
    (folder / PAGE).write_text(fetched.page(), encoding="utf-8")
    write_json(folder / NAME, to_plain(fetched))


def licence_of(folder: Path) -> str:
    """Return the licence and the address of what was fetched into ``folder``; empty where that is not known."""
    fetched = read_fetched(folder)
    return f"{fetched.licence} ({fetched.address})" if fetched else ""
