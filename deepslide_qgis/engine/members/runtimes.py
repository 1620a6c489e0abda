"""Choose the library and device that run the members.

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
from deepslide_qgis.engine.process.threads import threads

if TYPE_CHECKING:
    from deepslide_qgis.engine.members.device_memory import DeviceMemory
    from deepslide_qgis.engine.members.member import RunningMember  # needs numpy, which a broken environment may lack

TITLES = {"openvino": "OpenVINO", "torch": "PyTorch"}
MAX_LOADING = 4
"""Networks that are compiled at the same time; each needs memory of its own meanwhile."""


@dataclass(frozen=True)
class Runtime:
    """A library on a device (cpu, cuda:0, mps) in a precision, and the reason why it was chosen."""

    library: str
    device: str
    reason: str
    precision: str = FLOAT32

    @property
    def device_type(self) -> str:
        return self.device.split(":")[0]

    def __str__(self) -> str:
        return f"{self.device} ({TITLES[self.library]})"

    def initialise(self) -> None:
        """Initialise the library in this thread, before others load members."""
        if self.library == "openvino":
            from deepslide_qgis.engine.process.libraries import openvino_core

            openvino_core()

    @property
    def loads_at_once(self) -> int:
        """The number of threads that may load members: OpenVINO compiles on one core, torch holds Python's lock."""
        return min(threads(), MAX_LOADING) if self.library == "openvino" else 1

    def load(self, pack: Pack, member: Member) -> RunningMember:
        """Return the loaded ``member``; raise PackError where its files do not match the card."""
        if self.library == "openvino":
            from deepslide_qgis.engine.members import openvino_member

            return openvino_member.load_member(pack, member, self.precision)
        from deepslide_qgis.engine.members.torch_member import choose_device, load_member

        return load_member(pack, member, choose_device(self.device), self.precision)

    def device_memory(self, normalisation: Normalisation, gain: float, make_room: Callable[[], None]) -> DeviceMemory:
        """Return the memory in which members compute; ``make_room`` frees what other runs' members hold."""
        if self.library == "torch":
            from deepslide_qgis.engine.members.torch_member import choose_device
            from deepslide_qgis.engine.members.torch_memory import TorchMemory

            return TorchMemory(choose_device(self.device), normalisation, gain, make_room)
        from deepslide_qgis.engine.members.device_memory import HostMemory

        return HostMemory(normalisation, gain)


def choose_runtime(name: str, members: Sequence[Member]) -> Runtime:
    """Return the runtime for ``members`` on ``name``: auto, cpu, cuda:0 …, mps, cpu:torch or cpu:openvino.

    Raises EngineEnvironmentError where the device or library is missing.
    """
    device, _, library = name.partition(":")
    if device == "auto":
        gpu = _find_gpu()
        return Runtime("torch", gpu, "a GPU is the fastest there is") if gpu else _on_cpu("", members)
    return _on_cpu(library, members) if device == "cpu" else _on_gpu(name)


def has_library(library: str) -> bool:
    """Tell whether ``library`` is installed, without importing it."""
    return find_spec(library) is not None


def _find_gpu() -> str:
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
        raise EngineEnvironmentError(f"{_capitalise(reason)}, and PyTorch is not installed.", WITH_TORCH)
    return Runtime("torch", "cpu", "it was asked for" if library else reason)


def _capitalise(reason: str) -> str:
    return reason[:1].upper() + reason[1:] if reason else "PyTorch was asked for"
