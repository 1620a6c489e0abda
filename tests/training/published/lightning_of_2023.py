"""Trains the runs of the small study with the libraries of its time; run as a program, their folder on the path first.

``python lightning_of_2023.py OLD_LIBRARIES ROOT`` reads ``ROOT/global_dataset`` and writes ``ROOT/models`` as Hydra and
Lightning 1.9 leave it, and ``ROOT/expected``: logits by the old library, and the scores that the study's way of
counting gives; and ``ROOT/deepslide``. Nothing of ``training`` takes part, so that what it does can be compared.
"""

from __future__ import annotations

import json
import sys
import warnings
from functools import partial
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
sys.path[:0] = [sys.argv[1], str(REPOSITORY)]
warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
import rasterio  # noqa: E402
import torch  # noqa: E402

from deepslide_qgis.engine.process.libraries import import_smp  # noqa: E402

smp = import_smp()

import pytorch_lightning as pl  # noqa: E402
from hydra.utils import instantiate  # noqa: E402
from omegaconf import OmegaConf  # noqa: E402
from pytorch_lightning.callbacks import EarlyStopping, ModelCheckpoint  # noqa: E402
from pytorch_lightning.loggers import TensorBoardLogger  # noqa: E402
from sklearn.metrics import precision_recall_fscore_support  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402
from torchmetrics import MaxMetric  # noqa: E402
from torchmetrics.classification import F1Score  # noqa: E402

from tests.training.published import deepslide_weights  # noqa: E402
from tests.training.published.small_study import CHANNELS, FOLDERS, RUNS, Run  # noqa: E402

torch.set_num_threads(1)
assert smp.__version__ == "0.3.3"
assert pl.__version__ == "1.9.1"
EPOCHS, STEPS, CROP = 2, 4, 64
"""A crop that PAN can take is twice as large."""


class Module(pl.LightningModule):
    """What the study's module keeps: network, loss and optimiser are saved as hyper-parameters, too."""

    def __init__(self, net, loss, optimizer, scheduler):
        super().__init__()
        self.save_hyperparameters(logger=False)
        self.net, self.loss = net, loss
        self.val_f1, self.val_f1_best = F1Score(task="binary"), MaxMetric()

    def training_step(self, batch, _):
        return self.loss(self.net(batch[0]), batch[1].float())

    def validation_step(self, batch, _):
        logits = self.net(batch[0])
        self.val_f1(torch.sigmoid(logits), batch[1])
        self.log("val/loss", self.loss(logits, batch[1].float()), on_step=False, on_epoch=True)
        self.log("val/f1", self.val_f1, on_step=False, on_epoch=True)

    def validation_epoch_end(self, _):
        self.val_f1_best(self.val_f1.compute())
        self.log("val/f1_best", self.val_f1_best.compute())

    def test_step(self, batch, _):
        self.log("test/loss", self.loss(self.net(batch[0]), batch[1].float()))

    def configure_optimizers(self):
        optimizer = self.hparams.optimizer(params=self.parameters())
        scheduler = self.hparams.scheduler(optimizer=optimizer)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "monitor": "val/loss"}}


def read(folder):
    """Return the inputs (15, H, W) and labels (H, W) of a split, by label file."""
    pairs = []
    for label in sorted((folder / "label").glob("*.tif")):
        (path,) = (p for p in (folder / "input").glob("*.tif") if p.name.split("_")[0] == label.name.split("_")[0])
        with rasterio.open(path) as bands, rasterio.open(label) as labels:
            pairs.append((bands.read(), labels.read(1)))
    return pairs


def statistics(pairs):
    """Return mean and std per band as the study's code sums them up."""
    pages = [np.ascontiguousarray(bands.transpose(1, 2, 0)) for bands, _ in pairs]  # as tifffile reads them
    total = sum(np.nansum(page, axis=(0, 1)).astype(float) for page in pages)
    squares = sum(np.nansum(page**2, axis=(0, 1)).astype(float) for page in pages)
    count = sum((~np.isnan(page)).sum(axis=(0, 1)) for page in pages)
    return total / count, np.sqrt(squares / count - (total / count) ** 2)


def tensors(pair, mean, std, channels):
    bands, label = pair
    scaled = torch.nan_to_num(torch.from_numpy((bands - mean[:, None, None]) / std[:, None, None]).float(), nan=0.0)
    return scaled[list(channels)], torch.from_numpy(label[None].astype(np.int64))


def cut(tensor):
    """Cut to a multiple of 32 about the centre, as torchvision's CenterCrop does."""
    height, width = tensor.shape[-2:]
    new = height - height % 32, width - width % 32
    top, left = (round((side - size) / 2) for side, size in zip((height, width), new))
    return tensor[..., top : top + new[0], left : left + new[1]]


def crops(items, size):
    return [tuple(part[:, :size, :size] for part in item) for item in items] * STEPS


def config_of(run: Run):
    data = {"batch_size": 4, "random_crop": 256, "samples_per_epoch": 1000, "train_val_split": 0.8}
    if run.setting != "all":  # the study's file for all channels names none
        data["channels"] = list(CHANNELS[run.setting])
    net = {"encoder_weights": None, "in_channels": len(CHANNELS[run.setting]), "classes": 1, **run.arguments}
    loss = {} if run.loss.startswith("SoftBCE") else {"mode": "binary"}
    loss |= {"from_logits": True} if run.loss in ("DiceLoss", "JaccardLoss") else {}
    config = {
        "task_name": "train",
        "seed": 42,
        "data": {**data, "train_input_dir": "${paths.data_dir}/global_dataset/train_val/input"},
        "model": {
            "_target_": "src.models.landslide_module.LandslideLitModule",
            "net": {"_target_": f"segmentation_models_pytorch.{run.net}", **net},
            "loss": {"_target_": f"segmentation_models_pytorch.losses.{run.loss}", **loss},
            "optimizer": {"_target_": "torch.optim.Adam", "_partial_": True, "lr": run.rate, "weight_decay": 0.0},
            "scheduler": {
                "_target_": "torch.optim.lr_scheduler.ReduceLROnPlateau",
                "_partial_": True,
                "mode": "min",
                "factor": 0.1,
                "patience": 10,
            },
        },
        "paths": {"data_dir": "data"},
    }
    return OmegaConf.create(config)


def train(run: Run, folder: Path, training, validation):
    config = config_of(run)
    (folder / ".hydra").mkdir(parents=True)
    OmegaConf.save(config, folder / ".hydra" / "config.yaml")
    (folder / "config_tree.log").write_text("CONFIG\n")
    pl.seed_everything(42 + run.number)
    parts = {name: instantiate(config.model[name]) for name in ("net", "loss", "optimizer", "scheduler")}
    logger = TensorBoardLogger(folder / "tensorboard", name=None)
    callbacks = [
        ModelCheckpoint(
            folder / "checkpoints", "epoch_{epoch:03d}", "val/f1", mode="max", save_last=True,
            auto_insert_metric_name=False,
        ),
        EarlyStopping("val/f1", patience=50, mode="max"),
    ]  # fmt: skip
    trainer = pl.Trainer(
        accelerator="cpu", devices=1, max_epochs=EPOCHS, logger=logger, callbacks=callbacks, log_every_n_steps=1,
        enable_progress_bar=False, enable_model_summary=False,
    )  # fmt: skip
    module = Module(**parts)
    logger.log_hyperparams({"model": config.model, "data": config.data, "seed": config.seed})
    loader = partial(torch.utils.data.DataLoader, batch_size=1)
    trainer.fit(module, torch.utils.data.DataLoader(training, 4, shuffle=True, drop_last=True), loader(validation))
    trainer.test(module, loader(validation), verbose=False)
    return callbacks[0], float(module.val_f1_best.compute())


def scores(probability, label):
    predicted = torch.as_tensor(probability).round().numpy().ravel().astype(int)
    found = precision_recall_fscore_support(label.ravel(), predicted, average="binary", zero_division=0.0)
    return [float(value) for value in found[:3]]


def logits_of(run: Run, best: str, tiles):
    """Return the old library's answer of the best epoch, loaded as the study loads it."""
    net = instantiate(config_of(run).model.net)
    state = torch.load(best, weights_only=False)["state_dict"]
    net.load_state_dict({key[4:]: value for key, value in state.items() if key.startswith("net.")})
    with torch.no_grad():
        return net.eval()(tiles)


def main(root: Path) -> None:
    pairs, test = read(root / "global_dataset" / "train_val"), read(root / "global_dataset" / "test")
    mean, std = statistics(pairs)
    np.random.seed(42)
    train_pairs, val_pairs = train_test_split(pairs, train_size=0.8)
    expected = {"mean": mean.tolist(), "std": std.tolist(), "runs": [], "ensembles": {}}
    for setting, channels in CHANNELS.items():
        (root / "expected").mkdir(exist_ok=True)
        prepare = partial(tensors, mean=mean, std=std, channels=channels)
        training = [prepare(pair) for pair in train_pairs]
        validation = [tuple(cut(part) for part in prepare(pair)) for pair in val_pairs]
        image, label = (cut(part) for part in prepare(test[0]))
        found = []
        for run in (run for run in RUNS if run.setting == setting):
            folder = root / "models" / FOLDERS[setting] / str(run.number)
            kept, f1_best = train(run, folder, crops(training, 2 * CROP if run.net == "PAN" else CROP), validation)
            logits = logits_of(run, kept.best_model_path, image[None])
            probability = torch.sigmoid(logits)[0].numpy()
            np.save(root / "expected" / f"{setting}-{run.number}.npy", logits[0, 0].numpy())
            f1 = float(kept.best_model_score)
            found.append((f1_best, probability))
            row = {
                "setting": setting,
                "number": run.number,
                "val_f1": f1,
                "f1_best": f1_best,
                "test": scores(probability, label.numpy()),
            }
            expected["runs"].append({**row, "best": Path(kept.best_model_path).name})
            if run.net != "FPN":
                (folder / "checkpoints" / "last.ckpt").unlink()
        found.sort(key=lambda pair: -pair[0])
        means = [np.mean([p for _, p in found[:k]], axis=0) for k in range(1, len(found) + 1)]
        expected["ensembles"][setting] = [scores(mean, label.numpy()) for mean in means]
        (root / "models" / FOLDERS[setting] / "multirun.yaml").write_text("hydra: {}\n")
    deepslide_weights.write(root / "deepslide", smp)
    (root / "expected" / "scores.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[2]))
