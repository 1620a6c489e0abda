"""Tiles to learn from, drawn at random and changed at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.utils.data import Dataset

from deepslide_qgis.core.card import Normalisation
from deepslide_qgis.engine.normalisation import normalise, raster_gain
from training.data.augmentation import change_exposure, draw_turn, factor, turn
from training.data.draws import Draw
from training.data.labels import IGNORE
from training.data.normalising import scene_gain
from training.data.scenes import Scene
from training.plans import Augmentation, DataPlan

Item = tuple[torch.Tensor, torch.Tensor]
"""Network input (channels, H, W) float32 and label (1, H, W) uint8 of 0, 1 and 255."""


@dataclass(frozen=True)
class Sampling:
    """How windows are drawn from scenes; None of a DataPlan's figures matter where scenes are tiles."""

    tile_px: int
    tiles_per_epoch: int
    share_on_landslides: float

    @staticmethod
    def of(plan: DataPlan) -> Sampling:
        return Sampling(plan.tile_px, plan.tiles_per_epoch, plan.share_on_landslides)


class TrainingSet(Dataset[Item]):
    """Draws from ``scenes``: whole ones where ``sampling`` is None, else windows of them.

    An item is asked for by a :data:`Draw`, which holds all of its chance.
    """

    def __init__(
        self, scenes: list[Scene], normalisation: Normalisation, augmentation: Augmentation, sampling: Sampling | None
    ):
        self._scenes, self._normalisation, self._augmentation = scenes, normalisation, augmentation
        self._sampling = sampling
        self._landslides = [scene.landslide_pixels() for scene in scenes] if sampling else []
        self._gains = [scene_gain(scene, normalisation) for scene in scenes] if sampling else []

    def __len__(self) -> int:
        return len(self._scenes) if self._sampling is None else self._sampling.tiles_per_epoch

    def __getitem__(self, draw: Draw) -> Item:
        index, seed = draw
        random = np.random.default_rng(seed)
        if self._sampling is None:
            scene = self._scenes[index]
            bands, label = scene.read(slice(0, scene.shape[0]), slice(0, scene.shape[1]))
            gain = None
        else:
            number = int(random.integers(len(self._scenes)))
            bands, label = self._draw(number, random, self._sampling)
            gain = self._gains[number]
        return self._finish(bands, label, gain, random)

    def _finish(self, bands: np.ndarray, label: np.ndarray, gain: float | None, random: np.random.Generator) -> Item:
        bands = change_exposure(bands, self._augmentation, random)
        known = raster_gain(bands.reshape(len(bands), -1), self._normalisation) if gain is None else gain
        tile = normalise(bands, self._normalisation, known * float(factor(self._augmentation.gain_factor, random)))
        which = draw_turn(self._augmentation.turns, random)
        return to_item(turn(tile, which), turn(label, which))

    def _draw(self, number: int, random: np.random.Generator, sampling: Sampling) -> tuple[np.ndarray, np.ndarray]:
        """Return a window of a scene, around a landslide pixel as often as ``sampling`` says."""
        scene, size = self._scenes[number], sampling.tile_px
        landslides, shape = self._landslides[number], np.array(scene.shape)
        last = np.maximum(shape - size, 0)
        if len(landslides) and random.random() < sampling.share_on_landslides:
            centre = landslides[random.integers(len(landslides))]
            corner = np.clip(centre - random.integers(0, size, 2), 0, last)
        else:
            corner = random.integers(0, last + 1)
        stop = np.minimum(corner + size, shape)
        bands, label = scene.read(slice(corner[0], stop[0]), slice(corner[1], stop[1]))
        return padded(bands, label, size, size)


def padded(bands: np.ndarray, label: np.ndarray, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ``bands`` and ``label`` filled up below and right: no data, and label 255."""
    below, right = height - label.shape[0], width - label.shape[1]
    if not below and not right:
        return bands, label
    return (
        np.pad(bands, ((0, 0), (0, below), (0, right)), constant_values=np.nan),
        np.pad(label, ((0, below), (0, right)), constant_values=IGNORE),
    )


def to_item(tile: np.ndarray, label: np.ndarray) -> Item:
    """Return network input (channels, H, W) and label (H, W) as an item."""
    return torch.from_numpy(np.ascontiguousarray(tile)), torch.from_numpy(np.ascontiguousarray(label)[None])
