"""The step of the training loop: one kernel for all weights, gradients clipped in every precision."""

from __future__ import annotations

import pytest
import torch
from torch.utils.data import DataLoader

from training.libraries import callbacks, lightning
from training.lightning_member import LightningMember
from training.loop import quiet
from training.plans import MemberPlan, Schedule

PLAN = MemberPlan("one", "FPN", "tu-mobilenetv3_small_050", {"decoder_segmentation_channels": 32})


class GradientNorm(callbacks.Callback):
    """Notes the norm of the gradients with which a step was taken."""

    norm = 0.0

    def on_train_batch_end(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule, *_: object) -> None:
        self.norm = float(torch.nn.utils.get_total_norm([w.grad for w in pl_module.parameters() if w.grad is not None]))


@pytest.mark.parametrize("precision", ["32-true", "bf16-mixed"])
@pytest.mark.parametrize(("limit", "optimiser"), [(0.01, "adamw"), (0.0, "adam")])
def test_gradients_are_clipped_beside_a_fused_optimiser(precision: str, limit: float, optimiser: str) -> None:
    schedule = Schedule(1, 2, 1e-3, {"bce": 1.0}, optimiser, "constant", gradient_clip=limit, precision=precision)
    tile, label = torch.randn(3, 64, 64), torch.zeros(1, 64, 64, dtype=torch.uint8)
    member, noted = LightningMember(PLAN, schedule, 3), GradientNorm()
    with quiet():
        trainer = lightning.Trainer(
            accelerator="cpu", max_epochs=1, precision=precision, gradient_clip_val=limit or None, callbacks=[noted],
            logger=False,
            enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
        )  # fmt: skip
        batches = DataLoader([(tile, label)] * 2, 2)
        trainer.fit(member, batches, batches)
    assert trainer.optimizers[0].defaults["fused"]
    assert noted.norm <= limit * 1.01 if limit else noted.norm > 0.02
