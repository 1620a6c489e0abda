"""The loaded members of an ensemble: all in memory at the same time, or one after another where memory is short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Union

from deepslide_qgis.engine.members.device_memory import DeviceMemory, Workload
from deepslide_qgis.engine.members.member import RunningMember
from deepslide_qgis.engine.process.memory import release_memory


class ResidentMembers:
    """Members that are all loaded."""

    one_at_a_time = False

    def __init__(self, members: Sequence[RunningMember]):
        self._members = members

    def __len__(self) -> int:
        return len(self._members)

    def __iter__(self) -> Iterator[RunningMember]:
        return iter(self._members)

    def map(self, change: Callable[[RunningMember], RunningMember]) -> ResidentMembers:
        """Return the same members, each replaced by ``change(member)``."""
        return ResidentMembers([change(member) for member in self._members])

    def prepare(self, memory: DeviceMemory, workload: Workload, most: int) -> tuple[ResidentMembers, int]:
        """Return the members ready for the ``workload``, and the batch size, at most ``most`` tiles."""
        members, batch_size = memory.plan_batches(self._members, workload, most)
        return ResidentMembers(members), batch_size

    def release_buffers(self) -> None:
        """Free the memory of all members' intermediate layers."""
        for member in self._members:
            member.release_buffers()


class SequentialMembers:
    """Members of which one is loaded at a time: iterating loads each one, and forgets the one before."""

    one_at_a_time = True

    def __init__(self, loads: Sequence[Callable[[], RunningMember]]):
        self._loads = loads

    def __len__(self) -> int:
        return len(self._loads)

    def __iter__(self) -> Iterator[RunningMember]:
        for load in self._loads:
            release_memory()
            yield load()

    def map(self, change: Callable[[RunningMember], RunningMember]) -> SequentialMembers:
        """Return the same members, each replaced by ``change(member)`` once it is loaded."""
        return SequentialMembers([partial(_load_and_change, load, change) for load in self._loads])

    def prepare(self, memory: DeviceMemory, workload: Workload, most: int) -> tuple[SequentialMembers, int]:
        """Return the members themselves and ``most``: batches get smaller when memory runs out (``batches``)."""
        return self, most

    def release_buffers(self) -> None:
        """Do nothing: no member is held here."""


EnsembleMembers = Union[ResidentMembers, SequentialMembers]


def _load_and_change(
    load: Callable[[], RunningMember], change: Callable[[RunningMember], RunningMember]
) -> RunningMember:
    return change(load())
