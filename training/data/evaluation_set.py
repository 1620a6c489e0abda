"""Dataset for evaluation: scenes in a fixed order, unchanged; each labelled pixel occurs exactly once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch.utils.data import Dataset

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.networks.normalisation import normalise
from training.data.gains import gain_of_all, scene_gain
from training.data.labels import IGNORE
from training.data.scenes import Scene
from training.data.training_set import Item, pad, to_item
from training.planning.plans import MULTIPLE_PX

WHOLE_PX = 2048
"""Scenes up to this side are predicted whole, as in the reference study's code; larger ones in windows."""
CONTEXT_PX = 128
BATCH_PX = 1024 * 1024
"""Largest batch in pixels, though at least one item: sixteen whole scenes need tens of GB and are no faster."""


@dataclass(frozen=True)
class EvaluationWindow:
    """The part of a scene that is read (``rows``, ``columns``) and the part of it that is scored (``inner``)."""

    scene: int
    rows: slice
    columns: slice
    inner: tuple[slice, slice]


class EvaluationSet(Dataset[Item]):
    """Items of whole scenes, padded to a multiple of 32, or of windows of large scenes with context around them.

    ``names`` are the scenes' names, ``groups`` (N,) int32 the scene number of each item. ``equal_sizes`` tells whether
    all items have one size. ``gain_errors``, if set, multiplies the gain of each scene by a factor, to measure how
    sensitive members are to a wrong gain.
    """

    def __init__(self, scenes: list[Scene], normalisation: Normalisation, whole_px: int = WHOLE_PX):
        self._scenes, self._normalisation = scenes, normalisation
        self._windows = [
            window for i, scene in enumerate(scenes) for window in split_into_windows(i, scene.shape, whole_px)
        ]
        self._gains: list[float] | None = None
        self.names = tuple(scene.name for scene in scenes)
        self.groups = np.array([window.scene for window in self._windows], np.int32)
        self.equal_sizes = len({_padded_sides(window) for window in self._windows}) == 1
        self.gain_errors: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self._windows)

    def __getitem__(self, index: int) -> Item:
        window = self._windows[index]
        bands, label = self._scenes[window.scene].read(window.rows, window.columns)
        scored = np.full_like(label, IGNORE)
        scored[window.inner] = label[window.inner]
        height, width = (-(-side // MULTIPLE_PX) * MULTIPLE_PX for side in label.shape)
        bands, scored = pad(bands, scored, height, width)
        error = 1.0 if self.gain_errors is None else float(self.gain_errors[window.scene])
        return to_item(normalise(bands, self._normalisation, self.gain(window.scene) * error), scored)

    def batch_size(self, most: int) -> int:
        """Return the batch size: ``most``, less for large items, 1 if the items differ in size."""
        if not self.equal_sizes:
            return 1
        height, width = (MULTIPLE_PX * side for side in _padded_sides(self._windows[0]))
        return min(most, max(BATCH_PX // (height * width), 1))

    def gain(self, scene: int) -> float:
        """Return the gain of one scene, computed as for a raster of its own."""
        if self._gains is None:
            self._gains = [scene_gain(one, self._normalisation) for one in self._scenes]
        return self._gains[scene]

    def gain_of_all(self) -> float:
        """Return the common gain of all scenes, computed as for one raster."""
        return gain_of_all(self._scenes, self._normalisation)

    def scene(self, index: int) -> Scene:
        """Return the scene with the number ``index``, as used in ``groups``."""
        return self._scenes[index]


def split_into_windows(scene: int, shape: tuple[int, int], whole_px: int) -> list[EvaluationWindow]:
    """Return one window for a small scene, else windows of ``whole_px`` whose inner parts cover it once."""
    if max(shape) <= whole_px:
        return [EvaluationWindow(scene, slice(0, shape[0]), slice(0, shape[1]), (slice(None), slice(None)))]
    rows, columns = (_spans(length, whole_px) for length in shape)
    return [EvaluationWindow(scene, r, c, (inner_r, inner_c)) for r, inner_r in rows for c, inner_c in columns]


def _spans(length: int, whole_px: int) -> list[tuple[slice, slice]]:
    """Return, along one axis, the slices to read and the slices to score within each."""
    step = whole_px - 2 * CONTEXT_PX
    spans = []
    for first in range(0, length, step):
        last = min(first + step, length)
        start, stop = max(first - CONTEXT_PX, 0), min(last + CONTEXT_PX, length)
        spans.append((slice(start, stop), slice(first - start, last - start)))
    return spans


def _padded_sides(window: EvaluationWindow) -> tuple[int, int]:
    sides = window.rows.stop - window.rows.start, window.columns.stop - window.columns.start
    return -(-sides[0] // MULTIPLE_PX), -(-sides[1] // MULTIPLE_PX)
