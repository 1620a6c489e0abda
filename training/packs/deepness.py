"""Writes one member as one ONNX file for Deepness (github.com/PUTvision/qgis-plugin-deepness).

Deepness feeds a network ``(value / 255 − mean) / std`` of each band, with mean and std from the file's metadata, and
thresholds the single output. A linear normalisation goes into the metadata. Logarithms and classes are computed in the
graph before the network, which then receives unscaled values. A sigmoid follows the network.
"""

from __future__ import annotations

import json
from pathlib import Path

import onnx
import torch

from deepslide_qgis.core.errors import OutputError, RequestError
from deepslide_qgis.core.packs.card import Member, ModelCard, Normalisation
from deepslide_qgis.core.packs.pack import Pack
from deepslide_qgis.engine.networks.network import load_network
from training.packs.graphs import trace_network

SCALE = 255.0
CLASS_NAMES = {0: "background", 1: "landslide"}
SAME_CLASS = 0.01
"""Tolerance of a class value after Deepness's division and its inverse."""


def write_deepness(pack: Pack, member_id: str, target: Path, replace: bool = False, brightness: float = 0.0) -> None:
    """Write the member ``member_id`` of ``pack`` (empty: the best) to ``target``, completely or not at all.

    ``brightness`` is that of the whole raster, which Deepness cannot compute; 0: not given. Raises RequestError for a
    pack that needs it, or an unknown member; OutputError if ``target`` exists or cannot be written.
    """
    card, member = pack.card, find_member(pack.card, member_id)
    check_expressible(card, brightness)
    if target.exists() and not replace:
        raise OutputError(f"'{target}' is there already.", "Choose another name, or give --replace.")
    pack.check_members((member,))
    network = load_network(pack.member_folder(member), member, card.normalisation.channels)
    model = trace_network(ForDeepness(network, card.normalisation, brightness or 1.0).eval(), len(card.setting.bands))
    _fix_size(model, card.tile_px)
    onnx.helper.set_model_props(model, {key: json.dumps(value) for key, value in metadata(card, member).items()})
    onnx.checker.check_model(model)
    partial = target.with_name(target.name + ".partial")
    try:
        onnx.save(model, partial)
        partial.replace(target)
    except OSError as error:
        raise OutputError(f"'{target}' cannot be written: {error}.", "Check the folder and its space.") from error
    finally:
        partial.unlink(missing_ok=True)


def find_member(card: ModelCard, member_id: str) -> Member:
    """Return the member with the id ``member_id``, the best if it is empty; raise RequestError if unknown."""
    for member in card.members:
        if member_id in ("", member.id):
            return member
    known = ", ".join(member.id for member in card.members)
    raise RequestError(f"The pack '{card.id}' has no member '{member_id}'.", f"Members: {known}.")


def check_expressible(card: ModelCard, brightness: float) -> None:
    """Raise RequestError if Deepness cannot scale the bands as the networks were trained on."""
    if card.normalisation.gain != "none" and brightness <= 0:
        raise RequestError(
            f"The pack '{card.id}' divides by the brightness of the whole raster, which no ONNX file can know.",
            "Predict the raster once with DeepSlide: its log tells the brightness. Give that as --brightness; the "
            "file is then right for this raster, and for others of the same sensor, processing and light.",
        )
    if card.normalisation.gain == "none" and brightness:
        raise RequestError(f"The pack '{card.id}' has no use for --brightness.", "Leave it away.")


def is_linear(normalisation: Normalisation) -> bool:
    """Return whether ``mean`` and ``std`` of each band define the whole normalisation."""
    return normalisation.gain == "none" and normalisation.transform == "linear" and not any(normalisation.classes)


def standardisation(normalisation: Normalisation) -> tuple[list[float], list[float]]:
    """Return Deepness's mean and std of each band; those of the identity if the graph scales the values."""
    if not is_linear(normalisation):
        bands = len(normalisation.mean)
        return [0.0] * bands, [1 / SCALE] * bands
    pairs = list(zip(normalisation.divide, normalisation.mean, normalisation.std, strict=True))
    return [mean * divide / SCALE for divide, mean, _ in pairs], [std * divide / SCALE for divide, _, std in pairs]


def metadata(card: ModelCard, member: Member) -> dict[str, object]:
    """Return the metadata for Deepness's form, and the origin of the file."""
    mean, std = standardisation(card.normalisation)
    return {
        "model_type": "Segmentor",
        "class_names": CLASS_NAMES,
        "resolution": card.gsd_m * 100,  # centimetres
        "tile_size": card.tile_px,
        "tiles_overlap": round(100 * 2 * card.margin_px / card.tile_px),  # per cent
        "standardization_mean": mean,
        "standardization_std": std,
        "seg_thresh": card.threshold(1),
        "seg_small_segment": 0,
        "deepslide_pack": f"{card.id} {card.version}".strip(),
        "deepslide_member": member.id,
        "deepslide_weights": member.sha256,
        "bands": [f"{band.name} ({band.title})" for band in card.setting.bands],
        "licence": card.licence,
        "citation": card.citation,
    }


class ForDeepness(torch.nn.Module):
    """A member with Deepness's input (N, bands, H, W) and probabilities (N, 1, H, W) as output."""

    def __init__(self, network: torch.nn.Module, normalisation: Normalisation, gain: float):
        super().__init__()
        self.network, self._normalisation, self._gain = network, normalisation, gain

    def forward(self, bands: torch.Tensor) -> torch.Tensor:
        """Return the probability of a landslide at each pixel."""
        inputs = bands if is_linear(self._normalisation) else self._normalise(bands)
        return torch.sigmoid(self.network(torch.nan_to_num(inputs, nan=0.0, posinf=0.0, neginf=0.0)))

    def _normalise(self, bands: torch.Tensor) -> torch.Tensor:
        """Return unscaled values normalised as by the engine's ``normalise``."""
        scaling = self._normalisation
        divide, mean, std = (torch.tensor(row).reshape(-1, 1, 1) for row in (scaling.divide, scaling.mean, scaling.std))
        values = bands / (divide * self._gain)
        if scaling.transform == "log":
            values = torch.log(torch.clamp(values, min=scaling.log_floor))
        values = (values - mean) / std
        return self._encode_classes(bands, values) if any(scaling.classes) else values

    def _encode_classes(self, bands: torch.Tensor, values: torch.Tensor) -> torch.Tensor:
        channels: list[torch.Tensor] = []
        for index, known in enumerate(self._normalisation.classes):
            band = bands[:, index : index + 1]
            hot = [((band - value).abs() < SAME_CLASS).float() for value in known]
            channels += hot or [values[:, index : index + 1]]
        return torch.cat(channels, dim=1)


def _fix_size(model: onnx.ModelProto, tile_px: int) -> None:
    """Fix the tile size in the graph, where Deepness reads it, and name the output; the batch size stays free."""
    for value in (*model.graph.input, *model.graph.output):
        for axis in (2, 3):
            value.type.tensor_type.shape.dim[axis].dim_value = tile_px
    before = model.graph.output[0].name
    model.graph.output[0].name = "probability"
    for node in model.graph.node:
        node.output[:] = ["probability" if name == before else name for name in node.output]
