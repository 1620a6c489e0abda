"""The packs that the user installed: put in whole or not at all, removed, and where each came from.

A pack is made ready in ``models/.incoming``, which :func:`installed_packs` never looks into, and renamed into
``models``. What a killed process left there is tidied by the next one: the lock tells that nobody works on it.
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

from deepslide_qgis.core.access import without_secrets
from deepslide_qgis.core.errors import DeepSlideError, PackError
from deepslide_qgis.core.locks import try_lock
from deepslide_qgis.core.packs.card import is_folder_name
from deepslide_qgis.core.packs.pack import CARD_NAME, Pack, bundled_folder, open_folder, own_folder
from deepslide_qgis.core.packs.pack_files import ORIGIN_NAME, SUMS_NAME, Step, check_pack, no_step, pack_files
from deepslide_qgis.core.packs.pack_zip import unpack
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.run_files import publish, write_whole

REPLACED = "replaced-"
"""The beginning of the folder that holds the old pack while the new one takes its place."""
PARTIAL_SUFFIX = ".download"
PARTIAL_KEPT_S = 14 * 86400
"""How long a download that broke off waits for its end."""
WHAT_TO_DO = "Check the space and permissions there, or let DEEPSLIDE_DATA name another folder."


@dataclass(frozen=True)
class Origin:
    """Where an installed pack came from: an address without its login, a file or a folder; ``sha256`` is a .zip's."""

    source: str
    sha256: str = ""
    installed_utc: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", without_secrets(self.source))


def origin_of(folder: Path) -> Optional[Origin]:
    """Return where the pack in ``folder`` came from; None where nobody wrote that down."""
    try:
        text = (folder / ORIGIN_NAME).read_text(encoding="utf-8")
        return from_plain(Origin, json.loads(text), "The origin")
    except (OSError, ValueError, DeepSlideError):
        return None


@contextmanager
def incoming() -> Iterator[Path]:
    """Give a folder for a pack that is not ready yet; one process at a time, and what others left behind is tidied."""
    folder = own_folder() / ".incoming"
    with _errors_of_the_folder():
        folder.mkdir(parents=True, exist_ok=True)
        lock = try_lock(folder / "lock")
    if lock is None:
        raise PackError("Packs are being installed or removed already, in this QGIS or another.", "Wait until it ends.")
    with lock, _errors_of_the_folder():
        _tidy(folder)
        scratch = Path(tempfile.mkdtemp(dir=folder))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def install(
    source: Path, origin: Origin, scratch: Path, replace: bool = False, step: Step = no_step, pack_id: str = ""
) -> Pack:
    """Install the pack ``source``, a .zip or a folder, by way of ``scratch`` of :func:`incoming`.

    Everything is checked before it can be seen. Raises PackError for what is no whole pack, or another than
    ``pack_id``, and where another pack of its id is in the way and ``replace`` is not asked for.
    """
    folder = source if source.is_dir() else _unpacked(source, scratch / "unpacked")
    found = open_folder(folder)
    if pack_id not in ("", found.card.id):
        told = f"'{origin.source}' is the pack '{found.card.id}', not '{pack_id}'."
        raise PackError(told, "The catalogue is wrong: tell its owner.")
    if not replace:
        _check_free(found)
    ready = _gathered(found, scratch / "ready", is_ours=folder != source, step=step)
    check_pack(ready, step)
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    written = Origin(origin.source, origin.sha256, now)
    write_whole(ready.folder / ORIGIN_NAME, json.dumps(to_plain(written), indent=2) + "\n")
    return _put_in_place(ready)


def partial_download(sha256: str) -> Path:
    """Return where a download with this ``sha256`` grows, so that a later run can go on with it."""
    return own_folder() / ".incoming" / f"{sha256[len('sha256:') :][:32]}{PARTIAL_SUFFIX}"


def installed_from(sha256: str) -> Optional[Pack]:
    """Return the whole pack that was installed from the .zip with this ``sha256``; None where there is none."""
    for card in sorted(own_folder().glob(f"*/{CARD_NAME}")):
        origin = origin_of(card.parent)
        if sha256 and origin is not None and origin.sha256 == sha256 and _is_whole(card.parent):
            return open_folder(card.parent)
    return None


def check_name(pack_id: str) -> None:
    """Raise PackError where a whole pack has that name already: to be asked before a long download."""
    _check_homes(pack_id, _is_whole)


def _check_free(pack: Pack) -> None:
    """Raise PackError where another pack than ``pack`` has its id already; what is damaged is in nobody's way."""
    _check_homes(pack.card.id, lambda folder: _is_whole(folder) and open_folder(folder).card != pack.card)


def _check_homes(pack_id: str, is_in_the_way: Callable[[Path], bool]) -> None:
    for root, trouble in ((own_folder(), "is installed already"), (bundled_folder(), "comes with the plugin")):
        if (root / pack_id).is_dir() and is_in_the_way(root / pack_id):
            raise PackError(f"Another pack '{pack_id}' {trouble}.", "Let it be replaced, or remove it first.")


def remove(pack_id: str) -> None:
    """Remove an installed pack; raise PackError for one that came with the plugin, or that is not there."""
    with incoming() as scratch:
        folder = own_folder() / pack_id
        if is_folder_name(pack_id) and folder.is_dir():
            os.replace(folder, scratch / pack_id)
        elif is_folder_name(pack_id) and (bundled_folder() / pack_id).is_dir():
            raise PackError(f"The pack '{pack_id}' comes with the plugin and cannot be removed.", "Choose another.")
        else:
            known = ", ".join(sorted(card.parent.name for card in own_folder().glob(f"*/{CARD_NAME}")))
            raise PackError(f"There is no installed pack '{pack_id}'.", f"Installed: {known or 'none'}.")


def _unpacked(source: Path, target: Path) -> Path:
    unpack(source, target, CARD_NAME)
    return target


def _tidy(folder: Path) -> None:
    """Put back what a killed process took out for a new pack that never came; remove the rest."""
    for old in folder.glob(f"{REPLACED}*"):
        home = own_folder() / old.name[len(REPLACED) :]
        if not home.exists():
            os.replace(old, home)
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif left.suffix == PARTIAL_SUFFIX and time.time() - left.stat().st_mtime > PARTIAL_KEPT_S:
            left.unlink(missing_ok=True)


def _gathered(pack: Pack, target: Path, is_ours: bool, step: Step) -> Pack:
    """Put what belongs to ``pack``, and nothing else, into the folder ``target``; moved where it ``is_ours``."""
    names = [*pack_files(pack), *([SUMS_NAME] if (pack.folder / SUMS_NAME).is_file() else [])]
    for index, name in enumerate(names):
        step(index / len(names))
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if is_ours:
            os.replace(pack.folder / name, target / name)
        else:
            shutil.copyfile(pack.folder / name, target / name)
    return open_folder(target)


def _put_in_place(ready: Pack) -> Pack:
    """Rename the folder of ``ready`` into the user's packs; an old one of its id makes room and is gone afterwards."""
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


def _is_whole(folder: Path) -> bool:
    try:
        check_pack(open_folder(folder))
    except PackError:
        return False
    return True


@contextmanager
def _errors_of_the_folder() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PackError(f"Packs cannot be installed or removed in '{own_folder()}': {error}.", WHAT_TO_DO) from error
