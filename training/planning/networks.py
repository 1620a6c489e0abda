"""Builds the networks of member plans, checks encoder and architecture, and loads initial encoder weights."""

from __future__ import annotations

import copy

import torch

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import PLAIN_UNET, POINTWISE_UNET
from deepslide_qgis.engine.networks.architectures import get_architecture
from training.planning.encoder_weights import IMAGENET, REMEDY, load_encoder
from training.planning.plans import MemberPlan

DILATING = ("PAN", "DeepLabV3", "DeepLabV3Plus")
CANNOT_DILATE = ("vgg", "densenet", "inception")
TRANSFORMER_TAKERS = ("Unet", POINTWISE_UNET, "MAnet", "FPN", "PSPNet", "PAN", "DeepLabV3", "DeepLabV3Plus")


def make_network(member_plan: MemberPlan, channels: int) -> torch.nn.Module:
    """Return the member's network with ``channels`` inputs and random weights.

    Raises RequestError if the architecture does not support the encoder (naming those it supports) or the arguments.
    """
    _check_encoder(member_plan)
    try:
        return _build(member_plan, channels, None)
    except (TypeError, ValueError, KeyError, RuntimeError, AssertionError, NotImplementedError) as error:
        raise RequestError(
            f"The network of member '{member_plan.id}' cannot be made: {error}", _remedy(member_plan)
        ) from error


def initialise_encoder(network: torch.nn.Module, member_plan: MemberPlan) -> None:
    """Load the encoder weights that the plan names, if any, into ``network``."""
    if member_plan.encoder_weights and member_plan.architecture == PLAIN_UNET:
        raise RequestError(
            f"Member '{member_plan.id}' has no encoder that takes weights.", "Leave encoder_weights away."
        )
    if member_plan.encoder_weights == IMAGENET:
        network.encoder.load_state_dict(_download_encoder(member_plan, network))
    elif member_plan.encoder_weights:
        load_encoder(network.encoder, member_plan.encoder_weights)


def _build(member_plan: MemberPlan, channels: int, encoder_weights: str | None) -> torch.nn.Module:
    arguments = copy.deepcopy(member_plan.arguments)  # timm modifies its arguments
    kind = get_architecture(member_plan.architecture)
    return kind(member_plan.encoder_name, encoder_weights=encoder_weights, in_channels=channels, classes=1, **arguments)


def _download_encoder(member_plan: MemberPlan, network: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return the encoder's ImageNet weights, downloaded by segmentation-models-pytorch."""
    channels = next(weight.shape[1] for weight in network.encoder.parameters() if weight.ndim == 4)
    try:
        return _build(member_plan, channels, IMAGENET).encoder.state_dict()
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise RequestError(
            f"The ImageNet weights of '{member_plan.encoder_name}' cannot be downloaded: {str(error).splitlines()[0]}",
            f"They are downloaded, so a network connection is needed. Without one: {REMEDY}",
        ) from error


def _check_encoder(member_plan: MemberPlan) -> None:
    name = member_plan.encoder_name.lower()
    if member_plan.architecture in DILATING and any(kind in name for kind in CANNOT_DILATE):
        raise RequestError(
            f"{member_plan.architecture} cannot take the encoder '{member_plan.encoder_name}'.", _remedy(member_plan)
        )
    if name.startswith("mit_") and member_plan.architecture not in TRANSFORMER_TAKERS:
        raise RequestError(
            f"{member_plan.architecture} cannot take the encoder '{member_plan.encoder_name}'.", _remedy(member_plan)
        )


def _remedy(member_plan: MemberPlan) -> str:
    if member_plan.architecture in DILATING:
        return "It dilates its encoder: a ResNet, EfficientNet or MobileNet will do; VGG, DenseNet, Inception will not."
    if member_plan.encoder_name.lower().startswith("mit_"):
        return f"Mix transformers go with {', '.join(TRANSFORMER_TAKERS)}."
    return "Check encoder_name and arguments; resnet34 goes with every architecture."
