"""Which library runs the members, and where: the one place that chooses.

OpenVINO runs a pack's graphs on the CPU; torch builds the networks from their configs, on GPUs and on the CPU.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.packs.card import Member, Normalisation
from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.core.precision import FLOAT32
from deepslide_qgis.core.remedies import WITH_TORCH
from deepslide_qgis.engine.process.threads import count_cores

if TYPE_CHECKING:
    from deepslide_qgis.engine.members.member import RunningMember  # numpy: the doctor looks at engines that lack it
    from deepslide_qgis.engine.members.place import Place

TITLES = {"openvino": "OpenVINO", "torch": "PyTorch"}
LOADED_AT_ONCE = 4
"""Networks compiled at the same time at most: each takes some memory of its own for it."""


@dataclass(frozen=True)
class Runtime:
    """A library on a device (cpu, cuda:0, mps), what its numbers are, and why it was chosen."""

    library: str
    device: str
    reason: str
    precision: str = FLOAT32

    @property
    def device_type(self) -> str:
        return self.device.split(":")[0]

    def __str__(self) -> str:
        return f"{self.device} ({TITLES[self.library]})"

    def make_ready(self) -> None:
        """Have the library ready in this thread, before others load members."""
        if self.library == "openvino":
            from deepslide_qgis.engine.process.libraries import openvino_core

            openvino_core()

    @property
    def loads_at_once(self) -> int:
        """How many threads may load members: OpenVINO compiles one network on one core; torch's share Python's lock."""
        return min(count_cores(), LOADED_AT_ONCE) if self.library == "openvino" else 1

    def load(self, pack: Pack, member: Member) -> RunningMember:
        """Return the member, ready to run; raise PackError where its files do not fit."""
        if self.library == "openvino":
            from deepslide_qgis.engine.members import openvino_member

            return openvino_member.load_member(pack, member, self.precision)
        from deepslide_qgis.engine.members.torch_member import choose_device, load_member

        return load_member(pack, member, choose_device(self.device), self.precision)

    def place(self, normalisation: Normalisation, gain: float, make_room: Callable[[], None]) -> Place:
        """Return where the members work, on bands that are normalised so; ``make_room`` frees what memory it can."""
        if self.library == "torch":
            from deepslide_qgis.engine.members.torch_member import choose_device
            from deepslide_qgis.engine.members.torch_place import TorchPlace

            return TorchPlace(choose_device(self.device), normalisation, gain, make_room)
        from deepslide_qgis.engine.members.place import SharedMemory

        return SharedMemory(normalisation, gain)


def choose_runtime(name: str, members: Sequence[Member]) -> Runtime:
    """Return what runs ``members`` on the device ``name``: auto, cpu, cuda:0 …, mps, cpu:torch or cpu:openvino.

    Raises EngineEnvironmentError where that is not there.
    """
    device, _, library = name.partition(":")
    if device == "auto":
        gpu = _gpu()
        return Runtime("torch", gpu, "a GPU is the fastest there is") if gpu else _on_cpu("", members)
    return _on_cpu(library, members) if device == "cpu" else _on_gpu(name)


def has_library(library: str) -> bool:
    """Tell whether ``library`` is installed, without importing it."""
    return find_spec(library) is not None


def _gpu() -> str:
    if not has_library("torch") or metadata.version("torch").endswith("+cpu"):
        return ""
    from deepslide_qgis.engine.members.torch_member import find_gpu

    return find_gpu()


def _on_gpu(name: str) -> Runtime:
    if not has_library("torch"):
        raise EngineEnvironmentError(f"The device '{name}' needs PyTorch, which is not installed.", WITH_TORCH)
    from deepslide_qgis.engine.members.torch_member import choose_device

    return Runtime("torch", str(choose_device(name)), "it was asked for")


def _on_cpu(library: str, members: Sequence[Member]) -> Runtime:
    if library not in ("", *TITLES):
        raise EngineEnvironmentError(f"There is no device 'cpu:{library}'.", "Use cpu, cpu:openvino or cpu:torch.")
    lacking = [member.id for member in members if not member.graph]
    reason = f"member '{lacking[0]}' has no graph for OpenVINO" if lacking else ""
    reason = reason or ("" if has_library("openvino") else "OpenVINO is not installed")
    if library != "torch" and not reason:
        return Runtime("openvino", "cpu", "it was asked for" if library else "it is the fastest on a CPU")
    if library == "openvino":
        raise EngineEnvironmentError(f"OpenVINO cannot run this pack: {reason}.", "Use DEVICE=cpu.")
    if not has_library("torch"):
        raise EngineEnvironmentError(f"{_sentence(reason)}, and PyTorch is not installed.", WITH_TORCH)
    return Runtime("torch", "cpu", "it was asked for" if library else reason)


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:] if reason else "PyTorch was asked for"
