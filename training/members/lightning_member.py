"""The Lightning module of one member: loss, validation scores, optimiser and learning rate."""

from __future__ import annotations

import torch

from deepslide_qgis.core.errors import EngineError
from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts, count_pixels
from training.data.labels import IGNORE
from training.members.libraries import lightning
from training.members.losses import WeightedLoss
from training.planning.networks import initialise_encoder, make_network
from training.planning.plans import MemberPlan, Schedule, Start
from training.planning.start import initialise_network

PLATEAU_EPOCHS = 10
STEP_EPOCHS = 30
WARM_UP_SHARE = 0.2


class DivergedError(EngineError):
    """The loss is not finite any more."""


class LightningMember(lightning.LightningModule):
    """Trains a network by its schedule; validates by pooled F1 over thresholds, without ignored pixels."""

    def __init__(self, member_plan: MemberPlan, schedule: Schedule, channels: int, start: Start | None = None):
        super().__init__()
        network = make_network(member_plan, channels)
        if start is not None and member_plan.begin_from:
            initialise_network(network, member_plan, start)
        else:
            initialise_encoder(network, member_plan)
        self.network = network.to(memory_format=torch.channels_last)
        self._loss = WeightedLoss(member_plan.loss or schedule.loss)
        self._schedule = schedule
        self._learning_rate = member_plan.learning_rate or schedule.learning_rate
        self._counts = PixelCounts.none()

    def training_step(self, batch: tuple[torch.Tensor, torch.Tensor], _index: int) -> torch.Tensor:
        tiles, label = batch
        loss = self._loss(self._logits(tiles), label)
        if not torch.isfinite(loss):
            raise DivergedError(
                f"The loss became {loss.item()} in epoch {self.current_epoch + 1}.",
                "Lower the learning rate, or clip gradients (schedule.gradient_clip = 1.0).",
            )
        self.log("train_loss", loss, on_step=False, on_epoch=True)
        return loss

    def on_validation_epoch_start(self) -> None:
        self._counts = PixelCounts.none()

    def validation_step(self, batch: tuple[torch.Tensor, torch.Tensor], _index: int) -> None:
        tiles, label = batch
        logits = self._logits(tiles)
        self.log("val_loss", self._loss(logits, label), batch_size=len(tiles))
        labels = label.cpu().numpy()
        self._counts += count_pixels(logits.sigmoid().cpu().numpy(), labels == 1, labels != IGNORE)

    def on_validation_epoch_end(self) -> None:
        best, half = self._counts.best(), self._counts.at(0.5)
        values = {"val_f1": best.f1, "val_f1_at_half": half.f1, "val_threshold": best.threshold}
        self.log_dict({name: 0.0 if value != value else value for name, value in values.items()})

    def configure_optimizers(self) -> dict:
        kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[self._schedule.optimiser]
        weight_decay, fused = self._schedule.weight_decay, self.trainer.precision != "16-mixed"
        optimizer = kind(self.network.parameters(), self._learning_rate, weight_decay=weight_decay, fused=fused)
        scheduler = self._make_scheduler(optimizer)
        return {"optimizer": optimizer, "lr_scheduler": scheduler} if scheduler else {"optimizer": optimizer}

    def configure_gradient_clipping(
        self,
        optimizer: torch.optim.Optimizer,
        gradient_clip_val: float | None = None,
        gradient_clip_algorithm: str | None = None,
    ) -> None:
        """Clip the gradients' norm, also with a fused optimiser.

        Lightning refuses that combination, though only float16 scales its gradients.
        """
        if optimizer.defaults["fused"] and gradient_clip_val:
            torch.nn.utils.clip_grad_norm_(self.parameters(), gradient_clip_val)
        else:
            self.clip_gradients(optimizer, gradient_clip_val, gradient_clip_algorithm)

    def _logits(self, tiles: torch.Tensor) -> torch.Tensor:
        return self.network(tiles.contiguous(memory_format=torch.channels_last)).float()

    def _make_scheduler(self, optimizer: torch.optim.Optimizer) -> dict | None:
        schedulers = torch.optim.lr_scheduler
        if self._schedule.rate == "one_cycle":
            steps = int(self.trainer.estimated_stepping_batches)
            cycle = schedulers.OneCycleLR(optimizer, self._learning_rate, total_steps=steps, pct_start=WARM_UP_SHARE)
            return {"scheduler": cycle, "interval": "step"}
        if self._schedule.rate == "plateau":
            every = self._schedule.validate_every
            plateau = schedulers.ReduceLROnPlateau(optimizer, factor=0.1, patience=PLATEAU_EPOCHS // every)
            return {"scheduler": plateau, "monitor": "val_loss", "frequency": every}
        if self._schedule.rate == "step":
            return {"scheduler": schedulers.StepLR(optimizer, STEP_EPOCHS, 0.1)}
        return None
