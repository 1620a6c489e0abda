"""Networks that a runtime has compiled, kept on disk: what takes a second to compile is read back in a tenth of it.

They can always be made again: whatever goes wrong with a file here counts as its absence.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.paths import data_folder

KEPT_BYTES = 512 << 20
"""Beyond that, those that were not used for longest go."""
LARGEST_BYTES = 32 << 20
"""Larger ones are not kept: an ensemble of them would push each other out before they are needed again."""
SUFFIX = ".network"
_DIGEST_BYTES = hashlib.sha256().digest_size


def compiled_folder() -> Path:
    """Return the folder of the networks that are kept."""
    return data_folder() / "compiled"


def read_compiled(identity: str) -> Optional[bytes]:
    """Return what was kept under ``identity``, None where nothing was, or no longer what it was."""
    path = _path(identity)
    try:
        content = path.read_bytes()
    except OSError:
        return None
    with suppress(OSError):  # others may own it
        os.utime(path)
    digest, network = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return network if hashlib.sha256(network).digest() == digest else None


def keep_compiled(identity: str, network: bytes) -> None:
    """Keep ``network`` under ``identity``, everything in it that makes one compiled network differ from another."""
    if len(network) > LARGEST_BYTES:
        return
    path = _path(identity)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent)
        try:
            with open(handle, "wb") as file:
                file.write(hashlib.sha256(network).digest())
                file.write(network)
            os.replace(unfinished, path)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _make_room(path.parent)
    except OSError as error:
        logging.getLogger(__name__).debug("a compiled network cannot be kept: %s", error)


def _path(identity: str) -> Path:
    return compiled_folder() / (hashlib.sha256(identity.encode()).hexdigest()[:32] + SUFFIX)


def _make_room(folder: Path) -> None:
    """Remove what was not used for longest, what killed engines left among it."""
    found = sorted(((file.stat().st_mtime, file.stat().st_size, file) for file in folder.iterdir()), reverse=True)
    total = 0
    for _, size, file in found:
        total += size
        if total > KEPT_BYTES:
            with suppress(OSError):
                file.unlink()
