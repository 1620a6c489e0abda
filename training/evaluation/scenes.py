"""Maps the flat labelled pixels of a split back to the images of its scenes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.data.evaluation_set import WHOLE_PX, split_into_windows
from training.data.labels import IGNORE
from training.data.sources import read_evaluation_scenes
from training.planning.experiment import Experiment


@dataclass(frozen=True)
class LabelledScene:
    """A scene's ``label`` (H, W) uint8, and the flat ``indices`` (n,) int64 of its labelled pixels, in order.

    These pixels start at ``start`` in the flat arrays of the split.
    """

    number: int
    name: str
    label: np.ndarray
    indices: np.ndarray
    start: int

    @property
    def pixels(self) -> slice:
        """Slice of the scene's pixels in the flat arrays of the split."""
        return slice(self.start, self.start + len(self.indices))

    def to_image(self, values: np.ndarray, empty: float) -> np.ndarray:
        """Return the values (n,) of the labelled pixels as an image (H, W), ``empty`` elsewhere."""
        image = np.full(self.label.size, empty, values.dtype)
        image[self.indices] = values
        return image.reshape(self.label.shape)


def labelled_scenes(experiment: Experiment, setting: str, split: str, data: Path) -> Iterator[LabelledScene]:
    """Yield the scenes of ``split`` in order."""
    start = 0
    member = experiment.with_setting(setting).members[0]
    for number, scene in enumerate(read_evaluation_scenes(experiment, experiment.bands_of(member), split, data)):
        indices = labelled_indices(scene.label)
        yield LabelledScene(number, scene.name, scene.label, indices, start)
        start += len(indices)


def labelled_indices(label: np.ndarray, whole_px: int = WHOLE_PX) -> np.ndarray:
    """Return the flat indices of the labelled pixels in the order of predictions: window by window."""
    numbered = np.arange(label.size).reshape(label.shape)
    parts = []
    for window in split_into_windows(0, label.shape, whole_px):
        inner = numbered[window.rows, window.columns][window.inner]
        parts.append(inner[label[window.rows, window.columns][window.inner] != IGNORE])
    return np.concatenate(parts)
