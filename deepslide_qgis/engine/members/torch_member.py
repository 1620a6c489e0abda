"""Members on torch: CUDA, Apple GPU or CPU."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch

from deepslide_qgis.core.errors import EngineEnvironmentError
from deepslide_qgis.core.packs.card import Member
from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.core.precision import BFLOAT16, FLOAT16, FLOAT32
from deepslide_qgis.engine.members.member import CancelCheck, never_cancelled, predict_in_parts
from deepslide_qgis.engine.networks.folding import fold
from deepslide_qgis.engine.networks.network import load_network
from deepslide_qgis.engine.process.arrays import Array

CAST_BY_AUTOCAST = (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear)
DTYPES = {BFLOAT16: torch.bfloat16, FLOAT16: torch.float16}


def choose_device(name: str) -> torch.device:
    """Return the device ``name`` (cpu, cuda, cuda:0 …, mps); raise EngineEnvironmentError if torch does not see it."""
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
    """Return the name of a GPU that torch can use; empty if there is none."""
    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else ""


class TorchMember:
    """A segmentation-models-pytorch network on one device; satisfies ``RunningMember``.

    Layers are channels last, except on CUDA in float32, where some run many times slower that way.
    """

    def __init__(self, member_id: str, network: torch.nn.Module, device: torch.device, precision: str = FLOAT32):
        self.id = member_id
        self._device = device
        self._dtype = DTYPES.get(precision)
        is_plain = device.type == "cuda" and self._dtype is None
        self._format = torch.contiguous_format if is_plain else torch.channels_last
        self._network = network.to(device, memory_format=self._format).eval()
        if self._dtype is not None:
            _cast_weights(self._network, self._dtype)

    def logits(self, batch: Array, check_cancelled: CancelCheck = never_cancelled) -> Array:
        """Return float32 logits (N, H, W) for the normalised float32 ``batch`` (N, C, H, W).

        A numpy batch gives numpy logits, a tensor one on the device that may still be being computed.
        """
        if isinstance(batch, np.ndarray):
            return self.logits(torch.from_numpy(batch).to(self._device), check_cancelled).cpu().numpy()
        return (
            predict_in_parts(batch, self._forward, check_cancelled)
            if self._device.type == "cpu"
            else self._forward(batch)
        )

    def _forward(self, batch: torch.Tensor) -> torch.Tensor:
        autocast = torch.autocast(self._device.type, self._dtype, enabled=self._dtype is not None)
        inputs = batch.contiguous(memory_format=self._format)
        with torch.inference_mode(), autocast:
            return self._network(inputs)[:, 0].float()

    def release_buffers(self) -> None:
        """Do nothing: torch's members share one pool of buffers."""


def _cast_weights(network: torch.nn.Module, dtype: torch.dtype) -> None:
    """Store in ``dtype`` the weights that autocast would convert for each batch."""
    for module in network.modules():
        if type(module) in CAST_BY_AUTOCAST:  # a subclass may compute with its weights first
            module.to(dtype)


def load_member(pack: Pack, member: Member, device: torch.device, precision: str = FLOAT32) -> TorchMember:
    """Build the network from the member's config, load its safetensors strictly, and fold it on ``device``."""
    torch.backends.cudnn.allow_tf32 = False  # float32 means it: TF32 has ten bits
    channels = pack.card.normalisation.channels
    load = partial(load_network, pack.member_folder(member), member, channels, device)
    network = load()
    if not fold(network, channels):
        network = load()
    return TorchMember(member.id, network, device, precision)
