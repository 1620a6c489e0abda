"""The note that a fetch leaves beside its files: record, licence, citation and checksums."""

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
    """One file of the record: its ``checksum`` (``md5:…``, ``sha256:…``), and sizes of the files unpacked from it."""

    name: str
    size: int
    checksum: str
    unpacked: dict[str, int]


@dataclass(frozen=True)
class Fetched:
    """One record that was fetched into a folder."""

    source: str
    title: str
    address: str
    version: str
    licence: str
    citation: str
    files: tuple[FetchedFile, ...]

    def is_whole(self, folder: Path) -> bool:
        """Return whether all fetched files exist with their sizes."""
        sizes: dict[str, int] = {}
        for file in self.files:
            sizes.update(file.unpacked or {file.name: file.size})
        return all((folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items())

    def page(self) -> str:
        """Return source, licence, citation and files as Markdown."""
        names = ", ".join(f"{file.name} ({file.size / 1e6:.1f} MB, {file.checksum})" for file in self.files)
        return (
            f"# {self.title}\n\nSource: {self.address} ({self.version})\n\nLicence: {self.licence}\n\n"
            f"Cite: {self.citation}\n\nFiles: {names}\n"
        )


def read_fetched(folder: Path) -> Fetched | None:
    """Return the note in ``folder``; None if there is none or if it is damaged."""
    if not (folder / NAME).is_file():
        return None
    try:
        return from_plain(Fetched, read_json(folder / NAME))
    except RequestError:
        return None


def write_fetched(fetched: Fetched, folder: Path) -> None:
    """Write the note as JSON and as Markdown."""
    (folder / PAGE).write_text(fetched.page(), encoding="utf-8")
    write_json(folder / NAME, to_plain(fetched))


def licence_of(folder: Path) -> str:
    """Return licence and address of the record in ``folder``; empty if unknown."""
    fetched = read_fetched(folder)
    return f"{fetched.licence} ({fetched.address})" if fetched else ""
