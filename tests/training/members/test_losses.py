"""Losses leave ignored pixels out exactly, and are the library's where nothing is ignored."""

from __future__ import annotations

import pytest
import torch

from deepslide_qgis.core.errors import RequestError
from training.data.labels import IGNORE
from training.members.libraries import smp
from training.members.losses import PARTS, WeightedLoss

LIBRARY = {
    "bce": torch.nn.BCEWithLogitsLoss(),
    "dice": smp.losses.DiceLoss("binary"),
    "focal": smp.losses.FocalLoss("binary"),
    "jaccard": smp.losses.JaccardLoss("binary"),
    "lovasz": smp.losses.LovaszLoss("binary"),
}


@pytest.fixture
def batch() -> tuple[torch.Tensor, torch.Tensor]:
    random = torch.Generator().manual_seed(0)
    label = (torch.rand(3, 1, 16, 16, generator=random) < 0.2).to(torch.uint8)
    return torch.randn(3, 1, 16, 16, generator=random), label


@pytest.mark.parametrize("part", PARTS)
def test_a_loss_is_the_library_s(part: str, batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    logits, label = batch
    torch.testing.assert_close(WeightedLoss({part: 1.0})(logits, label), LIBRARY[part](logits, label.float()))


@pytest.mark.parametrize("part", PARTS)
def test_ignored_pixels_change_neither_value_nor_gradient(part: str, batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    logits, label = batch
    label[:, :, :, 10:] = IGNORE
    whole, cropped = logits.clone().requires_grad_(), logits[..., :10].clone().requires_grad_()
    loss = WeightedLoss({part: 1.0})
    value, expected = loss(whole, label), loss(cropped, label[..., :10])
    torch.testing.assert_close(value, expected)
    value.backward()
    expected.backward()
    torch.testing.assert_close(whole.grad[..., :10], cropped.grad)
    assert whole.grad[..., 10:].abs().max() == 0
    assert cropped.grad.abs().max() > 0


@pytest.mark.parametrize("part", PARTS)
def test_a_batch_without_labels_teaches_nothing(part: str, batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    logits = batch[0].requires_grad_()
    WeightedLoss({part: 1.0})(logits, torch.full_like(batch[1], IGNORE)).backward()
    assert logits.grad.abs().max() == 0


def test_parts_add_up_with_their_weights(batch: tuple[torch.Tensor, torch.Tensor]) -> None:
    single = [WeightedLoss({part: 1.0})(*batch) for part in ("bce", "dice")]
    torch.testing.assert_close(WeightedLoss({"bce": 2.5, "dice": 0.5})(*batch), 2.5 * single[0] + 0.5 * single[1])


@pytest.mark.parametrize("weights", [{}, {"tversky": 1.0}])
def test_unknown_parts_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(RequestError, match="Unknown parts"):
        WeightedLoss(weights)
