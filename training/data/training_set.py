"""Dataset of training tiles, drawn at random from scenes and augmented."""

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
from training.data.augmentation import change_exposure, draw_factor, draw_turn, turn
from training.data.gains import scene_gain
from training.data.labels import IGNORE
from training.data.scenes import Scene, SceneInMemory
from training.data.tile_sampler import Draw
from training.planning.brightness import changes_exposure
from training.planning.plans import MULTIPLE_PX, Augmentation, DataPlan

Item = tuple[torch.Tensor, torch.Tensor]
"""Network input (channels, H, W) float32 and label (1, H, W) uint8 of 0, 1 and 255."""


@dataclass(frozen=True)
class Sampling:
    """How windows are drawn from rasters; not used where each scene is a tile."""

    tile_px: int
    tiles_per_epoch: int
    share_on_landslides: float
    landslide_at: str

    @staticmethod
    def of(data_plan: DataPlan) -> Sampling:
        return Sampling(
            data_plan.tile_px, data_plan.tiles_per_epoch, data_plan.share_on_landslides, data_plan.landslide_at
        )


class TrainingSet(Dataset[Item]):
    """Training tiles from ``scenes``: whole scenes if ``sampling`` is None, else random windows of them.

    An item is requested by a :data:`Draw`, whose seed determines all its randomness. Scenes in memory are normalised
    once, unless the augmentation changes their values. Each normalised scene replaces the raw one in the list
    ``scenes``, so at most one scene is in memory twice.
    """

    def __init__(
        self, scenes: list[Scene], normalisation: Normalisation, augmentation: Augmentation, sampling: Sampling | None
    ):
        self._normalisation, self._augmentation, self._sampling = normalisation, augmentation, sampling
        if sampling is None:
            _check_equal_sizes(scenes)
        self._changes = changes_exposure(augmentation)
        self._gains = [] if sampling is None and self._changes else [scene_gain(s, normalisation) for s in scenes]
        self._scenes = scenes
        self._is_normalised = [not self._changes and isinstance(scene, SceneInMemory) for scene in scenes]
        self._landslides = [np.flatnonzero(scene.label == 1) for scene in scenes] if sampling else []
        self._labelled = [_sparse_labelled_pixels(scene.label) for scene in scenes] if sampling else []
        self._with_landslides = np.flatnonzero([len(pixels) > 0 for pixels in self._landslides])
        for number in np.flatnonzero(self._is_normalised):
            scenes[number] = self._normalise_scene(scenes[number], number)

    def __len__(self) -> int:
        return len(self._scenes) if self._sampling is None else self._sampling.tiles_per_epoch

    def __getitem__(self, draw: Draw) -> Item:
        index, seed = draw
        random = np.random.default_rng(seed)
        number, rows, columns = self._draw_tile(index, random)
        bands, label = self._scenes[number].read(rows, columns)
        tile = bands if self._is_normalised[number] else self._normalise_window(bands, number, random)
        size = self._sampling.tile_px if self._sampling else 0
        height, width = (_padded_side(side, size) for side in label.shape)
        tile, label = pad(tile, label, height, width, empty=0.0)
        position = draw_turn(self._augmentation.turns, random)
        return to_item(turn(tile, position), turn(label, position))

    def _normalise_window(self, bands: np.ndarray, number: int, random: np.random.Generator) -> np.ndarray:
        """Return the network input of a window with randomly changed values."""
        bands = change_exposure(bands, self._augmentation, random)
        gain = self._gains[number] if self._gains else raster_gain(bands.reshape(len(bands), -1), self._normalisation)
        return normalise(bands, self._normalisation, gain * float(draw_factor(self._augmentation.gain_factor, random)))

    def _normalise_scene(self, scene: Scene, number: int) -> Scene:
        bands, label = scene.read(slice(None), slice(None))
        return SceneInMemory(scene.name, normalise(bands, self._normalisation, self._gains[number]), label)

    def _draw_tile(self, index: int, random: np.random.Generator) -> tuple[int, slice, slice]:
        """Draw a scene's number, rows and columns: the whole tile ``index``, or a window of any scene.

        The share ``share_on_landslides`` of windows lies on landslide pixels; instead of a scene without any, another
        one with landslides is used. Other windows lie anywhere, or on a labelled pixel if most of the scene is
        unlabelled.
        """
        if self._sampling is None:
            height, width = self._scenes[index].shape
            return index, slice(0, height), slice(0, width)
        number, candidates = int(random.integers(len(self._scenes))), self._with_landslides
        is_on = bool(len(candidates)) and random.random() < self._sampling.share_on_landslides
        if is_on and not len(self._landslides[number]):
            number = int(candidates[random.integers(len(candidates))])
        pixels = self._landslides[number] if is_on else self._labelled[number]
        return number, *_draw_window(self._scenes[number].shape, pixels, self._sampling, random)


def _check_equal_sizes(tiles: Sequence[Scene]) -> None:
    """Raise RasterError if ``tiles`` have different sizes, which cannot be in one batch."""
    usual = Counter(tile.shape for tile in tiles).most_common(1)[0][0]
    padded = [*map(_padded_side, usual)]
    other = next((tile for tile in tiles if [*map(_padded_side, tile.shape)] != padded), None)
    if other is not None:
        raise RasterError(
            f"The tile '{other.name}' has {other.shape} px (rows, columns), most have {usual}.",
            'Tiles to learn from have one size: take it out, cut it, or give rasters with kind = "raster_inventory".',
        )


def _draw_window(
    shape: tuple[int, int], pixels: np.ndarray, sampling: Sampling, random: np.random.Generator
) -> tuple[slice, slice]:
    """Draw rows and columns of a window on one of the flat ``pixels``, or anywhere if there are none."""
    last = np.maximum(np.array(shape) - sampling.tile_px, 0)
    if len(pixels):
        pixel = np.array(divmod(int(pixels[random.integers(len(pixels))]), shape[1]))
        before = sampling.tile_px // 2 if sampling.landslide_at == "centre" else random.integers(0, sampling.tile_px, 2)
        corner = np.clip(pixel - before, 0, last)
    else:
        corner = random.integers(0, last + 1)
    stop = np.minimum(corner + sampling.tile_px, shape)
    return slice(corner[0], stop[0]), slice(corner[1], stop[1])


def _sparse_labelled_pixels(label: np.ndarray) -> np.ndarray:
    """Return the flat indices of labelled pixels if they are less than half of ``label``, else none."""
    known = label != IGNORE
    return np.flatnonzero(known if known.mean() < 0.5 else False)


def pad(
    bands: np.ndarray, label: np.ndarray, height: int, width: int, empty: float = np.nan
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``bands`` and ``label`` padded below and right with ``empty`` and label 255."""
    below, right = height - label.shape[0], width - label.shape[1]
    if not below and not right:
        return bands, label
    return (
        np.pad(bands, ((0, 0), (0, below), (0, right)), constant_values=empty),
        np.pad(label, ((0, below), (0, right)), constant_values=IGNORE),
    )


def to_item(tile: np.ndarray, label: np.ndarray) -> Item:
    """Return network input (channels, H, W) and label (H, W) as a dataset item."""
    return torch.from_numpy(np.ascontiguousarray(tile)), torch.from_numpy(np.ascontiguousarray(label)[None])


def _padded_side(side_px: int, tile_px: int = 0) -> int:
    """Return the tile size, or, for whole scenes, the side rounded up to a multiple of 32."""
    return tile_px or -(-side_px // MULTIPLE_PX) * MULTIPLE_PX
