"""The training loop of one member, as Lightning wants it."""

from __future__ import annotations

import torch

from deepslide_qgis.core.errors import RequestError
from training.experiment import MemberPlan, Schedule
from training.libraries import lightning, smp
from training.losses import WeightedLoss
from training.scores import Counts, count


def make_network(plan: MemberPlan, band_count: int) -> torch.nn.Module:
    """Return the member's network with random weights; raise RequestError where its arguments do not fit."""
    kind = getattr(smp, plan.architecture)
    try:
        return kind(plan.encoder_name, encoder_weights=None, in_channels=band_count, classes=1, **plan.arguments)
    except (TypeError, ValueError, KeyError, RuntimeError) as error:
        raise RequestError(f"The network of member '{plan.id}' cannot be made: {error}") from error


class LightningMember(lightning.LightningModule):
    """Trains a network with AdamW under a one-cycle learning rate; validates by pooled F1 over thresholds."""

    def __init__(self, plan: MemberPlan, schedule: Schedule, band_count: int):
        super().__init__()
        self.network = make_network(plan, band_count).to(memory_format=torch.channels_last)
        self._loss = WeightedLoss(schedule.loss)
        self._schedule = schedule
        self._counts: list[Counts] = []

    def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], _index: int) -> torch.Tensor:
        tiles, target = batch
        loss = self._loss(self.network(tiles.contiguous(memory_format=torch.channels_last)), target)
        self.log("train_loss", loss, on_step=False, on_epoch=True)
        return loss

    def on_validation_epoch_start(self) -> None:
        self._counts = []

    def validation_step(self, batch: tuple[torch.Tensor, torch.Tensor], _index: int) -> None:
        tiles, target = batch
        logits = self.network(tiles.contiguous(memory_format=torch.channels_last))
        self.log("val_loss", self._loss(logits, target), batch_size=len(tiles))
        self._counts.append(count(logits.sigmoid().cpu().numpy(), target.cpu().numpy()))

    def on_validation_epoch_end(self) -> None:
        pooled = sum(self._counts[1:], self._counts[0])
        threshold, best = pooled.best()
        self.log_dict({"val_f1": best, "val_f1_at_half": pooled.f1(0.5), "val_threshold": threshold})

    def configure_optimizers(self) -> dict:
        schedule = self._schedule
        optimizer = torch.optim.AdamW(
            self.network.parameters(), schedule.learning_rate, weight_decay=schedule.weight_decay
        )
        cycle = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, schedule.learning_rate, total_steps=int(self.trainer.estimated_stepping_batches), pct_start=0.2
        )
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": cycle, "interval": "step"}}
