"""Members kept loaded between runs: a run's second start costs no loading.

A member that was loaded is used again as long as its files are the ones that were loaded, by size and time of change.
Members of earlier runs go where memory gets short, all of them where nobody has asked for long (see ``engine.serve``).
Where there is no room for all members of a run at the same time, they take turns.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import CONFIG_NAME, GRAPH_NAME, INT8_GRAPH_NAME, WEIGHTS_NAME, Pack
from deepslide_qgis.engine.members.member import Pause, RunningMember, no_pause
from deepslide_qgis.engine.members.room import has_room
from deepslide_qgis.engine.members.runtimes import Runtime
from deepslide_qgis.engine.process.memory import memory_is_short, release_memory
from deepslide_qgis.engine.process.read_ahead import read_ahead
from deepslide_qgis.engine.process.threads import count_cores

Key = tuple[Any, ...]
CHECKED_AHEAD = 3
"""Members whose files are checked while another is loaded: a network is built faster than its weights are hashed."""


class InTurns:
    """Members of which one is loaded at a time: going through them loads each, and forgets the one before."""

    def __init__(self, loads: Sequence[Callable[[], RunningMember]]):
        self._loads = loads

    def __len__(self) -> int:
        return len(self._loads)

    def __iter__(self) -> Iterator[RunningMember]:
        for load in self._loads:
            release_memory()
            yield load()

    def each(self, change: Callable[[RunningMember], RunningMember]) -> InTurns:
        """Return the same members, each as ``change`` makes it."""
        return InTurns([partial(_changed, load, change) for load in self._loads])


def _changed(load: Callable[[], RunningMember], change: Callable[[RunningMember], RunningMember]) -> RunningMember:
    return change(load())


class LoadedMembers:
    """Members by files and runtime; ``loads`` counts how many were loaded. One thread uses it."""

    def __init__(self) -> None:
        self._kept: dict[Key, RunningMember] = {}
        self._in_use: set[Key] = set()
        self.loads = 0

    def of(
        self, pack: Pack, members: Sequence[Member], runtime: Runtime, pause: Pause = no_pause
    ) -> list[RunningMember] | InTurns:
        """Return ``members`` of ``pack`` on ``runtime``, loaded where they are not kept; in turns where room lacks.

        ``pause`` is called after each that was loaded, and ends it by what it raises. Raises PackError for files that
        are missing or are not those of the card.
        """
        keys = {_key(pack, member, runtime): member for member in members}
        self._in_use = set(keys)
        if memory_is_short() or not self._has_room(pack, keys, runtime):
            self.release_unused()
        if not self._has_room(pack, keys, runtime):
            self.release()
            pack.check_members(members)
            return InTurns([partial(self._load, pack, member, runtime) for member in members])
        missing = {key: member for key, member in keys.items() if key not in self._kept}
        with closing(_loaded(pack, list(missing.values()), runtime)) as loaded:
            for key, member in zip(missing, loaded):
                self._kept[key] = member
                self.loads += 1
                pause()
        return [self._kept[key] for key in keys]

    def _has_room(self, pack: Pack, keys: dict[Key, Member], runtime: Runtime) -> bool:
        missing = [member for key, member in keys.items() if key not in self._kept]
        weights = (pack.member_folder(member) / WEIGHTS_NAME for member in missing)
        return len(keys) == 1 or has_room(weights, runtime.device, runtime.precision)

    def _load(self, pack: Pack, member: Member, runtime: Runtime) -> RunningMember:
        self.loads += 1
        return runtime.load(pack, member)

    def release_unused(self) -> None:
        """Forget all members but those of the last run, and give their memory back."""
        self._kept = {key: member for key, member in self._kept.items() if key in self._in_use}
        release_memory()

    def release(self) -> None:
        """Forget all members, when no run needs them."""
        self._in_use = set()
        self.release_unused()

    def __len__(self) -> int:
        return len(self._kept)


LOADED = LoadedMembers()
"""The members of this process."""


def _loaded(pack: Pack, members: Sequence[Member], runtime: Runtime) -> Iterator[RunningMember]:
    """Yield ``members`` in their order, several being loaded at once; the next ones' files are checked meanwhile.

    Where the runtime loads one at a time it does so in this thread.
    """
    runtime.make_ready()
    at_once, ahead = min(runtime.loads_at_once, len(members)), min(count_cores(), CHECKED_AHEAD)
    with closing(read_ahead(partial(_checked, pack), members, ahead, ahead)) as checked:
        if at_once < 2:
            yield from (runtime.load(pack, member) for member in checked)
            return
        with closing(read_ahead(partial(runtime.load, pack), checked, at_once, at_once)) as loaded:
            yield from loaded


def _checked(pack: Pack, member: Member) -> Member:
    pack.check_members((member,))
    return member


def _key(pack: Pack, member: Member, runtime: Runtime) -> Key:
    folder = pack.member_folder(member)
    files = tuple(_identity(folder / name) for name in (WEIGHTS_NAME, CONFIG_NAME, GRAPH_NAME, INT8_GRAPH_NAME))
    return str(folder.resolve()), member, pack.card.normalisation.channels, str(runtime), runtime.precision, files


def _identity(path: Path) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:  # told by the check of the pack, which loading begins with
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino
