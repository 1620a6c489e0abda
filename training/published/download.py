"""Downloads one file of a record: resumed where it broke off, its size and checksum verified, whole or not at all."""

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
"""Of a block that breaks off before its end nothing arrives."""
Arrived = Callable[[int], None]


def download(file: RemoteFile, target: Path, web: Web, arrived: Arrived = lambda _: None) -> None:
    """Write ``file`` to ``target``; ``arrived`` is told how many bytes of it there are.

    What is there of an earlier attempt is gone on with. Raises RequestError where the server does not give what the
    record lists, OutputError where it cannot be written.
    """
    partial = Path(partial_path(str(target)))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for last in (False, True):
            web.persist(file.address, lambda: _go_on(file, partial, web, arrived), lambda: _size(partial))
            if checksum_of(partial, file.checksum) == file.checksum:
                partial.replace(target)
                return
            partial.unlink()  # what an earlier attempt left may have been of another version
            if last:
                raise RequestError(
                    f"'{file.name}' arrived twice with another checksum than the record lists ({file.checksum}).",
                    "The server or the way to it damages it: try another network, or download by hand.",
                )
    except OSError as error:
        raise OutputError(f"'{target}' cannot be written: {error}.", "Free some space there.") from error


def _go_on(file: RemoteFile, partial: Path, web: Web, arrived: Arrived) -> None:
    """Fetch what is missing of ``partial``; raise Busy where the connection breaks off before the end."""
    there = _size(partial)
    if there > file.size:
        partial.unlink()
        there = 0
    if there == file.size and partial.is_file():
        return
    with web.get(file.address, there) as answer:
        if answer.status_code == 416:
            partial.unlink(missing_ok=True)
            raise Busy("the server cannot go on where it broke off")
        resumed = answer.status_code == 206
        there = there if resumed else 0
        _check_length(file, answer, there)
        with open(partial, "ab" if resumed else "wb") as output:
            for block in answer.iter_content(ARRIVAL_BYTES):
                there += len(block)
                if there > file.size:
                    raise _other_size(file, f"more than {file.size}")
                output.write(block)
                arrived(there)
    if there < file.size:
        raise Busy(f"the connection broke off at {there / 1e6:.1f} of {file.size / 1e6:.1f} MB")


def _check_length(file: RemoteFile, answer: requests.Response, there: int) -> None:
    """Raise RequestError where the server announces another size than the record lists."""
    announced = answer.headers.get("Content-Length", "")
    if announced.isdigit() and there + int(announced) != file.size:
        raise _other_size(file, str(there + int(announced)))
    begins = answer.headers.get("Content-Range", f"bytes {there}-")
    if there and not begins.startswith(f"bytes {there}-"):
        raise RequestError(f"The server goes on with '{file.name}' elsewhere ({begins}).", "Try another network.")


def _other_size(file: RemoteFile, announced: str) -> RequestError:
    return RequestError(
        f"The server has {announced} bytes of '{file.name}', the record lists {file.size}.",
        "The record may just have changed: try again later, or download by hand.",
    )


def checksum_of(path: Path, like: str) -> str:
    """Return the checksum of a file in the kind of ``like``; raise RequestError for a kind that is not known."""
    kind = like.partition(":")[0]
    name = "sha1" if kind == "git-sha1" else kind
    if name not in hashlib.algorithms_available:
        raise RequestError(f"The record has checksums of the unknown kind '{kind}'.", "Update, or download by hand.")
    digest = hashlib.new(name, usedforsecurity=False)
    if kind == "git-sha1":  # as git counts: a head with the size, then the content
        digest.update(b"blob %d\0" % path.stat().st_size)
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK_BYTES), b""):
            digest.update(block)
    return f"{kind}:{digest.hexdigest()}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
