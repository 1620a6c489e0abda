"""Members on torch: CUDA, Apple GPU or CPU."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.core.precision import BFLOAT16, FLOAT16, FLOAT32
from deepslide_qgis.engine.members.member import Pause, no_pause, shown_in_parts
from deepslide_qgis.engine.networks.folding import fold
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.process.arrays import Array

CAST_BY_AUTOCAST = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)
DTYPES = {BFLOAT16: torch.bfloat16, FLOAT16: torch.float16}


def choose_device(name: str) -> torch.device:
    """Return the device called ``name`` (cpu, cuda, cuda:0 …, mps); raise where it is not there."""
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise EngineEnvironmentError(f"There is no device '{name}'.", "Use auto, cpu, cuda:0 … or mps.") from error
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    present = {"cpu": True, "cuda": (device.index or 0) < count, "mps": torch.backends.mps.is_available()}
    if not present.get(device.type, False):
        raise EngineEnvironmentError(
            f"The device '{name}' is not available to torch {torch.__version__} ({count} CUDA devices seen).",
            "Use DEVICE=auto or cpu, or run 'Check engine' to see why.",
        )
    return device


def find_gpu() -> str:
    """Return the name of a GPU that torch can use, nothing where there is none."""
    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else ""


class TorchMember:
    """A segmentation-models-pytorch network on one device; satisfies ``RunningMember``.

    Its layers lie channels last, but for a graphics card in float32, which computes some of them many times slower so.
    """

    def __init__(self, member_id: str, network: torch.nn.Module, device: torch.device, precision: str = FLOAT32):
        self.id = member_id
        self._device = device
        self._dtype = DTYPES.get(precision)
        is_plain = device.type == "cuda" and self._dtype is None
        self._format = torch.contiguous_format if is_plain else torch.channels_last
        self._network = network.to(device, memory_format=self._format).eval()
        if self._dtype is not None:
            _shorten(self._network, self._dtype)

    def logits(self, batch: Array, pause: Pause = no_pause) -> Array:
        """Return float32 logits (N, H, W) for the normalised float32 ``batch`` (N, C, H, W).

        They are where the batch is: numpy's for numpy's, else a tensor on the device, perhaps still being computed.
        """
        if isinstance(batch, np.ndarray):
            return self.logits(torch.from_numpy(batch).to(self._device), pause).cpu().numpy()
        return shown_in_parts(batch, self._answer, pause) if self._device.type == "cpu" else self._answer(batch)

    def _answer(self, batch: torch.Tensor) -> torch.Tensor:
        shorter = torch.autocast(self._device.type, self._dtype, enabled=self._dtype is not None)
        shown = batch.contiguous(memory_format=self._format)
        with torch.inference_mode(), shorter:
            return self._network(shown)[:, 0].float()

    def rest(self) -> None:
        """Do nothing: torch's members share the memory that they work in."""


def _shorten(network: torch.nn.Module, dtype: torch.dtype) -> None:
    """Keep the weights in ``dtype`` that autocast would bring there anew for each batch."""
    for module in network.modules():
        if type(module) in CAST_BY_AUTOCAST:  # what is derived from them may calculate with its weights before
            module.to(dtype)


def load_member(pack: Pack, member: Member, device: torch.device, precision: str = FLOAT32) -> TorchMember:
    """Build the member's network from its config, load its safetensors strictly, and fold it on ``device``."""
    torch.backends.cudnn.allow_tf32 = False  # float32 means it: TF32 has ten bits
    channels = pack.card.normalisation.channels
    load = partial(load_network, pack.member_folder(member), member, channels, device)
    network = load()
    if not fold(network, channels):
        network = load()
    return TorchMember(member.id, network, device, precision)
