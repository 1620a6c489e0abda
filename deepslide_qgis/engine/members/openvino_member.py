"""Members on OpenVINO: the CPU without torch, from the graph of a pack and the same weights."""

from __future__ import annotations

import io
import json
import logging
import platform
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import GRAPH_NAME, INT8_GRAPH_NAME, WEIGHTS_NAME, Pack
from deepslide_qgis.core.precision import BFLOAT16, FLOAT32, INT8
from deepslide_qgis.engine.members.compiled_networks import keep_compiled, read_compiled
from deepslide_qgis.engine.members.member import CancelCheck, never_cancelled, predict_in_parts
from deepslide_qgis.engine.networks.graph_file import read_graph
from deepslide_qgis.engine.networks.member_config import read_config
from deepslide_qgis.engine.networks.openvino_graph import GRAPH_CHANGES, read_network, refusal
from deepslide_qgis.engine.process.failures import is_out_of_memory
from deepslide_qgis.engine.process.libraries import is_amx_allowed, openvino_core
from deepslide_qgis.engine.process.processor import has_avx2
from deepslide_qgis.engine.process.threads import threads

if TYPE_CHECKING:
    import openvino

CAPABILITIES = {BFLOAT16: "BF16", INT8: "INT8"}
"""OpenVINO's words for what a processor has."""
INT8_MACHINES = ("x86_64", "AMD64")
"""Where int8 was measured to be faster: with AVX2 already, more so with VNNI."""


class OpenVinoMember:
    """A network compiled for the CPU; satisfies ``RunningMember``."""

    def __init__(self, member_id: str, compiled: openvino.CompiledModel):
        self.id = member_id
        self.compiled = compiled
        self._request = compiled.create_infer_request()

    def logits(self, batch: np.ndarray, check_cancelled: CancelCheck = never_cancelled) -> np.ndarray:
        """Return float32 logits (N, H, W) for the normalised float32 ``batch`` (N, C, H, W)."""
        return predict_in_parts(batch, self._answer, check_cancelled)

    def _answer(self, tiles: np.ndarray) -> np.ndarray:
        answer = self._request.infer({0: np.ascontiguousarray(tiles)}, share_inputs=True, share_outputs=True)
        return answer[0][:, 0]

    def release_buffers(self) -> None:
        """Give back the memory of the network's layers."""
        self.compiled.release_memory()


def load_member(pack: Pack, member: Member, precision: str = FLOAT32) -> OpenVinoMember:
    """Return a member whose files were checked (``Pack.check_members``); raise PackError as ``load_graph`` does.

    In int8 what was compiled of the same files before is read back.
    """
    folder, channels = pack.member_folder(member), pack.card.normalisation.channels
    if precision != INT8:
        return load_graph(folder, member, channels, precision)
    read_config(folder, member, channels)  # no hash of the card's says what stands in it
    identity = _identity(member, channels)
    network = _read_back(read_compiled(identity))
    if network is not None:
        return OpenVinoMember(member.id, network)
    running = load_graph(folder, member, channels, precision)
    exported = _exported(running.compiled)
    if exported is not None:
        pack.check_members((member,))  # what was compiled is what was checked, whoever writes there meanwhile
        keep_compiled(identity, exported)
    return running


def load_graph(folder: Path, member: Member, channels: int, precision: str = FLOAT32) -> OpenVinoMember:
    """Compile the member's graph; raise PackError for anything that a network of ``channels`` inputs would not hold."""
    read_config(folder, member, channels)
    path = folder / (INT8_GRAPH_NAME if precision == INT8 else GRAPH_NAME)
    read_graph(path, folder / WEIGHTS_NAME)
    try:
        model = read_network(path, member, channels, is_rewritten=precision == FLOAT32 and has_avx2())
        compiled = openvino_core().compile_model(model, "CPU", settings(precision))
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise
        raise refusal(member, str(error).strip().splitlines()[-1]) from error
    return OpenVinoMember(member.id, compiled)


def _identity(member: Member, channels: int) -> str:
    """Return all that an int8 network that was compiled here follows from."""
    import openvino

    processor = openvino_core().get_property("CPU", "FULL_DEVICE_NAME")
    chosen = {name: str(value) for name, value in settings(INT8).items()}
    told = openvino.get_version(), processor, chosen, GRAPH_CHANGES
    return json.dumps([member.sha256, member.int8_graph, channels, *told])


def _exported(compiled: openvino.CompiledModel) -> bytes | None:
    """Return the network as OpenVINO has rewritten it, with weights in eight bits; None where that does not go."""
    stream = io.BytesIO()
    try:
        compiled.export_model(stream)
        return stream.getvalue()
    except (RuntimeError, MemoryError) as error:
        logging.getLogger(__name__).debug("a compiled network cannot be kept: %s", error)
        return None


def _read_back(network: bytes | None) -> openvino.CompiledModel | None:
    if network is None:
        return None
    try:
        return openvino_core().import_model(network, "CPU", settings(INT8))
    except RuntimeError as error:  # OpenVINO wants what it wrote itself
        logging.getLogger(__name__).debug("a compiled network cannot be read back: %s", error)
        return None


def is_fast_in(precision: str) -> bool:
    """Tell whether this processor computes in ``precision`` faster than in float32.

    In bfloat16 only AMX does; whoever allows it is believed to have it.
    """
    if precision == INT8 and platform.machine() not in INT8_MACHINES:
        return False
    if precision == BFLOAT16 and not is_amx_allowed():
        return False
    return CAPABILITIES.get(precision) in openvino_core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")


def settings(precision: str = FLOAT32) -> dict[str, object]:
    """Return how the network runs: one batch after the other on all cores."""
    hint = "bf16" if precision == BFLOAT16 else "f32"
    return {
        "INFERENCE_PRECISION_HINT": hint,
        "ENABLE_CPU_PINNING": False,  # engines beside each other would all sit on the first core
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads(),
    }
