"""Fetches a published record into a folder, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deepslide_qgis.core.errors import OutputError
from training.published.archives import check_space, unpack
from training.published.download import BytesCallback, checksum_of, download
from training.published.fetch_note import Fetched, FetchedFile, read_fetched, write_fetched
from training.published.record_sources import Record, RemoteFile, query_record, source_named
from training.published.web import Web


def fetch(
    name: str,
    folder: Path,
    base: str = "",
    web: Web | None = None,
    report: Callable[[str], None] = lambda _: None,
    track: Callable[[RemoteFile], BytesCallback] = lambda _: lambda _: None,
) -> Fetched:
    """Fetch the source called ``name`` into ``folder`` and return the note about its files.

    If it is there already, nothing is done and no server is asked. Archives are unpacked and deleted. Raises
    RequestError if the server's files differ from the record, OutputError if they cannot be written.
    """
    source = source_named(name)
    before = read_fetched(folder)
    if before and before.source == name and before.is_whole(folder):
        report(f"It is there already: {folder}")
        return before
    if before and before.source != name:
        raise OutputError(f"'{folder}' holds '{before.source}'.", f"Give '{name}' a folder of its own with --to.")
    web = web or Web(report)
    record = query_record(source, web, base)
    folder.mkdir(parents=True, exist_ok=True)
    check_space(sum(file.size for file in record.files), folder)
    files = tuple(_fetch_file(file, folder, web, report, track(file)) for file in record.files)
    return _write_note(name, record, files, folder)


def _fetch_file(
    file: RemoteFile, folder: Path, web: Web, report: Callable[[str], None], on_bytes: BytesCallback
) -> FetchedFile:
    target = folder / file.name
    if not (target.is_file() and target.stat().st_size == file.size and _is_same(target, file)):
        report(f"downloading {file.name}, {file.size / 1e6:.1f} MB")
        download(file, target, web, on_bytes)
    unpacked: dict[str, int] = {}
    if target.suffix == ".zip":
        report(f"unpacking {file.name}")
        unpacked = unpack(target, folder)
        target.unlink()
    return FetchedFile(file.name, file.size, file.checksum, unpacked)


def _is_same(path: Path, file: RemoteFile) -> bool:
    return checksum_of(path, file.checksum) == file.checksum


def _write_note(name: str, record: Record, files: tuple[FetchedFile, ...], folder: Path) -> Fetched:
    fetched = Fetched(name, record.title, record.address, record.version, record.licence, record.citation, files)
    write_fetched(fetched, folder)
    return fetched
