"""The scenes of a split as pictures again: labels, and where in them the kept pixels belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.data.evaluation_set import WHOLE_PX, pieces_of
from training.data.labels import IGNORE
from training.data.sources import judged_scenes
from training.planning.experiment import Experiment


@dataclass(frozen=True)
class LabelledScene:
    """A scene's ``label`` (H, W) uint8, and ``places`` (n,) int64: flat indices into it of its kept pixels, in order.

    The kept pixels are those from ``start`` on in the flat arrays of the split.
    """

    number: int
    name: str
    label: np.ndarray
    places: np.ndarray
    start: int

    @property
    def pixels(self) -> slice:
        """Where its pixels lie in the flat arrays of the split."""
        return slice(self.start, self.start + len(self.places))

    def picture(self, values: np.ndarray, empty: float) -> np.ndarray:
        """Return the values (n,) of its kept pixels as a picture (H, W), ``empty`` elsewhere."""
        picture = np.full(self.label.size, empty, values.dtype)
        picture[self.places] = values
        return picture.reshape(self.label.shape)


def labelled_scenes(experiment: Experiment, setting: str, split: str, data: Path) -> Iterator[LabelledScene]:
    """Yield the scenes of ``split`` in their order."""
    start = 0
    member = experiment.with_setting(setting).members[0]
    for number, scene in enumerate(judged_scenes(experiment, experiment.bands_of(member), split, data)):
        places = places_of(scene.label)
        yield LabelledScene(number, scene.name, scene.label, places, start)
        start += len(places)


def places_of(label: np.ndarray, whole_px: int = WHOLE_PX) -> np.ndarray:
    """Return the flat indices of the labelled pixels in the order in which predictions are kept: piece by piece."""
    indices = np.arange(label.size).reshape(label.shape)
    parts = []
    for piece in pieces_of(0, label.shape, whole_px):
        inner = indices[piece.rows, piece.columns][piece.inner]
        parts.append(inner[label[piece.rows, piece.columns][piece.inner] != IGNORE])
    return np.concatenate(parts)
