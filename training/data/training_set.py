"""Tiles to learn from, drawn at random and changed at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.utils.data import Dataset

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.networks.normalisation import normalise, raster_gain
from training.data.augmentation import change_exposure, draw_turn, factor, turn
from training.data.draws import Draw
from training.data.gains import scene_gain
from training.data.labels import IGNORE
from training.data.scenes import Scene, SceneInMemory
from training.planning.brightness import changes_exposure
from training.planning.plans import MULTIPLE_PX, Augmentation, DataPlan

Item = tuple[torch.Tensor, torch.Tensor]
"""Network input (channels, H, W) float32 and label (1, H, W) uint8 of 0, 1 and 255."""


@dataclass(frozen=True)
class Sampling:
    """How windows are drawn from scenes; None of a DataPlan's figures matter where scenes are tiles."""

    tile_px: int
    tiles_per_epoch: int
    share_on_landslides: float
    landslide_at: str

    @staticmethod
    def of(plan: DataPlan) -> Sampling:
        return Sampling(plan.tile_px, plan.tiles_per_epoch, plan.share_on_landslides, plan.landslide_at)


class TrainingSet(Dataset[Item]):
    """Draws from ``scenes``: whole ones where ``sampling`` is None, else windows of them.

    An item is asked for by a :data:`Draw`, which holds all of its chance. Scenes in memory are normalised once, unless
    the augmentation changes their values; each takes the place of its raw one in the list ``scenes``, so that no more
    than one is in memory twice.
    """

    def __init__(
        self, scenes: list[Scene], normalisation: Normalisation, augmentation: Augmentation, sampling: Sampling | None
    ):
        self._normalisation, self._augmentation, self._sampling = normalisation, augmentation, sampling
        if sampling is None:
            _check_equal(scenes)
        self._changes = changes_exposure(augmentation)
        self._gains = [] if sampling is None and self._changes else [scene_gain(s, normalisation) for s in scenes]
        self._scenes = scenes
        self._is_ready = [not self._changes and isinstance(scene, SceneInMemory) for scene in scenes]
        self._landslides = [np.flatnonzero(scene.label == 1) for scene in scenes] if sampling else []
        self._elsewhere = [_few_known(scene.label) for scene in scenes] if sampling else []
        self._with_landslides = np.flatnonzero([len(pixels) > 0 for pixels in self._landslides])
        for number in np.flatnonzero(self._is_ready):
            scenes[number] = self._prepared(scenes[number], number)

    def __len__(self) -> int:
        return len(self._scenes) if self._sampling is None else self._sampling.tiles_per_epoch

    def __getitem__(self, draw: Draw) -> Item:
        index, seed = draw
        random = np.random.default_rng(seed)
        number, rows, columns = self._drawn(index, random)
        bands, label = self._scenes[number].read(rows, columns)
        tile = bands if self._is_ready[number] else self._input(bands, number, random)
        size = self._sampling.tile_px if self._sampling else 0
        height, width = (_filled(side, size) for side in label.shape)
        tile, label = padded(tile, label, height, width, empty=0.0)
        which = draw_turn(self._augmentation.turns, random)
        return to_item(turn(tile, which), turn(label, which))

    def _input(self, bands: np.ndarray, number: int, random: np.random.Generator) -> np.ndarray:
        """Return the network input of a window, its values changed at random."""
        bands = change_exposure(bands, self._augmentation, random)
        gain = self._gains[number] if self._gains else raster_gain(bands.reshape(len(bands), -1), self._normalisation)
        return normalise(bands, self._normalisation, gain * float(factor(self._augmentation.gain_factor, random)))

    def _prepared(self, scene: Scene, number: int) -> Scene:
        bands, label = scene.read(slice(None), slice(None))
        return SceneInMemory(scene.name, normalise(bands, self._normalisation, self._gains[number]), label)

    def _drawn(self, index: int, random: np.random.Generator) -> tuple[int, slice, slice]:
        """Return a scene's number, rows and columns: all of tile ``index``, or a window of any scene.

        As many windows lie on a landslide pixel as ``sampling`` says, those of scenes without one being drawn from
        others that have some. The rest lie anywhere, or, where little of a scene is known, on a pixel that is.
        """
        if self._sampling is None:
            height, width = self._scenes[index].shape
            return index, slice(0, height), slice(0, width)
        number, there = int(random.integers(len(self._scenes))), self._with_landslides
        is_on = bool(len(there)) and random.random() < self._sampling.share_on_landslides
        if is_on and not len(self._landslides[number]):
            number = int(there[random.integers(len(there))])
        pixels = self._landslides[number] if is_on else self._elsewhere[number]
        return number, *_window(self._scenes[number].shape, pixels, self._sampling, random)


def _check_equal(tiles: Sequence[Scene]) -> None:
    """Raise RasterError where ``tiles`` cannot stand in one batch."""
    usual = Counter(tile.shape for tile in tiles).most_common(1)[0][0]
    other = next((tile for tile in tiles if [*map(_filled, tile.shape)] != [*map(_filled, usual)]), None)
    if other is not None:
        raise RasterError(
            f"The tile '{other.name}' has {other.shape} px (rows, columns), most have {usual}.",
            'Tiles to learn from have one size: take it out, cut it, or give rasters with kind = "raster_inventory".',
        )


def _window(
    shape: tuple[int, int], pixels: np.ndarray, sampling: Sampling, random: np.random.Generator
) -> tuple[slice, slice]:
    """Return rows and columns of a window on one of the (flat) ``pixels``, anywhere where there are none."""
    last = np.maximum(np.array(shape) - sampling.tile_px, 0)
    if len(pixels):
        pixel = np.array(divmod(int(pixels[random.integers(len(pixels))]), shape[1]))
        before = sampling.tile_px // 2 if sampling.landslide_at == "centre" else random.integers(0, sampling.tile_px, 2)
        corner = np.clip(pixel - before, 0, last)
    else:
        corner = random.integers(0, last + 1)
    stop = np.minimum(corner + sampling.tile_px, shape)
    return slice(corner[0], stop[0]), slice(corner[1], stop[1])


def _few_known(label: np.ndarray) -> np.ndarray:
    """Return the pixels (flat) of ``label`` that are known, where they are less than half of it; else none."""
    known = label != IGNORE
    return np.flatnonzero(known if known.mean() < 0.5 else False)


def padded(
    bands: np.ndarray, label: np.ndarray, height: int, width: int, empty: float = np.nan
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``bands`` and ``label`` filled up below and right: with ``empty``, and label 255."""
    below, right = height - label.shape[0], width - label.shape[1]
    if not below and not right:
        return bands, label
    return (
        np.pad(bands, ((0, 0), (0, below), (0, right)), constant_values=empty),
        np.pad(label, ((0, below), (0, right)), constant_values=IGNORE),
    )


def to_item(tile: np.ndarray, label: np.ndarray) -> Item:
    """Return network input (channels, H, W) and label (H, W) as an item."""
    return torch.from_numpy(np.ascontiguousarray(tile)), torch.from_numpy(np.ascontiguousarray(label)[None])


def _filled(side_px: int, tile_px: int = 0) -> int:
    """Return the side of a tile, or of a whole scene the next multiple of what networks take."""
    return tile_px or -(-side_px // MULTIPLE_PX) * MULTIPLE_PX
