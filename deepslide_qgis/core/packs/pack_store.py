"""The packs that the user installed: installation (complete or not at all), removal, and origin.

A pack is prepared in ``models/.incoming``, which :func:`installed_packs` ignores, and renamed into ``models``. The next
process cleans up after a killed one: the lock proves that no other process is working.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.access import redact_secrets
from deepslide_qgis.core.errors import DeepSlideError, PackError
from deepslide_qgis.core.locks import try_lock
from deepslide_qgis.core.packs.card import is_folder_name
from deepslide_qgis.core.packs.pack import CARD_NAME, Pack, bundled_folder, open_folder, own_folder
from deepslide_qgis.core.packs.pack_files import ORIGIN_NAME, SUMS_NAME, Step, check_pack, ignore_progress, pack_files
from deepslide_qgis.core.packs.pack_zip import unpack
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.run_files import publish, write_atomically

REPLACED = "replaced-"
"""Prefix of the folder that holds the old pack while the new pack takes its place."""
PARTIAL_SUFFIX = ".download"
PARTIAL_KEPT_S = 14 * 86400
"""Lifetime of an interrupted download."""
WHAT_TO_DO = "Check the space and permissions there, or let DEEPSLIDE_DATA name another folder."


@dataclass(frozen=True)
class Origin:
    """Where an installed pack came from: a URL without its login, a file or a folder; ``sha256`` is that of the
    .zip."""

    source: str
    sha256: str = ""
    installed_utc: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", redact_secrets(self.source))


def read_origin(folder: Path) -> Optional[Origin]:
    """Return the recorded origin of the pack in ``folder``; None if there is none."""
    try:
        text = (folder / ORIGIN_NAME).read_text(encoding="utf-8")
        return from_plain(Origin, json.loads(text), "The origin")
    except (OSError, ValueError, DeepSlideError):
        return None


@contextmanager
def incoming() -> Iterator[Path]:
    """Yield a folder for a pack in preparation, under a lock; clean up what other processes left behind."""
    folder = own_folder() / ".incoming"
    with _convert_os_errors():
        folder.mkdir(parents=True, exist_ok=True)
        lock = try_lock(folder / "lock")
    if lock is None:
        raise PackError("Packs are being installed or removed already, in this QGIS or another.", "Wait until it ends.")
    with lock, _convert_os_errors():
        _clean_up(folder)
        scratch = Path(tempfile.mkdtemp(dir=folder))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def install(
    source: Path, origin: Origin, scratch: Path, replace: bool = False, step: Step = ignore_progress, pack_id: str = ""
) -> Pack:
    """Install the pack ``source``, a .zip or a folder, through ``scratch`` from :func:`incoming`.

    All files are checked before the pack becomes visible. Raises PackError for an incomplete pack, for another id than
    ``pack_id``, and if another pack has its id and ``replace`` is False.
    """
    folder = source if source.is_dir() else _unpack_zip(source, scratch / "unpacked")
    pack = open_folder(folder)
    if pack_id not in ("", pack.card.id):
        message = f"'{origin.source}' is the pack '{pack.card.id}', not '{pack_id}'."
        raise PackError(message, "The catalogue is wrong: tell its owner.")
    if not replace:
        _check_free(pack)
    ready = _gather_files(pack, scratch / "ready", is_ours=folder != source, step=step)
    check_pack(ready, step)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    written = Origin(origin.source, origin.sha256, now)
    write_atomically(ready.folder / ORIGIN_NAME, json.dumps(to_plain(written), indent=2) + "\n")
    return _move_into_place(ready)


def partial_download(sha256: str) -> Path:
    """Return the path of the partial download with this ``sha256``, which a later run can resume."""
    return own_folder() / ".incoming" / f"{sha256[len('sha256:') :][:32]}{PARTIAL_SUFFIX}"


def find_pack_by_zip(sha256: str) -> Optional[Pack]:
    """Return the intact pack that was installed from the .zip with this ``sha256``; None if there is none."""
    for card in sorted(own_folder().glob(f"*/{CARD_NAME}")):
        origin = read_origin(card.parent)
        if sha256 and origin is not None and origin.sha256 == sha256 and _is_intact(card.parent):
            return open_folder(card.parent)
    return None


def check_pack_id_is_free(pack_id: str) -> None:
    """Raise PackError if an intact pack has that id already, before a long download starts."""
    _check_existing(pack_id, _is_intact)


def _check_free(pack: Pack) -> None:
    """Raise PackError if a different intact pack has the id of ``pack``; damaged packs may be replaced."""
    _check_existing(pack.card.id, lambda folder: _is_intact(folder) and open_folder(folder).card != pack.card)


def _check_existing(pack_id: str, is_conflict: Callable[[Path], bool]) -> None:
    for root, trouble in ((own_folder(), "is installed already"), (bundled_folder(), "comes with the plugin")):
        if (root / pack_id).is_dir() and is_conflict(root / pack_id):
            raise PackError(f"Another pack '{pack_id}' {trouble}.", "Let it be replaced, or remove it first.")


def remove(pack_id: str) -> None:
    """Remove an installed pack; raise PackError for a bundled or missing pack."""
    with incoming() as scratch:
        folder = own_folder() / pack_id
        if is_folder_name(pack_id) and folder.is_dir():
            os.replace(folder, scratch / pack_id)
        elif is_folder_name(pack_id) and (bundled_folder() / pack_id).is_dir():
            raise PackError(f"The pack '{pack_id}' comes with the plugin and cannot be removed.", "Choose another.")
        else:
            known = ", ".join(sorted(card.parent.name for card in own_folder().glob(f"*/{CARD_NAME}")))
            raise PackError(f"There is no installed pack '{pack_id}'.", f"Installed: {known or 'none'}.")


def _unpack_zip(source: Path, target: Path) -> Path:
    unpack(source, target, CARD_NAME)
    return target


def _clean_up(folder: Path) -> None:
    """Restore an old pack whose replacement was never completed; remove other leftovers."""
    for old in folder.glob(f"{REPLACED}*"):
        home = own_folder() / old.name[len(REPLACED) :]
        if not home.exists():
            os.replace(old, home)
    for leftover in folder.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        elif leftover.suffix == PARTIAL_SUFFIX and time.time() - leftover.stat().st_mtime > PARTIAL_KEPT_S:
            leftover.unlink(missing_ok=True)


def _gather_files(pack: Pack, target: Path, is_ours: bool, step: Step) -> Pack:
    """Put the files of ``pack``, and no others, into ``target``; move them if ``is_ours``, else copy."""
    names = [*pack_files(pack), *([SUMS_NAME] if (pack.folder / SUMS_NAME).is_file() else [])]
    for index, name in enumerate(names):
        step(index / len(names))
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if is_ours:
            os.replace(pack.folder / name, target / name)
        else:
            shutil.copyfile(pack.folder / name, target / name)
    return open_folder(target)


def _move_into_place(ready: Pack) -> Pack:
    """Rename the folder of ``ready`` into the user's packs; move an old pack of its id away and delete it
    afterwards."""
    home = own_folder() / ready.card.id
    old = own_folder() / ".incoming" / f"{REPLACED}{ready.card.id}"
    if home.exists():
        os.replace(home, old)
    try:
        publish(ready.folder, home)
    except OSError:
        if old.exists():
            os.replace(old, home)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return Pack(home, ready.card)


def _is_intact(folder: Path) -> bool:
    try:
        check_pack(open_folder(folder))
    except PackError:
        return False
    return True


@contextmanager
def _convert_os_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PackError(f"Packs cannot be installed or removed in '{own_folder()}': {error}.", WHAT_TO_DO) from error
