"""The step of the training loop: one kernel for all weights, gradients clipped in every precision."""

from __future__ import annotations

import pytest
import torch
from torch.utils.data import DataLoader

from training.members.libraries import callbacks, lightning
from training.members.lightning_member import LightningMember
from training.members.loop import silence_lightning
from training.planning.plans import MemberPlan, Schedule

TILE, LABEL = torch.randn(3, 64, 64), torch.zeros(1, 64, 64, dtype=torch.uint8)
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
    member, noted = LightningMember(PLAN, schedule, 3), GradientNorm()
    with silence_lightning():
        trainer = lightning.Trainer(
            accelerator="cpu", max_epochs=1, precision=precision, gradient_clip_val=limit or None, callbacks=[noted],
            logger=False,
            enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
        )  # fmt: skip
        batches = DataLoader([(TILE, LABEL)] * 2, 2)
        trainer.fit(member, batches, batches)
    assert trainer.optimizers[0].defaults["fused"]
    assert noted.norm <= limit * 1.01 if limit else noted.norm > 0.02


@pytest.mark.parametrize(("validate_every", "lowered_after"), [(1, 11), (5, 15), (20, 20)])
def test_a_plateau_is_as_many_epochs_long_however_often_is_validated(validate_every: int, lowered_after: int) -> None:
    schedule = Schedule(2, 2, 1e-3, {"bce": 1.0}, "adam", "plateau", validate_every=validate_every)
    member = LightningMember(PLAN, schedule, 3)
    with silence_lightning():
        trainer = lightning.Trainer(
            accelerator="cpu", max_epochs=1, logger=False,
            enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
        )  # fmt: skip
        batches = DataLoader([(TILE, LABEL)] * 2, 2)
        trainer.fit(member, batches, batches)
    (config,) = trainer.lr_scheduler_configs
    plateau, epochs = config.scheduler, 0
    plateau.best = 0.0
    plateau.num_bad_epochs = 0
    while config.scheduler.optimizer.param_groups[0]["lr"] == 1e-3:
        epochs += config.frequency
        plateau.step(1.0)
    assert epochs == lowered_after
