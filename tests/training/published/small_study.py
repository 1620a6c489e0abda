"""A small study in the reference study's layout: rasters as its data archive has them, and the runs on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio

CHANNELS = {"s1": range(9), "s2": (13, 14), "s1s2": (*range(9), 13, 14), "all": range(15)}
FOLDERS = {
    "s1": "sentinel1_ensemble",
    "s2": "sentinel2_ensemble",
    "s1s2": "sentinel1_and_2_ensemble",
    "all": "all_ch_ensemble",
}
CASES = {"1": (150, 141), "14": (131, 170), "2": (165, 133), "21": (140, 150), "22": (129, 161)}
"""Training and validation by the part of the file name before the first ``_``: rows and columns, no multiples of 32."""
TEST = {"5": (167, 139)}
LIGHT = {"encoder_name": "mobilenet_v2"}


@dataclass(frozen=True)
class Run:
    """One run: Hydra job number, network, loss, learning rate; resnet34 where the arguments name no encoder."""

    setting: str
    number: int
    net: str
    loss: str
    rate: float
    arguments: dict[str, Any] = field(default_factory=dict)


RUNS = (
    Run("s1", 2, "DeepLabV3", "LovaszLoss", 0.001, LIGHT),
    Run("s1", 50, "PAN", "SoftBCEWithLogitsLoss", 0.001, LIGHT),
    Run("s2", 0, "Unet", "DiceLoss", 0.001),
    Run("s2", 30, "Linknet", "FocalLoss", 0.01, LIGHT),
    Run("s2", 11, "FPN", "JaccardLoss", 0.01, LIGHT),
    Run("s1s2", 81, "UnetPlusPlus", "JaccardLoss", 0.01, LIGHT),
    Run("s1s2", 7, "PSPNet", "SoftBCEWithLogitsLoss", 0.01, LIGHT),
    Run("s1s2", 40, "MAnet", "FocalLoss", 0.001, {**LIGHT, "encoder_depth": 3, "decoder_channels": [64, 32, 16]}),
    Run("all", 14, "DeepLabV3Plus", "FocalLoss", 0.001, LIGHT),
    Run("all", 72, "Unet", "DiceLoss", 0.001, LIGHT),
)


def write_dataset(root: Path) -> None:
    """Write ``global_dataset`` below ``root``: bands pixel by pixel, NaN for gaps without a word about it."""
    for split, cases in (("train_val", CASES), ("test", TEST)):
        for number, shape in cases.items():
            _write_case(root / "global_dataset" / split, number, shape)


def _write_case(folder: Path, number: str, shape: tuple[int, int]) -> None:
    random = np.random.default_rng(int(number))
    label = np.zeros(shape, np.uint8)
    for _ in range(4):
        top, left = (int(random.integers(20, side - 45)) for side in shape)
        label[top : top + int(random.integers(8, 25)), left : left + int(random.integers(8, 25))] = 1
    bands = random.normal(0, 1, (15, *shape)) + 3 * label * random.normal(1, 0.2, (15, 1, 1))
    bands = bands * np.geomspace(0.1, 300, 15)[:, None, None] + np.linspace(-20, 900, 15)[:, None, None]
    bands[6:8] = random.random((2, *shape)) < 0.95
    bands[11], bands[13] = int(number) % 5, random.integers(1, 9, shape)
    bands[:9, :12, :30] = np.nan  # radar shadow
    bands[:, -20:, -9:] = np.nan  # nothing at all
    place = {"crs": "EPSG:25833", "transform": rasterio.Affine(10, 0, 3e5, 0, -10, 6.8e6 + 1e4 * int(number))}
    _write(folder / "input" / f"{number}_case_desc.tif", bands.astype(np.float32), interleave="pixel", **place)
    _write(folder / "label" / f"{number}_label.tif", label[None], **place)


def _write(path: Path, values: np.ndarray, **more: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    count, height, width = values.shape
    with rasterio.open(
        path, "w", driver="GTiff", count=count, height=height, width=width, dtype=values.dtype, **more
    ) as raster:
        raster.write(values)
