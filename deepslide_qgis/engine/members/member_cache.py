"""Members stay loaded between runs, so that a second run starts without loading.

A loaded member is used again while its files keep their size and modification time. Members of earlier runs are
dropped when memory gets short, and all of them when the engine has been idle for long (``engine.serve``). Where the
members of a run do not fit into memory together, they are loaded one at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import CONFIG_NAME, GRAPH_NAME, INT8_GRAPH_NAME, WEIGHTS_NAME, Pack
from deepslide_qgis.engine.members.ensemble_members import EnsembleMembers, ResidentMembers, SequentialMembers
from deepslide_qgis.engine.members.member import CancelCheck, RunningMember, never_cancelled
from deepslide_qgis.engine.members.memory_estimate import fit_in_memory
from deepslide_qgis.engine.members.runtimes import Runtime
from deepslide_qgis.engine.process.memory import memory_is_short, release_memory
from deepslide_qgis.engine.process.read_ahead import read_ahead
from deepslide_qgis.engine.process.threads import threads

Key = tuple[Any, ...]
HASHED_AHEAD = 3
"""Members whose files are hashed while another is loaded: building a network is faster than hashing its weights."""


class MemberCache:
    """Loaded members by their files and runtime. Used by one thread."""

    def __init__(self) -> None:
        self._loaded: dict[Key, RunningMember] = {}
        self._in_use: set[Key] = set()
        self.load_count = 0
        """Members loaded since the process started."""

    def load(
        self, pack: Pack, members: Sequence[Member], runtime: Runtime, check_cancelled: CancelCheck = never_cancelled
    ) -> EnsembleMembers:
        """Return ``members`` of ``pack`` on ``runtime``, from the cache where possible.

        ``check_cancelled`` is called after each loading. Raises PackError where files are missing, or differ from those
        of the card.
        """
        keys = {_key(pack, member, runtime): member for member in members}
        self._in_use = set(keys)
        if memory_is_short() or not self._fit(pack, keys, runtime):
            self.release_unused()
        if not self._fit(pack, keys, runtime):
            self.release()
            pack.check_members(members)
            return SequentialMembers([partial(self._load, pack, member, runtime) for member in members])
        missing = {key: member for key, member in keys.items() if key not in self._loaded}
        with closing(_load_all(pack, list(missing.values()), runtime)) as loaded:
            for key, member in zip(missing, loaded):
                self._loaded[key] = member
                self.load_count += 1
                check_cancelled()
        return ResidentMembers([self._loaded[key] for key in keys])

    def _fit(self, pack: Pack, keys: dict[Key, Member], runtime: Runtime) -> bool:
        missing = [member for key, member in keys.items() if key not in self._loaded]
        weights = (pack.member_folder(member) / WEIGHTS_NAME for member in missing)
        return len(keys) == 1 or fit_in_memory(weights, runtime.device, runtime.precision)

    def _load(self, pack: Pack, member: Member, runtime: Runtime) -> RunningMember:
        self.load_count += 1
        return runtime.load(pack, member)

    def release_unused(self) -> None:
        """Drop all members but those of the last run, and return their memory to the system."""
        self._loaded = {key: member for key, member in self._loaded.items() if key in self._in_use}
        release_memory()

    def release(self) -> None:
        """Drop all members. No run may be using them."""
        self._in_use = set()
        self.release_unused()

    def __len__(self) -> int:
        return len(self._loaded)


MEMBER_CACHE = MemberCache()
"""The cache of this process."""


def _load_all(pack: Pack, members: Sequence[Member], runtime: Runtime) -> Iterator[RunningMember]:
    """Yield ``members`` in order, loaded by as many threads as the runtime allows; files are hashed ahead."""
    runtime.initialise()
    at_once, ahead = min(runtime.loads_at_once, len(members)), min(threads(), HASHED_AHEAD)
    with closing(read_ahead(partial(_check_files, pack), members, ahead, ahead)) as checked:
        if at_once < 2:
            yield from (runtime.load(pack, member) for member in checked)
            return
        with closing(read_ahead(partial(runtime.load, pack), checked, at_once, at_once)) as loaded:
            yield from loaded


def _check_files(pack: Pack, member: Member) -> Member:
    pack.check_members((member,))
    return member


def _key(pack: Pack, member: Member, runtime: Runtime) -> Key:
    folder = pack.member_folder(member)
    files = tuple(_file_identity(folder / name) for name in (WEIGHTS_NAME, CONFIG_NAME, GRAPH_NAME, INT8_GRAPH_NAME))
    return str(folder.resolve()), member, pack.card.normalisation.channels, str(runtime), runtime.precision, files


def _file_identity(path: Path) -> tuple[int, ...]:
    """Return size, modification time and inode; nothing for a missing file, which loading reports."""
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino
