"""Downloads one file of a record: resumable, checked by size and checksum, complete or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import requests

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.run_files import partial_path
from training.published.record_sources import RemoteFile
from training.published.web import Busy, Web

BLOCK_BYTES = 1 << 20
ARRIVAL_BYTES = 1 << 15
"""Size of a received piece; an incomplete piece is lost if the connection breaks."""
BytesCallback = Callable[[int], None]


def download(file: RemoteFile, target: Path, web: Web, on_bytes: BytesCallback = lambda _: None) -> None:
    """Download ``file`` to ``target``, resuming an earlier attempt; call ``on_bytes`` with the bytes received.

    Raises RequestError if the server's file differs from the record's entry, OutputError if it cannot be written.
    """
    partial = Path(partial_path(str(target)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for last in (False, True):
            web.persist(file.address, lambda: _resume(file, partial, web, on_bytes), lambda: _size(partial))
            if checksum_of(partial, file.checksum) == file.checksum:
                partial.replace(target)
                return
            partial.unlink()  # an earlier attempt may have received another version
            if last:
                raise RequestError(
                    f"'{file.name}' arrived twice with another checksum than the record lists ({file.checksum}).",
                    "The server or the way to it damages it: try another network, or download by hand.",
                )
    except OSError as error:
        raise OutputError(f"'{target}' cannot be written: {error}.", "Free some space there.") from error


def _resume(file: RemoteFile, partial: Path, web: Web, on_bytes: BytesCallback) -> None:
    """Fetch the missing part of ``partial``; raise Busy if the connection breaks before the end."""
    received = _size(partial)
    if received > file.size:
        partial.unlink()
        received = 0
    if received == file.size and partial.is_file():
        return
    with web.get(file.address, received) as answer:
        if answer.status_code == 416:
            partial.unlink(missing_ok=True)
            raise Busy("the server cannot go on where it broke off")
        resumed = answer.status_code == 206
        received = received if resumed else 0
        _check_length(file, answer, received)
        with open(partial, "ab" if resumed else "wb") as output:
            for block in answer.iter_content(ARRIVAL_BYTES):
                received += len(block)
                if received > file.size:
                    raise _size_error(file, f"more than {file.size}")
                output.write(block)
                on_bytes(received)
    if received < file.size:
        raise Busy(f"the connection broke off at {received / 1e6:.1f} of {file.size / 1e6:.1f} MB")


def _check_length(file: RemoteFile, answer: requests.Response, received: int) -> None:
    """Raise RequestError if the server announces a size other than the record's."""
    announced = answer.headers.get("Content-Length", "")
    if announced.isdigit() and received + int(announced) != file.size:
        raise _size_error(file, str(received + int(announced)))
    begins = answer.headers.get("Content-Range", f"bytes {received}-")
    if received and not begins.startswith(f"bytes {received}-"):
        raise RequestError(f"The server goes on with '{file.name}' elsewhere ({begins}).", "Try another network.")


def _size_error(file: RemoteFile, announced: str) -> RequestError:
    return RequestError(
        f"The server has {announced} bytes of '{file.name}', the record lists {file.size}.",
        "The record may just have changed: try again later, or download by hand.",
    )


def checksum_of(path: Path, like: str) -> str:
    """Return the checksum of a file of the same kind as ``like``; raise RequestError for an unknown kind."""
    kind = like.partition(":")[0]
    name = "sha1" if kind == "git-sha1" else kind
    if name not in hashlib.algorithms_available:
        raise RequestError(f"The record has checksums of the unknown kind '{kind}'.", "Update, or download by hand.")
    digest = hashlib.new(name, usedforsecurity=False)
    if kind == "git-sha1":  # git hashes a header with the size, then the content
        digest.update(b"blob %d\0" % path.stat().st_size)
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK_BYTES), b""):
            digest.update(block)
    return f"{kind}:{digest.hexdigest()}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
