"""Images to be judged by, in a fixed order, without chance; each labelled pixel stands in them once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch.utils.data import Dataset

from deepslide_qgis.core.packs.card import Normalisation
from deepslide_qgis.engine.networks.normalisation import normalise
from training.data.gains import gain_of_all, scene_gain
from training.data.labels import IGNORE
from training.data.scenes import Scene
from training.data.training_set import Item, padded, to_item
from training.planning.plans import MULTIPLE_PX

WHOLE_PX = 2048
"""Scenes up to this side are predicted whole, as the reference study's code does; larger ones in windows."""
CONTEXT_PX = 128
BATCH_PX = 1024 * 1024
"""So many pixels are predicted at once, or one item: sixteen whole scenes would take tens of GB, and are no faster."""


@dataclass(frozen=True)
class Piece:
    """What of a scene is read (``rows``, ``columns``) and what of that is judged (``inner``, relative to it)."""

    scene: int
    rows: slice
    columns: slice
    inner: tuple[slice, slice]


class EvaluationSet(Dataset[Item]):
    """Items of whole scenes, filled up to a multiple of 32, or of windows of large ones with context around them.

    ``names`` (of scenes); ``groups`` (N,) int32, the scene of each item; ``equal_sizes``: of all items.
    ``gain_errors``, where set, are factors by which the gain of each scene is wrong, to see how members bear it.
    """

    def __init__(self, scenes: list[Scene], normalisation: Normalisation, whole_px: int = WHOLE_PX):
        self._scenes, self._normalisation = scenes, normalisation
        self._pieces = [piece for i, scene in enumerate(scenes) for piece in pieces_of(i, scene.shape, whole_px)]
        self._gains: list[float] | None = None
        self.names = tuple(scene.name for scene in scenes)
        self.groups = np.array([piece.scene for piece in self._pieces], np.int32)
        self.equal_sizes = len({_sides(piece) for piece in self._pieces}) == 1
        self.gain_errors: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self._pieces)

    def __getitem__(self, index: int) -> Item:
        piece = self._pieces[index]
        bands, label = self._scenes[piece.scene].read(piece.rows, piece.columns)
        judged = np.full_like(label, IGNORE)
        judged[piece.inner] = label[piece.inner]
        height, width = (-(-side // MULTIPLE_PX) * MULTIPLE_PX for side in label.shape)
        bands, judged = padded(bands, judged, height, width)
        error = 1.0 if self.gain_errors is None else float(self.gain_errors[piece.scene])
        return to_item(normalise(bands, self._normalisation, self.gain(piece.scene) * error), judged)

    def batch_size(self, most: int) -> int:
        """Return how many items make a batch: ``most``, fewer where they are large, one where their sizes differ."""
        if not self.equal_sizes:
            return 1
        height, width = (MULTIPLE_PX * side for side in _sides(self._pieces[0]))
        return min(most, max(BATCH_PX // (height * width), 1))

    def gain(self, scene: int) -> float:
        """Return the gain of one scene as a raster of its own."""
        if self._gains is None:
            self._gains = [scene_gain(one, self._normalisation) for one in self._scenes]
        return self._gains[scene]

    def gain_of_all(self) -> float:
        """Return the one gain of all scenes as one raster."""
        return gain_of_all(self._scenes, self._normalisation)

    def scene(self, index: int) -> Scene:
        """Return one of the scenes, by the number in ``groups``."""
        return self._scenes[index]


def pieces_of(scene: int, shape: tuple[int, int], whole_px: int) -> list[Piece]:
    """Return the pieces of a scene: all of it, or windows of ``whole_px`` whose inner parts cover it once."""
    if max(shape) <= whole_px:
        return [Piece(scene, slice(0, shape[0]), slice(0, shape[1]), (slice(None), slice(None)))]
    rows, columns = (_spans(length, whole_px) for length in shape)
    return [Piece(scene, r, c, (inner_r, inner_c)) for r, inner_r in rows for c, inner_c in columns]


def _spans(length: int, whole_px: int) -> list[tuple[slice, slice]]:
    """Return what is read and what of it is judged, along one axis."""
    step = whole_px - 2 * CONTEXT_PX
    spans = []
    for first in range(0, length, step):
        last = min(first + step, length)
        start, stop = max(first - CONTEXT_PX, 0), min(last + CONTEXT_PX, length)
        spans.append((slice(start, stop), slice(first - start, last - start)))
    return spans


def _sides(piece: Piece) -> tuple[int, int]:
    sides = piece.rows.stop - piece.rows.start, piece.columns.stop - piece.columns.start
    return -(-sides[0] // MULTIPLE_PX), -(-sides[1] // MULTIPLE_PX)
