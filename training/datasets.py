"""Labelled tiles for the training loop: network input (C, H, W) float32 and target (1, H, W) float32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.utils.data import Dataset

from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.engine.normalisation import normalise, raster_gain
from training.augmentation import change_exposure, factor, turn
from training.case_studies import CaseStudy, read_case_studies
from training.experiment import Experiment
from training.true_colour_tiles import read_tiles

Sample = tuple[torch.Tensor, torch.Tensor]
DRAWS = 20


class TileDataset(Dataset[Sample]):
    """Tiles that fit in memory, each its own raster as far as the gain goes.

    ``gain_errors``, where set, are factors by which the gain of each tile is wrong, to see how members bear it.
    """

    def __init__(self, images: np.ndarray, masks: np.ndarray, normalisation: Normalisation, experiment: Experiment):
        self.images, self.masks = images, masks
        self._normalisation = normalisation
        self._factors = np.asarray(normalisation.divide, np.float32).reshape(-1, 1, 1)
        self._augmentation = experiment.augmentation
        self.training = False
        self.gain_errors: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.images)

    def gain(self, index: int) -> float:
        """Return the gain of one tile as a raster of its own."""
        return raster_gain((self.images[index] * self._factors).reshape(len(self._factors), -1), self._normalisation)

    def gain_of_all(self) -> float:
        """Return the one gain of all tiles as one raster."""
        bands = np.moveaxis(self.images, 1, 0).reshape(len(self._factors), -1)
        return raster_gain(bands * self._factors[:, 0], self._normalisation)

    def __getitem__(self, index: int) -> Sample:
        random = np.random.default_rng(int(torch.randint(2**62, ()))) if self.training else None
        bands = self.images[index].astype(np.float32)
        gain = 1.0 if self.gain_errors is None else float(self.gain_errors[index])
        if random is not None:
            bands = change_exposure(bands, self._augmentation, random)
            gain *= float(factor(self._augmentation.gain_factor, random))
        bands *= self._factors
        gain *= raster_gain(bands.reshape(len(bands), -1), self._normalisation)
        tile, mask = normalise(bands, self._normalisation, gain), self.masks[index][None]
        return _tensors(tile, mask, random)


class CaseStudyDataset(Dataset[Sample]):
    """Tiles drawn from case studies: at random for training, side by side for validation."""

    def __init__(self, studies: list[CaseStudy], normalisation: Normalisation, experiment: Experiment):
        self._inputs = [normalise(study.bands, normalisation) for study in studies]
        self._labels = [study.label for study in studies]
        self._landslides = [np.argwhere(study.label) for study in studies]
        self._plan = experiment.data
        self._windows = [window for i in range(len(studies)) for window in self._side_by_side(i)]
        self.training = False

    def __len__(self) -> int:
        return self._plan.tiles_per_epoch if self.training else len(self._windows)

    def __getitem__(self, index: int) -> Sample:
        random = np.random.default_rng(int(torch.randint(2**62, ()))) if self.training else None
        study, row, column = self._draw(random) if random is not None else self._windows[index]
        window = np.s_[..., row : row + self._plan.tile_px, column : column + self._plan.tile_px]
        return _tensors(self._inputs[study][window], self._labels[study][None][window], random)

    def _side_by_side(self, study: int) -> list[tuple[int, int, int]]:
        height, width = self._labels[study].shape
        size = self._plan.tile_px
        return [(study, r, c) for r in range(0, height - size + 1, size) for c in range(0, width - size + 1, size)]

    def _draw(self, random: np.random.Generator) -> tuple[int, int, int]:
        study = int(random.integers(len(self._inputs)))
        size, shape = self._plan.tile_px, np.array(self._labels[study].shape)
        if len(self._landslides[study]) and random.random() < self._plan.share_on_landslides:
            centre = self._landslides[study][random.integers(len(self._landslides[study]))]
            corner = np.clip(centre - random.integers(0, size, 2), 0, shape - size)
        else:
            corner = random.integers(0, shape - size + 1)
        return study, int(corner[0]), int(corner[1])


def _tensors(tile: np.ndarray, mask: np.ndarray, random: np.random.Generator | None) -> Sample:
    if random is not None:
        which = int(random.integers(8))
        tile, mask = turn(tile, which), turn(mask, which)
    return torch.from_numpy(np.ascontiguousarray(tile)), torch.from_numpy(np.ascontiguousarray(mask)).float()


def open_dataset(
    experiment: Experiment, split: str, data: Path, normalisation: Normalisation
) -> TileDataset | CaseStudyDataset:
    """Read one split of the experiment's data below the folder ``data``."""
    folder = data / experiment.data.folder / split
    if experiment.data.kind == "true_colour_tiles":
        return TileDataset(*read_tiles(folder), normalisation, experiment)
    return CaseStudyDataset(read_case_studies(folder, experiment.bands), normalisation, experiment)
