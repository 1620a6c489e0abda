"""Scenes cropped about their centre to a multiple of 32 pixels, as the reference study's code evaluates them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from deepslide_qgis.core.errors import RasterError
from training.data.scenes import Scene
from training.planning.plans import MULTIPLE_PX


@dataclass(frozen=True)
class CentreCut:
    """The centre of the scene ``whole``, from its row ``top`` and column ``left`` on."""

    whole: Scene
    top: int
    left: int
    shape: tuple[int, int]

    @property
    def name(self) -> str:
        return self.whole.name

    @cached_property
    def label(self) -> np.ndarray:
        return self.whole.label[self.top : self.top + self.shape[0], self.left : self.left + self.shape[1]]

    def read(self, rows: slice, columns: slice) -> tuple[np.ndarray, np.ndarray]:
        """Return bands (C, h, w) and label (h, w) of a window of the cropped scene."""
        first, last = _bounds(rows, self.shape[0]), _bounds(columns, self.shape[1])
        return self.whole.read(
            slice(first[0] + self.top, first[1] + self.top), slice(last[0] + self.left, last[1] + self.left)
        )


def centre_cut(scene: Scene) -> Scene:
    """Return the centre of ``scene``, cropped as torchvision's CenterCrop does (.5 rounds to the even number)."""
    shape = tuple(side - side % MULTIPLE_PX for side in scene.shape)
    if 0 in shape:
        raise RasterError(
            f"'{scene.name}' is {scene.shape} px (rows, columns), too small to be cut to a multiple of {MULTIPLE_PX}.",
            "Take it out of its folder, or set data.centre_crop = false.",
        )
    top, left = (round((side - kept) / 2) for side, kept in zip(scene.shape, shape))
    return CentreCut(scene, top, left, shape)


def _bounds(span: slice, side: int) -> tuple[int, int]:
    start, stop, _ = span.indices(side)
    return start, stop
