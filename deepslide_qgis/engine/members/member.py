"""The interface of a loaded member: a batch of tiles in, logits out. Each runtime has a file that implements it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from deepslide_qgis.engine.process.arrays import Array, library_of

MAX_PX_AT_ONCE = 1 << 16
"""Pixels per call of a network on a CPU, at least one tile: larger calls are no faster and need more memory."""
CancelCheck = Callable[[], None]
"""Raises Cancelled (or another error) when the run is to end."""


def never_cancelled() -> None:
    """Do nothing: the ``CancelCheck`` of a caller that cannot be cancelled."""


class RunningMember(Protocol):
    """One trained network, loaded on a device."""

    id: str

    def logits(self, batch: Array, check_cancelled: CancelCheck = never_cancelled) -> Array:
        """Return float32 logits (N, H, W) of the normalised float32 ``batch`` (N, C, H, W), on the batch's device.

        ``check_cancelled`` is called between the parts of a long computation.
        """
        ...

    def release_buffers(self) -> None:
        """Free the memory of intermediate layers; the next call of ``logits`` allocates it again."""
        ...


def predict_in_parts(batch: Array, predict: Callable[[Array], Array], check_cancelled: CancelCheck) -> Array:
    """Return ``predict(batch)``, float32 (N, H, W), computed for at most ``MAX_PX_AT_ONCE`` pixels at a time."""
    tiles, _, height, width = batch.shape
    logits = library_of(batch).empty((tiles, height, width), dtype=batch.dtype)
    at_once = max(1, MAX_PX_AT_ONCE // (height * width))
    for first in range(0, tiles, at_once):
        check_cancelled()
        part = slice(first, first + at_once)
        logits[part] = predict(batch[part])
    return logits
