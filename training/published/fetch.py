"""Fetches a published record into a folder, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deepslide_qgis.core.errors import OutputError
from training.published.archives import check_space, unpack
from training.published.download import Arrived, checksum_of, download
from training.published.fetched import Fetched, FetchedFile, keep_fetched, read_fetched
from training.published.record_sources import Record, RemoteFile, ask, source_named
from training.published.web import Web


def fetch(
    name: str,
    folder: Path,
    base: str = "",
    web: Web | None = None,
    said: Callable[[str], None] = lambda _: None,
    arrived: Callable[[RemoteFile], Arrived] = lambda _: lambda _: None,
) -> Fetched:
    """Fetch the source called ``name`` into ``folder`` and return what lies there now.

    Where it is there already, nothing is done and nobody asked. Archives are unpacked and then deleted. Raises
    RequestError where the record cannot be had as it lists itself, OutputError where it cannot be written.
    """
    source = source_named(name)
    there = read_fetched(folder)
    if there and there.source == name and there.is_whole(folder):
        said(f"It is there already: {folder}")
        return there
    if there and there.source != name:
        raise OutputError(f"'{folder}' holds '{there.source}'.", f"Give '{name}' a folder of its own with --to.")
    web = web or Web(said)
    record = ask(source, web, base)
    folder.mkdir(parents=True, exist_ok=True)
    check_space(sum(file.size for file in record.files), folder)
    files = tuple(_fetch_file(file, folder, web, said, arrived(file)) for file in record.files)
    return _kept(name, record, files, folder)


def _fetch_file(file: RemoteFile, folder: Path, web: Web, said: Callable[[str], None], arrived: Arrived) -> FetchedFile:
    target = folder / file.name
    if not (target.is_file() and target.stat().st_size == file.size and _is_same(target, file)):
        said(f"downloading {file.name}, {file.size / 1e6:.1f} MB")
        download(file, target, web, arrived)
    unpacked: dict[str, int] = {}
    if target.suffix == ".zip":
        said(f"unpacking {file.name}")
        unpacked = unpack(target, folder)
        target.unlink()
    return FetchedFile(file.name, file.size, file.checksum, unpacked)


def _is_same(path: Path, file: RemoteFile) -> bool:
    return checksum_of(path, file.checksum) == file.checksum


def _kept(name: str, record: Record, files: tuple[FetchedFile, ...], folder: Path) -> Fetched:
    fetched = Fetched(name, record.title, record.address, record.version, record.licence, record.citation, files)
    keep_fetched(fetched, folder)
    return fetched
