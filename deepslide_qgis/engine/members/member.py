"""A member is something that takes a batch and gives logits; each runtime for the weights is one file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from deepslide_qgis.engine.process.arrays import Array, array_module

SHOWN_PX = 1 << 16
"""Pixels that a processor is shown at once, or a tile: more are no faster, and take more memory."""
Pause = Callable[[], None]


def no_pause() -> None:
    """Go on at once."""


class RunningMember(Protocol):
    """One trained network, loaded and ready."""

    id: str

    def logits(self, batch: Array, pause: Pause = no_pause) -> Array:
        """Return float32 logits (N, H, W) for the normalised float32 ``batch`` (N, C, H, W), where the batch is.

        ``pause`` is called between parts of long work, and ends it by what it raises.
        """
        ...

    def rest(self) -> None:
        """Give back the memory that it works in; the next logits take it again."""
        ...


def shown_in_parts(batch: Array, answer: Callable[[Array], Array], pause: Pause) -> Array:
    """Return what ``answer`` says, (n, H, W) float32, of all of ``batch`` (N, C, H, W), a few tiles at a time."""
    tiles, _, height, width = batch.shape
    logits = array_module(batch).empty((tiles, height, width), dtype=batch.dtype)
    at_once = max(1, SHOWN_PX // (height * width))
    for first in range(0, tiles, at_once):
        pause()
        part = slice(first, first + at_once)
        logits[part] = answer(batch[part])
    return logits
